import type { RecordedEvent } from '#core/record.js';
import type { Position } from '#read-store/port.js';
import { readValues } from '#event-store/read-values.js';
import { folds } from '../definition/compiled-projection.js';
import { assignmentsOf, GivenEvent } from '../facts/given-event.js';
import { sourcesOf } from './key-facts.js';
import type { FactSource } from './key-facts.js';
import { valueOfKey } from '../definition/projection-key.js';

/** A key of many parts may have its facts far apart: then the last ones are not sought for ever. */
const mostLooked = 200;

/**
 * The latest facts of a key at a position, as they may be used, the newest first: what a person wants to see of what a
 * document is made of.
 * @param most how many of them
 */
export function latestFacts(
  { projection, mirror, visibility, permittedAt }: FactSource,
  key: string,
  at: Position,
  most: number,
): readonly RecordedEvent[] {
  const found: RecordedEvent[] = [];
  const isOccurred = projection.order === 'occurred';
  const sources = sourcesOf(projection, visibility.belonging, valueOfKey(projection, key), at.sequence);
  // Behind all that had occurred by then. In the order of the ledger nothing has to have occurred.
  const last = Number.MAX_SAFE_INTEGER;
  const begin = isOccurred ? { after: { occurredAt: at.horizon, ordinal: last, sequence: last } } : {};
  let looked = 0;
  for (const recorded of readValues(mirror, projection.by, sources, { direction: 'backwards', ...begin })) {
    if (found.length >= most || looked++ >= mostLooked) break;
    if (recorded.sequence > at.sequence || !folds(projection, recorded.type)) continue;
    if (isOccurred && visibility.isHidden(recorded, at.sequence)) continue;
    const given = assignmentsOf(projection, new GivenEvent(recorded), visibility, at, permittedAt ?? at);
    const assignment = given.find((one) => one.key === key);
    if (assignment !== undefined) found.push(assignment.given.event);
  }
  return found;
}
