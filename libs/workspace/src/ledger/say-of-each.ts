import { LedgerError } from '#core/errors.js';
import type { UnplacedEvent } from '#core/record.js';
import { appendDecided, type Deciding } from './own-event.js';

/**
 * Says something of each of several things, those of one stream one after the other.
 * @param decide the event; undefined where it is so already
 * @param what they are called, in the plural
 * @returns how many events were recorded
 * @throws LedgerError of the first that fails; it says how many were recorded before
 */
export async function sayOfEach<One extends { readonly stream: string }>(
  where: Deciding,
  all: readonly One[],
  decide: (one: One) => UnplacedEvent | undefined,
  what: string,
): Promise<number> {
  let done = 0;
  const settled = await Promise.allSettled(
    [...Map.groupBy(all, ({ stream }) => stream).values()].map(async (group) => {
      for (const one of group) {
        const event = await appendDecided(where, () => decide(one));
        if (event !== undefined) done++;
      }
    }),
  );
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed === undefined) return done;
  throw done === 0 ? failed.reason : partly(failed.reason, `${done} of ${all.length} ${what}`);
}

/** A disk that is full, a program that ends: what was said stays, and can be said once more with the rest. */
function partly(error: unknown, done: string): unknown {
  if (!(error instanceof LedgerError)) return error;
  const hint = `It was recorded of ${done}. Say it of all once more: of those it is not recorded twice.`;
  return new LedgerError(error.code, error.message, { hint, cause: error });
}

/** So many digits tell things apart. */
const idDigits = 12;

/**
 * A refusal names what it is about, and so does its hint, in place of `ID`.
 * @param field of the command that gives the ids
 */
export function refusingOf<T>(id: string, field: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const short = id.slice(0, idDigits);
    const hint = error.hint?.replace('ID', short);
    throw new LedgerError(error.code, `${short}: ${error.message}`, {
      ...(hint === undefined ? {} : { hint }),
      violations: [{ field, message: `${id} ${error.message}` }],
    });
  }
}
