import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import type { EventStore } from '#event-store/port.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';

/** For specs: when random histories happen. What is dated after `endOfHistory` has not occurred yet. */
export const startOfHistory: Instant = 1_700_000_000_000;
export const endOfHistory: Instant = startOfHistory + 10_000;

export type DraftEvent = Omit<RecordedEvent, 'sequence' | 'revision' | 'recordedAt' | 'leaf'>;

const types: readonly EventType[] = ['MessageReceived', 'MessageSent', 'CaseOpened', 'OrderPlaced', 'NoteAdded'];

/** An event of few people, cases, times and ordinals, so that ties, late facts and shared keys are the rule. */
const draft = fc.record({
  type: fc.constantFrom(...types),
  occurredAt: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max: 8 }).map((n) => startOfHistory + n * 1000) },
    { weight: 1, arbitrary: fc.constantFrom(endOfHistory + 500, endOfHistory + 1500) },
  ),
  ordinal: fc.nat({ max: 2 }),
  parties: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 3 }),
  case: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
  named: fc.option(fc.nat({ max: 1 }), { nil: undefined, freq: 4 }),
  import: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
});

/** Something that shows or hides others, met before or after them, or not at all. */
const amendment = fc.record({
  type: fc.constantFrom<EventType>(
    'TouchpointRetracted',
    'TouchpointRetracted',
    'TouchpointSuperseded',
    'TouchpointReinstated',
    'ImportReverted',
    'ImportClaimed',
  ),
  about: fc.uniqueArray(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 }),
  import: fc.nat({ max: 2 }),
});

function amendmentOf(made: typeof amendment extends fc.Arbitrary<infer T> ? T : never, i: number): DraftEvent {
  const targets = made.about.map((n) => idOf(1000 + n));
  const isOfImport = made.type.startsWith('Import');
  const data =
    made.type === 'ImportReverted' ? {} : made.type === 'ImportClaimed' ? { ids: targets } : { target: targets[0]! };
  const importId = idOf(70 + made.import);
  const event = eventOf(made.type, {
    id: idOf(1000 + i),
    stream: isOfImport ? `import-${importId}` : `party-${idOf(i % 3)}`,
    occurredAt: startOfHistory + (i % 9) * 1000,
    parties: [],
    data: made.type === 'TouchpointSuperseded' ? { ...data, by: idOf(1000 + i) } : data,
    source: { connector: 'csv', dataset: 'x', ...(isOfImport ? { importId } : {}) },
  });
  return unplaced(event);
}

/** Something that makes two parties one, or says whose member one is; or takes a link back, known or not. */
const belonging = fc.record({
  who: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 2, maxLength: 2 }),
  says: fc.constantFrom<EventType>('PartiesLinked', 'PartiesLinked', 'PartiesUnlinked', 'PartyAffiliated'),
  link: fc.nat({ max: 30 }),
  from: fc.option(
    fc.integer({ min: 0, max: 4 }).map((n) => startOfHistory + n * 1000),
    { nil: undefined },
  ),
  forMs: fc.option(fc.constantFrom(0, 2000, 4000), { nil: undefined }),
  import: fc.option(fc.nat({ max: 1 }), { nil: undefined, freq: 2 }),
});

function belongingOf(made: typeof belonging extends fc.Arbitrary<infer T> ? T : never, i: number): DraftEvent {
  const { says, from, forMs } = made;
  const roles = says === 'PartyAffiliated' ? ['member', 'organisation'] : ['one', 'other'];
  const to = forMs === undefined ? undefined : (from ?? startOfHistory) + forMs;
  const data =
    says === 'PartiesLinked'
      ? { evidence: 'same-email' }
      : says === 'PartiesUnlinked'
        ? { link: idOf(1000 + made.link) }
        : { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const event = eventOf(says, {
    id: idOf(1000 + i),
    stream: `party-${idOf(i % 3)}`,
    occurredAt: startOfHistory + (i % 9) * 1000,
    parties: made.who.map((n, place) => ({ id: idOf(n), role: roles[place]!, side: 'customer' as const })),
    data,
    source: {
      connector: 'csv',
      dataset: 'x',
      ...(made.import === undefined ? {} : { importId: idOf(70 + made.import) }),
    },
  });
  return unplaced(event);
}

/** What somebody, or the law, says about the use of data. */
const permission = fc.record({
  word: fc.constantFrom<EventType>(
    'ConsentGiven',
    'ConsentWithdrawn',
    'ProcessingObjected',
    'ProcessingRestricted',
    'RestrictionLifted',
    'ErasureRequested',
    'ErasureRefused',
    'PurposePublished',
  ),
  of: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }),
  purpose: fc.constantFrom('service', 'service', 'marketing'),
  basis: fc.constantFrom('consent', 'contract'),
  request: fc.nat({ max: 30 }),
  until: fc.option(fc.constantFrom(startOfHistory + 4000, endOfHistory, endOfHistory + 600), { nil: undefined }),
});

function permissionOf(made: typeof permission extends fc.Arbitrary<infer T> ? T : never, i: number): DraftEvent {
  const { word, purpose, basis: lawfulBasis, until } = made;
  const data: Partial<Record<EventType, object>> = {
    ConsentGiven: { purpose, ...(until === undefined ? {} : { until }) },
    ConsentWithdrawn: { purpose },
    ProcessingObjected: { purpose },
    ErasureRefused: { request: idOf(1000 + made.request), ground: 'hold' },
    PurposePublished: { purpose, controller: 'The company', lawfulBasis, recipients: [] },
  };
  const event = eventOf(word, {
    id: idOf(1000 + i),
    stream: word === 'PurposePublished' ? 'policy-purposes' : `party-${idOf(made.of[0]!)}`,
    occurredAt: startOfHistory + (i % 9) * 1000,
    ...(word === 'PurposePublished' ? { effectiveFrom: startOfHistory } : {}),
    parties:
      word === 'PurposePublished'
        ? []
        : made.of.map((n) => ({ id: idOf(n), role: 'subject', side: 'customer' as const })),
    data: data[word] ?? {},
  });
  return unplaced(event);
}

/** A rule that comes to be valid: now, in a while, or (which only builds that begin later see) long ago. */
const publication = fc.record({
  calendar: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  from: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }).map((n) => startOfHistory + n * 500) },
    { weight: 2, arbitrary: fc.constantFrom(endOfHistory + 500, endOfHistory + 1500) },
    { weight: 1, arbitrary: fc.constant(startOfHistory - 100_000) },
  ),
  version: fc.nat({ max: 3 }),
  waitMs: fc.constantFrom(-500, 0, 1000, 1500),
});

function publicationOf(made: typeof publication extends fc.Arbitrary<infer T> ? T : never, i: number): DraftEvent {
  const { calendar, from, version, waitMs } = made;
  const type = calendar === undefined ? 'PhaseRulesPublished' : 'CalendarPublished';
  return unplaced(
    eventOf(type, {
      id: idOf(1000 + i),
      stream: calendar === undefined ? 'policy-phase-rules' : 'policy-calendar',
      occurredAt: endOfHistory,
      effectiveFrom: from,
      parties: [],
      data:
        calendar === undefined
          ? { version: String(version), parameters: [{ name: 'waitMs', value: waitMs }] }
          : { version: String(version), calendar, zone: `Zone/${version}`, hours: [], holidays: [] },
    }),
  );
}

/** What a connector says of itself. */
const feed = fc.record({
  heard: fc.constantFrom<EventType>('FeedStarted', 'FeedStarted', 'FeedHeartbeat', 'FeedStopped'),
  connector: fc.constantFrom('mail', 'mail', 'crm'),
  heartbeatSec: fc.option(fc.constantFrom(0, 1, 2), { nil: undefined }),
});

function feedOf(made: typeof feed extends fc.Arbitrary<infer T> ? T : never, i: number): DraftEvent {
  const { heard, connector, heartbeatSec } = made;
  return unplaced(
    eventOf(heard, {
      id: idOf(1000 + i),
      stream: `feed-${connector}`,
      occurredAt: startOfHistory + (i % 9) * 1000,
      parties: [],
      data: heard === 'FeedStarted' && heartbeatSec !== undefined ? { heartbeatSec } : {},
      source: { connector, dataset: connector },
    }),
  );
}

/** A history in the order in which the ledger gets to know it. */
export const history: fc.Arbitrary<readonly DraftEvent[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: draft },
      { weight: 1, arbitrary: amendment },
      { weight: 1, arbitrary: belonging },
      { weight: 1, arbitrary: permission },
      { weight: 1, arbitrary: publication },
      { weight: 1, arbitrary: feed },
    ),
    {
      minLength: 1,
      maxLength: 40,
      size: 'medium',
    },
  )
  .map((drafts) =>
    drafts.map((made, i) => {
      if ('about' in made) return amendmentOf(made, i);
      if ('says' in made) return belongingOf(made, i);
      if ('word' in made) return permissionOf(made, i);
      if ('waitMs' in made) return publicationOf(made, i);
      if ('connector' in made) return feedOf(made, i);
      const given = {
        id: idOf(1000 + i),
        stream: `party-${idOf(i % 3)}`,
        occurredAt: made.occurredAt,
        ordinal: made.ordinal,
        // Sometimes one of its parties, who may be withheld.
        actor: idOf(i % 3 === 0 ? (made.parties[0] ?? 50) : 50 + (i % 2)),
        parties: made.parties.map((n) => ({
          id: idOf(n),
          role: 'customer',
          side: n === 3 ? ('ours' as const) : ('customer' as const),
        })),
        relationships: made.named === undefined ? [] : [idOf(made.named), idOf(90)],
        source: {
          connector: 'csv',
          dataset: 'x',
          ...(made.import === undefined ? {} : { importId: idOf(70 + made.import) }),
        },
        ...(made.case === undefined
          ? {}
          : {
              process: {
                definition: 'p',
                dataset: 'x',
                case: idOf(20 + made.case),
                activity: `a${i % 3}`,
                lifecycle: 'complete',
              },
            }),
      };
      const event = unplaced(eventOf(made.type, given));
      return event;
    }),
  );

/** Records events one by one. */
export async function record(store: Pick<EventStore, 'append'>, drafts: readonly DraftEvent[]): Promise<void> {
  for (const draftEvent of drafts) {
    await store.append({ stream: draftEvent.stream, expected: 'any', events: [draftEvent] });
  }
}

export function ledgerAt(now: Instant): MemoryEventStore {
  return new MemoryEventStore({ now: () => now });
}

/** Messages to two relationships by turns, a millisecond apart, each with an import. */
export function messages(count: number): readonly DraftEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const given = {
      id: idOf(1000 + i),
      stream: `party-${idOf(i % 2)}`,
      occurredAt: startOfHistory + i,
      parties: [{ id: idOf(i % 2), role: 'customer', side: 'customer' as const }],
      source: { connector: 'csv', dataset: 'x', importId: idOf(70) },
    };
    const event = unplaced(eventOf('MessageReceived', given));
    return event;
  });
}
