import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { randomId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type { Id, Instant } from '#core/time.js';
import { violationsAndDraft } from './json/json-reading.js';
import { parseJson } from './json/json-text.js';
import type { DraftReading } from './reading.js';
import { Recorder } from './recorder.js';
import type { Recorded, RecorderPorts } from './recorder.js';

export interface RecordRequest {
  /** The body as it came; text must come from valid UTF-8. */
  readonly body: string | Uint8Array;
  /** `application/cloudevents+json`, `application/cloudevents-batch+json` or `application/json`. */
  readonly contentType: string;
  /** Who writes it down: `key:<id>`, `system:<name>`. */
  readonly recorder: string;
}

/** One event of the request, in its order. */
export interface RecordedTouchpoint {
  readonly id: Id;
  readonly outcome: 'appended' | 'known';
  readonly stream: string;
  readonly revision: number;
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly leaf: string;
}

/** The connector of touchpoints that come over HTTP; events that name no source are of the dataset `api`. */
const connector = 'api';

/**
 * Records the touchpoints of one request: CloudEvents, one or a batch, or touchpoints in plain JSON, one or a list. All of
 * them are checked before any is written, so a request that breaks a rule leaves nothing behind. What is known already is
 * answered with its place: sending again is always safe.
 *
 * @throws LedgerError `invalid` (every violation, with the place in the body), `event-differs` (nothing written, unless
 *   another request recorded the same id between the look and the write: then the others may be recorded),
 *   `body-too-large`, `limit-exceeded`, `disk-full`, `unavailable`
 */
export async function recordTouchpoints(request: RecordRequest, ports: RecorderPorts): Promise<RecordedTouchpoint[]> {
  const { readings, paths } = readRequest(request);
  const requestId = randomId(ports.random);
  const recorder = new Recorder(ports, {
    connector,
    dataset: connector,
    correlationId: requestId,
    causationId: requestId,
    recorder: request.recorder,
  });
  const found = [...recorder.check(readings)].flatMap(([index, violations]) =>
    violations.map((one) => within(paths[index]!, one)),
  );
  if (found.length > 0) throw invalid(found);
  const group = await recorder.prepare(readings);
  const differing = recorder.differing(group);
  if (differing.length > 0) throw differs(differing.map((index) => paths[index]!));
  const outcomes = await recorder.append(group);
  return outcomes.map((outcome, index) => answerOf(outcome, paths[index]!));
}

/** @throws LedgerError `invalid`, `body-too-large`, `limit-exceeded` */
function readRequest(request: RecordRequest): { readings: DraftReading[]; paths: string[] } {
  const value = parsedBody(request);
  const isBatch = Array.isArray(value);
  const type = mediaType(request.contentType);
  if (isBatch !== (type === 'cloudevents-batch') && type !== 'json') {
    throw new LedgerError('invalid', isBatch ? 'A single event must be an object' : 'A batch must be a list of events');
  }
  const items: readonly unknown[] = isBatch ? (value as unknown[]) : [value];
  if (items.length > limits.batchEvents) {
    throw new LedgerError(
      'limit-exceeded',
      `A batch holds at most ${limits.batchEvents} events, this one ${items.length}`,
    );
  }
  const paths = items.map((_, index) => (isBatch ? `events.${index}` : ''));
  const violations: Violation[] = [];
  const readings = items.flatMap((item, index): DraftReading[] => {
    const read = violationsAndDraft(item, index, type !== 'json');
    if (!('draft' in read)) {
      violations.push(...read.map((one) => within(paths[index]!, one)));
      return [];
    }
    const { draft, dataset, recorded } = read;
    return [
      {
        kind: 'draft',
        draft,
        line: index + 1,
        ...(dataset === undefined ? undefined : { dataset }),
        ...(recorded === undefined ? undefined : { recorded }),
      },
    ];
  });
  if (violations.length > 0) throw invalid(violations);
  return { readings, paths };
}

function parsedBody({ body }: RecordRequest): unknown {
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  if (bytes > limits.bodyBytes) {
    throw new LedgerError('body-too-large', `The body has ${bytes} bytes; at most ${limits.bodyBytes} are read`);
  }
  if (bytes === 0) throw new LedgerError('invalid', 'The body is empty');
  return parseJson(body);
}

function mediaType(contentType: string): 'cloudevents' | 'cloudevents-batch' | 'json' {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new LedgerError('invalid', 'JSON is read in UTF-8 only');
  }
  if (type === 'application/cloudevents+json') return 'cloudevents';
  if (type === 'application/cloudevents-batch+json') return 'cloudevents-batch';
  if (type === 'application/json') return 'json';
  throw new LedgerError('invalid', `Touchpoints do not come as ${type.slice(0, 64) || 'a body without content type'}`, {
    violations: [
      {
        field: 'content-type',
        message: 'must be application/json, application/cloudevents+json or application/cloudevents-batch+json',
      },
    ],
  });
}

function within(path: string, { field, message }: Violation): Violation {
  return { field: [path, field].filter((part) => part !== '').join('.'), message };
}

function invalid(violations: readonly Violation[]): LedgerError {
  const { field, message } = violations[0]!;
  const more = violations.length > 1 ? `, and ${violations.length - 1} more` : '';
  return new LedgerError('invalid', `${field || 'The event'} ${message}${more}`, { violations });
}

function differs(paths: readonly string[]): LedgerError {
  return new LedgerError('event-differs', undefined, {
    violations: paths.map((path) => within(path, { field: 'id', message: 'is recorded with other content' })),
  });
}

function answerOf(outcome: Recorded, path: string): RecordedTouchpoint {
  if (outcome.outcome === 'refused') throw invalid(outcome.violations.map((one) => within(path, one)));
  // Only when another request came between the look and the write.
  if (outcome.outcome === 'differs') throw differs([path]);
  const { id, revision, sequence, recordedAt, leaf } = outcome.placed;
  return { id, outcome: outcome.outcome, stream: outcome.stream, revision, sequence, recordedAt, leaf };
}
