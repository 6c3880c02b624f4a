import { randomBytes, randomUUID } from 'node:crypto';
import type { UnplacedEvent } from '#core/record.js';

const openCases = 2000;
const hexDigits = 1 << 20;

/** Events like those of a help desk's log: cases that go on side by side, some late, each with a small sealed part. */
export class LedgerEvents {
  private readonly importId = randomUUID();
  private readonly agents = Array.from({ length: 22 }, () => randomUUID());
  private readonly customers: string[];
  private readonly cases: { id: string; customer: string; key: string }[] = [];
  private readonly hex = randomBytes(hexDigits / 2).toString('hex');
  private made = 0;

  constructor(customers: number) {
    this.customers = Array.from({ length: customers }, () => randomUUID());
  }

  next(): UnplacedEvent {
    const position = this.made++;
    if (this.cases.length < openCases) {
      this.cases.push({
        id: randomUUID(),
        customer: this.customers[position % this.customers.length]!,
        key: randomUUID(),
      });
    }
    const at = Math.floor(Math.random() * this.cases.length);
    const { id, customer, key } = this.cases[at]!;
    if (Math.random() < 0.1) this.cases.splice(at, 1);
    const agent = this.agents[position % this.agents.length]!;
    const lateMs = Math.random() < 0.02 ? Math.random() * 1e9 : 0;
    const sealed = {
      subject: customer,
      keyId: key,
      commitment: new Uint8Array(32).fill(position),
      bytes: new Uint8Array(64).fill(position),
    };
    // Once through JSON, so that its texts lie flat in memory as those do that were read from somewhere.
    const event = {
      id: randomUUID(),
      type: 'ActivityRecorded',
      schemaVersion: 1,
      stream: `process-${id}`,
      occurredAt: Math.floor(1.3e12 + position * 1000 - lateMs),
      occurredText: '2012-04-03T16:55:38.000+02:00',
      ordinal: position,
      actor: agent,
      recorder: 'connector:csv',
      source: { connector: 'csv', dataset: 'helpdesk', importId: this.importId },
      correlationId: this.importId,
      causationId: this.importId,
      parties: [
        { id: customer, role: 'customer', side: 'customer' },
        { id: agent, role: 'agent', side: 'ours' },
      ],
      relationships: [],
      process: {
        definition: 'helpdesk',
        dataset: 'helpdesk',
        case: id,
        activity: 'Take in charge ticket',
        lifecycle: 'complete',
      },
      data: {},
      digest: this.digits(64),
      salt: this.digits(32),
    };
    return { ...(JSON.parse(JSON.stringify(event)) as UnplacedEvent), sealed };
  }

  take(count: number): UnplacedEvent[] {
    return Array.from({ length: count }, () => this.next());
  }

  private digits(count: number): string {
    const at = Math.floor(Math.random() * (hexDigits - count));
    return this.hex.slice(at, at + count);
  }
}
