import { mulberry32 } from '#measures/statistics/mulberry32.js';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';

const openCases = 2000;
const startMs = 1.3e12;
const activities = [
  'Assign seriousness',
  'Take in charge ticket',
  'Create SW anomaly',
  'Insert ticket',
  'Require upgrade',
  'Schedule intervention',
  'Wait',
  'Resolve SW anomaly',
  'Verified',
  'Closed',
];

interface OpenCase {
  readonly id: string;
  readonly customer: string;
  readonly key: string;
  steps: number;
}

/**
 * A history of relationships for the engine's figures: cases of about ten events that go on side by side, with messages
 * between their steps, 2 % of the events late by up to eleven days.
 */
export class EngineEvents {
  readonly customers: readonly string[];
  readonly #random: () => number;
  readonly #agents: readonly string[];
  readonly #importId: string;
  readonly #cases: OpenCase[] = [];
  #made = 0;

  /** @param occurredAt of the event at a position, for those that are not late */
  constructor(
    relationships: number,
    private readonly occurredAt: (position: number) => number = (position) => startMs + position * 10_000,
    seed = 1,
  ) {
    this.#random = mulberry32(seed);
    this.#importId = this.#id();
    this.#agents = Array.from({ length: 22 }, () => this.#id());
    this.customers = Array.from({ length: relationships }, () => this.#id());
  }

  take(count: number): UnplacedEvent[] {
    return Array.from({ length: count }, () => this.#next());
  }

  #next(): UnplacedEvent {
    const position = this.#made++;
    const random = this.#random;
    if (this.#cases.length < openCases) {
      const customer = this.customers[Math.floor(random() * this.customers.length)]!;
      this.#cases.push({ id: this.#id(), customer, key: this.#id(), steps: 0 });
    }
    const at = Math.floor(random() * this.#cases.length);
    const open = this.#cases[at]!;
    const isLast = random() < 0.1;
    if (isLast) this.#cases.splice(at, 1);
    const what = this.#whatOf(open, isLast);
    const agent = this.#agents[Math.floor(random() * this.#agents.length)]!;
    const lateMs = random() < 0.02 ? random() * 1e9 : 0;
    const event = {
      id: this.#id(),
      type: what.type,
      schemaVersion: 1,
      stream: `process-${open.id}`,
      occurredAt: Math.floor(this.occurredAt(position) - lateMs),
      occurredText: '2012-04-03T16:55:38.000+02:00',
      ordinal: position,
      actor: agent,
      recorder: 'connector:csv',
      source: { connector: 'csv', dataset: 'helpdesk', importId: this.#importId },
      correlationId: this.#importId,
      causationId: this.#importId,
      parties: [
        { id: open.customer, role: 'customer', side: 'customer' },
        { id: agent, role: 'agent', side: 'ours' },
      ],
      relationships: [],
      process: {
        definition: 'helpdesk',
        dataset: 'helpdesk',
        case: open.id,
        activity: what.activity,
        lifecycle: 'complete',
      },
      data: what.data,
      digest: this.#digits(64),
      salt: this.#digits(32),
    };
    open.steps++;
    const sealed = {
      subject: open.customer,
      keyId: open.key,
      commitment: new Uint8Array(32).fill(position),
      bytes: new Uint8Array(64).fill(position),
    };
    // Once through JSON, so that its texts lie flat in memory as those do that were read from somewhere.
    return { ...(JSON.parse(JSON.stringify(event)) as UnplacedEvent), sealed };
  }

  #whatOf({ steps }: OpenCase, isLast: boolean): { type: RecordedEvent['type']; activity: string; data: object } {
    const channel = this.#random() < 0.7 ? 'email' : 'phone';
    if (steps === 0) return { type: 'CaseOpened', activity: activities[0]!, data: { channel } };
    if (isLast) return { type: 'CaseResolved', activity: activities.at(-1)!, data: {} };
    const kind = this.#random();
    if (kind < 0.15) return { type: 'MessageReceived', activity: 'Message received', data: { channel } };
    if (kind < 0.3) return { type: 'MessageSent', activity: 'Message sent', data: { channel } };
    // Mostly one after the other, as a procedure goes.
    const activity = activities[1 + ((steps + Math.floor(this.#random() * 2)) % (activities.length - 2))]!;
    return { type: 'ActivityRecorded', activity, data: {} };
  }

  /** In the form of a UUIDv8. */
  #id(): string {
    const hex = this.#digits(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #digits(count: number): string {
    let hex = '';
    while (hex.length < count) {
      hex += Math.floor(this.#random() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    }
    return hex.slice(0, count);
  }
}
