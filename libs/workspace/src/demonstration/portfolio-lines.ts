import type { TouchpointDraft } from '#domain/touchpoint.js';
import { generatePortfolio, type PortfolioOptions } from './portfolio.js';

/** About how much is given at once. */
const chunkChars = 256 * 1024;

/**
 * A portfolio as NDJSON of touchpoints: what is made up comes into the ledger as any file does, is recorded as an import
 * and can be read by whoever wants to see what a touchpoint looks like.
 */
export async function* portfolioLines(options: PortfolioOptions): AsyncIterableIterator<Uint8Array> {
  let lines = '';
  for (const draft of generatePortfolio(options)) {
    lines += `${JSON.stringify(touchpointOf(draft))}\n`;
    if (lines.length < chunkChars) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  yield Buffer.from(lines);
}

function touchpointOf(draft: TouchpointDraft): object {
  const { externalId, occurredAt, actor, parties, process, data, personal, type } = draft;
  return { type, id: externalId, occurredAt: occurredAt.text, actor, parties, process, data, personal };
}
