import { setImmediate } from 'node:timers/promises';

/** Events gathered or facts folded between two pauses in which the process serves others: a few milliseconds. */
const stepsPerPause = 256;

/** Lets others run now and then: an await for each step would cost more than the pauses. */
export class Pauses {
  private steps = 0;

  /** Whether it is time for `pause`. */
  isDue(steps: number): boolean {
    this.steps += steps;
    if (this.steps < stepsPerPause) return false;
    this.steps = 0;
    return true;
  }

  async pause(): Promise<void> {
    await setImmediate();
  }
}
