/** Work that can rest between two of its pieces: a generator that yields where others may have their turn. */
export type Pieces<Result> = Generator<void, Result, void>;

/** All of it in one go, for those who wait for nothing else. */
export function atOnce<Result>(work: Pieces<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
