/** What a document, or an event by itself, has in a cell, and the events that it came by. */
export interface Contributor {
  readonly key: string;
  /** The event that counts by itself; absent where the document contributes. */
  readonly event?: number;
  /** Sums by name, those of 0 left out; values by name, ascending. */
  readonly sums: Readonly<Record<string, bigint>>;
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** Sequences of the events that changed it, in the order of time. */
  readonly sequences: readonly number[];
}

/** Where whoever looks has come: past a document, or past an event. */
export interface ContributorPlace {
  readonly key?: string;
  readonly sequence?: number;
}

/** One that was looked at, what was found, and how many steps or events that took. */
export interface LookedAt {
  readonly place: ContributorPlace;
  readonly found?: Contributor;
  readonly looked: number;
}
