import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { fixedClock } from '#core/testing.js';
import { caseStream, sampleEvent } from '#event-store/contract/sample-events.js';
import type { AppendRequest, EventStore, ExpectedRevision } from '#event-store/port.js';
import { LedgerTree, type TreeHead } from '#transparency/ledger-tree.js';

/** A ledger with the clock that it records by. */
export interface TimedLedger {
  readonly ledger: EventStore;
  readonly clock: ReturnType<typeof fixedClock>;
}

/** Random requests, the same for the same seed: few streams and ids, so that conflicts, retries and differing ones are many. */
export function* requests(count: number, seed: number): Iterable<AppendRequest> {
  const random = mulberry32(seed);
  const upTo = (n: number): number => Math.floor(random() * n);
  for (let at = 0; at < count; at++) {
    const stream = caseStream(upTo(40));
    const known = upTo(4) === 0 ? 'drop' : 'result';
    const forms: readonly ExpectedRevision[] = ['any', 'any', 'any', 'no_stream', 'stream_exists', upTo(at / 20 + 2)];
    const expected = known === 'drop' ? 'any' : forms[upTo(forms.length)]!;
    // Mostly new ids; some of those that came before.
    const first = upTo(5) === 0 ? upTo(at + 1) : at;
    const numbers = Array.from({ length: 1 + upTo(4) }, (_, i) => first * 4 + i);
    const digest = upTo(50) === 0 ? { digest: 'e'.repeat(64) } : {};
    yield { stream, expected, known, events: numbers.map((n) => sampleEvent(stream, n, digest)) };
  }
}

/**
 * Does the same with each ledger, one request after the other.
 * @returns the head of each, and the first request that was not answered alike
 */
export async function sameCommands(
  ledgers: readonly TimedLedger[],
  count: number,
  seed: number,
): Promise<{ readonly heads: readonly TreeHead[]; readonly differs?: string }> {
  let differs: string | undefined;
  let at = 0;
  for (const request of requests(count, seed)) {
    const answers = await Promise.all(
      ledgers.map(async ({ ledger, clock }) => {
        clock.advance((at % 5) - 1);
        return JSON.stringify(await ledger.append(request).catch((error: { code: string }) => error.code));
      }),
    );
    if (new Set(answers).size > 1) differs ??= `request ${at}: ${answers.join(' or ')}`;
    at++;
  }
  const heads = await Promise.all(ledgers.map(({ ledger }) => new LedgerTree(ledger).head()));
  return { heads, ...(differs === undefined ? {} : { differs }) };
}
