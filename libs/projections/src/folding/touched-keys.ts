import type { Place } from '#read-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { compareFacts } from './fold.js';
import type { KeyFact } from './key-fold.js';
import { slotOf } from '../definition/projection-key.js';

/** What a batch brings to one key. */
export interface TouchedKey {
  readonly key: string;
  readonly value: string;
  readonly slot: number;
  /** New facts of it that are seen. */
  readonly facts: KeyFact[];
  /** Where something else than a new fact changes what is folded: all from there on is folded anew from the mirror. */
  from: Place | undefined;
  /** What facts contribute by themselves may throw. */
  counting: boolean;
  /** Time has passed for it. */
  isDue: boolean;
}

/** Keys that a batch brings something to, each once. */
export class TouchedKeys {
  private readonly keys = new Map<string, TouchedKey>();

  constructor(private readonly projection: CompiledProjection) {}

  at(key: string, value: string): TouchedKey {
    let touched = this.keys.get(key);
    if (touched === undefined) {
      touched = { key, value, slot: slotOf(value), facts: [], from: undefined, counting: false, isDue: false };
      this.keys.set(key, touched);
    }
    return touched;
  }

  /** What was folded from a place on does not hold any more. */
  foldAnewFrom(touched: TouchedKey, place: Place): void {
    if (touched.from === undefined || compareFacts(this.projection, place, touched.from) < 0) touched.from = place;
  }

  /** Those to which there is something to do. */
  values(): readonly TouchedKey[] {
    return [...this.keys.values()].filter(({ facts, from, isDue }) => facts.length > 0 || from !== undefined || isDue);
  }
}
