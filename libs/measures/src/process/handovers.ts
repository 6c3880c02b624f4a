/** How often work went directly from one performer to another in a case. */
export interface Handover {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/**
 * Neighbouring steps of a case by who performed them (handover of work with distance 1: van der Aalst, Reijers & Song
 * 2005). A performer who goes on alone is a pair too, from = to, because both readings are asked for and one can be
 * left out later. A pair with a step that nobody is known to have performed is no handover.
 *
 * Grows with the case: a step at a time.
 */
export interface Handovers {
  /** The different performers, in the order in which they first came. */
  readonly performers: string[];
  /** From, to (indexes of `performers`) and number of times, three numbers a pair. */
  readonly pairs: number[];
  /** Who performed the last step: an index, or −1 when it is not known or there is none. */
  last: number;
}

export function noHandovers(): Handovers {
  return { performers: [], pairs: [], last: -1 };
}

/** Adds a step behind the others. The caller keeps fold order. */
export function addPerformer(handovers: Handovers, performer: string | undefined): void {
  const from = handovers.last;
  handovers.last = performer === undefined ? -1 : indexOf(handovers.performers, performer);
  if (from >= 0 && handovers.last >= 0) countPair(handovers.pairs, from, handovers.last);
}

/** The next step says itself from whom it takes over, whoever performed the step before it, if there is one. */
export function takeOverFrom(handovers: Handovers, performer: string): void {
  handovers.last = indexOf(handovers.performers, performer);
}

export function handoversOf({ performers, pairs }: Handovers): Handover[] {
  const found: Handover[] = [];
  for (let i = 0; i < pairs.length; i += 3) {
    found.push({ from: performers[pairs[i]!]!, to: performers[pairs[i + 1]!]!, count: pairs[i + 2]! });
  }
  return found;
}

/** The place of a performer among those who came so far; one who is new comes last. */
export function indexOf(performers: string[], performer: string): number {
  const index = performers.indexOf(performer);
  return index < 0 ? performers.push(performer) - 1 : index;
}

/** Counts one more of two numbers that stand together, in a list of three numbers a pair. */
export function countPair(pairs: number[], from: number, to: number): void {
  for (let i = 0; i < pairs.length; i += 3) {
    if (pairs[i] === from && pairs[i + 1] === to) {
      pairs[i + 2]!++;
      return;
    }
  }
  pairs.push(from, to, 1);
}
