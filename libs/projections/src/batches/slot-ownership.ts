import { slotCount } from '#read-store/port.js';

/** What a node can do for a projection's code, as it tells the others. */
export interface Announcement {
  /** Fingerprints whose builds it can fold. */
  readonly runs: ReadonlySet<string>;
  /** Fingerprints of what is defined in it now. */
  readonly wants: ReadonlySet<string>;
}

/**
 * Which slots this node folds, of several that share a read store (engine.md §8). Two may have the same one for a while, or
 * nobody: batches are a compare-and-set, so that it costs work or time and never a document.
 */
export interface SlotOwnership {
  /** Nobody else folds, ever. */
  readonly isWhole?: boolean;
  /** Those of all builds of a fingerprint. The same set as long as nothing has changed. */
  slotsOf(fingerprint: string): ReadonlySet<number>;
  /** Whether this node decides about the builds of a fingerprint that it wants: begins them, lets them serve, drops them. */
  decides(fingerprint: string): boolean;
  /** What other nodes that live want. */
  wantedElsewhere(): ReadonlySet<string>;
  /** This node can fold these from now on. */
  announce(announcement: Announcement): void;
  /** Calls back when any of it has changed, until what it returns is called. */
  onChange(listener: () => void): () => void;
}

export const allSlots: ReadonlySet<number> = new Set(Array.from({ length: slotCount }, (_, slot) => slot));
export const noSlots: ReadonlySet<number> = new Set();

/** One machine: everything is folded here, always. */
export const wholeOwnership: SlotOwnership = {
  isWhole: true,
  slotsOf: () => allSlots,
  decides: () => true,
  wantedElsewhere: () => new Set(),
  announce: () => undefined,
  onChange: () => () => undefined,
};
