import { hash } from 'node:crypto';
import type { UnplacedEvent } from '#core/record.js';

/** A made-up id: the same for the same words, a UUID in form. */
export function sampleId(...words: readonly (string | number)[]): string {
  const hex = hash('sha256', words.join('/'), 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An event as capture would make it: number `n` of a stream, of a process when the stream is one of a case. */
export function sampleEvent(stream: string, n: number, change: Partial<UnplacedEvent> = {}): UnplacedEvent {
  const id = sampleId(stream, n);
  const importId = sampleId('import', n % 3);
  const customer = sampleId('customer', n % 5);
  const agent = sampleId('agent', n % 2);
  const personal = hash('sha256', `personal ${id}`, 'buffer');
  return {
    id,
    type: n % 4 === 0 ? 'MessageReceived' : 'ActivityRecorded',
    schemaVersion: 1,
    stream,
    occurredAt: 1_300_000_000_000 + (n % 7) * 1000,
    occurredText: `2011-03-13T08:06:4${n % 7}.000+01:00`,
    ordinal: n,
    actor: agent,
    recorder: 'connector:csv',
    source: { connector: 'csv', dataset: 'helpdesk', importId },
    correlationId: importId,
    causationId: importId,
    parties: [
      { id: customer, role: 'customer', side: 'customer' },
      { id: agent, role: 'agent', side: 'ours' },
    ],
    relationships: [],
    ...(stream.startsWith('process-')
      ? {
          process: {
            definition: 'helpdesk',
            dataset: 'helpdesk',
            case: stream.slice('process-'.length),
            activity: `Step ${n % 3}`,
            lifecycle: 'complete',
          },
        }
      : {}),
    data: { n, words: ['grün', '✓ 𝄞', ''], nested: { big: 2 ** 52 + n, small: -0.25, none: null } },
    digest: hash('sha256', `digest ${id}`, 'hex'),
    sealed: {
      subject: customer,
      keyId: sampleId('key', n % 5),
      commitment: new Uint8Array(personal),
      bytes: new Uint8Array([...personal, n % 256]),
    },
    salt: hash('sha256', `salt ${id}`, 'hex').slice(0, 32),
    ...change,
  };
}

/** `count` events of one stream from number `first` on. */
export function sampleEvents(stream: string, count: number, first = 0): UnplacedEvent[] {
  return Array.from({ length: count }, (_, i) => sampleEvent(stream, first + i));
}

/** The stream of case `n`. */
export function caseStream(n: number): string {
  return `process-${sampleId('case', n)}`;
}
