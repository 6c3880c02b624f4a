import { randomUUID } from 'node:crypto';
import { limits } from '#core/limits.js';
import type { TransitionPage } from '../transition-log.js';

/** What became of the signals of a build in memory: all is kept, and only the last ones are shown. */
export class MemoryTransitions {
  constructor(
    private readonly log = randomUUID(),
    private readonly all: Uint8Array[] = [],
  ) {}

  /** As they are now, whatever comes. */
  copy(): MemoryTransitions {
    return new MemoryTransitions(this.log, [...this.all]);
  }

  add(transitions: readonly Uint8Array[]): void {
    this.all.push(...transitions);
  }

  behind(after: number, limit: number): TransitionPage {
    const last = this.all.length;
    const first = Math.max(1, last - limits.signalTransitions + 1);
    const numbered = this.all.map((transition, i) => ({ number: i + 1, transition }));
    const entries = numbered.filter(({ number }) => number >= first && number > after).slice(0, limit);
    return { log: this.log, first, last, entries };
  }
}
