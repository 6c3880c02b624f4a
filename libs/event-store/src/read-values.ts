import TinyQueue from 'tinyqueue';
import type { RecordedEvent } from '#core/record.js';
import { compareFoldKeys } from './fold-order.js';
import type { Dimension, FoldKey, Mirror } from './port.js';

interface Reading {
  event: RecordedEvent;
  readonly rest: Iterator<RecordedEvent>;
}

/**
 * Several values of one dimension as if they were one: in fold order, or backwards, each event once.
 * @param options as of `Mirror.readDimension`
 */
export function readValues(
  mirror: Pick<Mirror, 'readDimension'>,
  dimension: Dimension,
  values: readonly string[],
  options: { direction?: 'forwards' | 'backwards'; after?: FoldKey; until?: FoldKey } = {},
): IterableIterator<RecordedEvent> {
  const [only] = values;
  if (values.length === 1) return mirror.readDimension(dimension, only!, options);
  return merged(
    values.map((value) => mirror.readDimension(dimension, value, options)),
    options.direction === 'backwards' ? -1 : 1,
  );
}

function* merged(readings: readonly IterableIterator<RecordedEvent>[], sign: 1 | -1): Generator<RecordedEvent> {
  const begun = readings.flatMap((rest): Reading[] => {
    const { value, done } = rest.next();
    return done ? [] : [{ event: value, rest }];
  });
  const queue = new TinyQueue(begun, (a, b) => sign * compareFoldKeys(a.event, b.event));
  let last = 0;
  for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
    const { event } = first;
    if (event.sequence !== last) yield event;
    last = event.sequence;
    const { value, done } = first.rest.next();
    if (done) continue;
    first.event = value;
    queue.push(first);
  }
}
