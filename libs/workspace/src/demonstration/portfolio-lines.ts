import { formatInstant } from '#core/time.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { generatePortfolio, portfolioTruths, type PortfolioOptions } from './portfolio.js';

/** About how much is given at once. */
const chunkChars = 256 * 1024;

/**
 * A portfolio as NDJSON of touchpoints: what is made up comes into the ledger as any file does, is recorded as an import
 * and can be read by whoever wants to see what a touchpoint looks like.
 */
export async function* portfolioLines(options: PortfolioOptions): AsyncIterableIterator<Uint8Array> {
  for (const text of inChunks(generatePortfolio(options), touchpointOf)) yield Buffer.from(text);
}

/**
 * What is true of the relationships of a portfolio, as NDJSON, one a line, in the order in which they are told. It follows
 * from the options alone.
 */
export function truthLines(options: PortfolioOptions): IterableIterator<string> {
  return inChunks(portfolioTruths(options), ({ from, until, turnAt, ...rest }) => ({
    ...rest,
    from: formatInstant(from),
    until: formatInstant(until),
    turnAt: turnAt === null ? null : formatInstant(turnAt),
  }));
}

function* inChunks<Item>(items: Iterable<Item>, objectOf: (item: Item) => object): IterableIterator<string> {
  let lines = '';
  for (const item of items) {
    lines += `${JSON.stringify(objectOf(item))}\n`;
    if (lines.length < chunkChars) continue;
    yield lines;
    lines = '';
  }
  if (lines !== '') yield lines;
}

function touchpointOf(draft: TouchpointDraft): object {
  const { type, externalId, occurredAt, sourceRecordedAt, actor, parties, process, references } = draft;
  const { matter, thread, reasonCode, data, personal } = draft;
  return {
    type,
    id: externalId,
    occurredAt: occurredAt.text,
    sourceRecordedAt: sourceRecordedAt === undefined ? undefined : formatInstant(sourceRecordedAt),
    actor,
    parties,
    process,
    matter,
    thread,
    reasonCode,
    data,
    references: references === undefined ? undefined : namedIn(references),
    personal,
  };
}

function namedIn(references: NonNullable<TouchpointDraft['references']>): object {
  return Object.fromEntries(Object.entries(references).map(([field, value]) => [field, value.externalId]));
}
