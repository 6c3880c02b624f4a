import type { Clock } from '#core/ports.js';

/** How far a build is: events folded of those that the ledger holds, and at what speed. */
export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  readonly eventsPerSecond: number;
  /** Undefined until there is a speed to reckon with. */
  readonly secondsLeft: number | undefined;
}

/** Watches a build grow. Speeds are means since it began, or went on after a pause of the program. */
export class ProgressMeter {
  private readonly beganAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly from: number,
  ) {
    this.beganAt = clock.now();
  }

  at(done: number, total: number): BuildProgress {
    const seconds = (this.clock.now() - this.beganAt) / 1000;
    const eventsPerSecond = seconds > 0 ? Math.round((done - this.from) / seconds) : 0;
    const secondsLeft = eventsPerSecond > 0 ? Math.ceil(Math.max(0, total - done) / eventsPerSecond) : undefined;
    return { done, total, eventsPerSecond, secondsLeft };
  }
}
