import type { Instant } from '#core/time.js';
import type { GenerateOptions, ImportFile } from '../tend.js';
import { lastDayOf } from './last-day.js';
import { portfolioLines } from './portfolio-lines.js';

/**
 * The demonstration portfolio as a file that can be imported, and the name of its source.
 * @throws LedgerError `invalid` for a last day that is none
 */
export function demonstrationFile(
  { until, ...size }: GenerateOptions,
  now: Instant,
): { readonly file: ImportFile; readonly dataset: string } {
  const last = until === undefined ? undefined : lastDayOf(until, now);
  const bytes = portfolioLines({ ...size, ...(last && { until: last.until }) });
  const dataset = `demonstration-${size.seed}${last === undefined ? '' : `-${last.day}`}`;
  return { file: { name: 'demonstration.ndjson', bytes }, dataset };
}
