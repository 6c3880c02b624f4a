/** What an append may expect besides a revision, as the numbers that the server has for it. */
export const expected = { noStream: -1, any: -2, streamExists: -4 } as const;

/** What the check sees of a stream. */
export interface CheckedStream {
  /** The last revision; -1 without events. */
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly isSoftDeleted: boolean;
  readonly hasMetadata: boolean;
  /** The revision of an id among the recent ones. */
  recentRevisionOf(id: string): number | undefined;
  /** The id at a revision. */
  idAt(revision: number): string | undefined;
}

/** `again`: all of it was written before, first and last revision are those of then. */
export type Decision =
  | { readonly kind: 'write' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'wrong-expected-version' }
  | { readonly kind: 'again'; readonly first: number; readonly last: number };

const write: Decision = { kind: 'write' };
const refused: Decision = { kind: 'wrong-expected-version' };

/** Whether these ids may be written behind a stream. The rules are those of the server's IndexWriter.CheckCommit. */
export function checkCommit(stream: CheckedStream, expectation: number, ids: readonly string[]): Decision {
  if (stream.isTombstoned) return { kind: 'deleted' };
  if (expectation === expected.streamExists) {
    if (stream.isSoftDeleted) return { kind: 'deleted' };
    if (stream.last < 0 && !stream.hasMetadata) return refused;
  }
  if (expectation === expected.any || expectation === expected.streamExists) return checkWeakly(stream, ids);
  if (expectation < stream.last) return checkBehind(stream, expectation, ids);
  return expectation === stream.last ? write : refused;
}

/** Without a revision only memory tells whether the ids were written: at which revisions and in which order is not asked. */
function checkWeakly(stream: CheckedStream, ids: readonly string[]): Decision {
  const revisions = ids.map((id) => stream.recentRevisionOf(id));
  if (revisions.length === 0 || revisions[0] === undefined) return write;
  if (revisions.includes(undefined)) return refused;
  return { kind: 'again', first: revisions[0], last: revisions.at(-1)! };
}

/** A revision that others have passed: either these very ids follow it, or it is a conflict. */
function checkBehind(stream: CheckedStream, expectation: number, ids: readonly string[]): Decision {
  const different = ids.findIndex((id, at) => stream.idAt(expectation + 1 + at) !== id);
  if (different < 0 && ids.length > 0) return { kind: 'again', first: expectation + 1, last: expectation + ids.length };
  const isReopening = different === 0 && expectation === expected.noStream && stream.isSoftDeleted;
  return isReopening ? write : refused;
}
