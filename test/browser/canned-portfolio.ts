import type {
  Answered,
  DensityAnswer,
  PortfolioRow,
  RelationshipAnswer,
  RelationshipRow,
  RelationshipsAnswer,
  TimelineAnswer,
  TimelineEntry,
} from '#workspace/answers.js';
import type { TotalsAnswer } from '#workspace/documents/made-answers.js';
import type { Phase } from '#measures/phases/phase.js';
import { cannedStanding } from './canned-standing.js';
import { noStandingSignals } from './canned-standing-signals.js';

export const answered: Answered = {
  build: 'build-1',
  position: { from: 25_928, to: 25_928 },
  horizon: '2026-11-24T08:00:00.000Z',
};

const hourMs = 3_600_000;
const now = Date.parse('2026-11-24T08:00:00Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const idOf = (at: number): string => `00000000-0000-8000-8000-${String(at).padStart(12, '0')}`;
const kinds = ['Harbour', 'Mill', 'Quarry', 'Orchard', 'Foundry', 'Bakery', 'Printers', 'Freight'];
const names = ['Amber', 'Birch', 'Copper', 'Delta', 'Flint', 'Granite', 'Indigo', 'Juniper', 'Linden', 'Opal'];

/** A portfolio of any size: the first has long history, the last a single touchpoint. */
export function portfolio(size: number): readonly RelationshipRow[] {
  return Array.from({ length: size }, (_, at) => {
    const touchpoints = at === size - 1 ? 1 : 5 + ((at * 7919) % 400);
    const lastContact = now - ((at * 37) % 5_000) * hourMs;
    const many = touchpoints > 1;
    return {
      id: idOf(at),
      kind: 'organisation',
      name: `${names[at % names.length]} ${kinds[Math.floor(at / names.length) % kinds.length]} ${at + 1}`,
      firstContact: iso(many ? lastContact - (24 + ((at * 53) % 20_000)) * hourMs : lastContact),
      lastContact: iso(lastContact),
      firstTouchpoint: iso(many ? lastContact - (24 + ((at * 53) % 20_000)) * hourMs : lastContact),
      lastTouchpoint: iso(lastContact),
      touchpoints,
      contactDays: many
        ? { theirs: Math.ceil(touchpoints / 5), ours: Math.ceil(touchpoints / 4) }
        : { theirs: 1, ours: 0 },
      openCases: at % 9 === 0 && many ? 1 + (at % 3) : 0,
      cases: many ? Math.ceil(touchpoints / 6) : 0,
    };
  });
}

const sortKeys: Readonly<Record<string, (row: RelationshipRow) => string | number>> = {
  name: ({ name }) => name ?? '',
  lastContact: ({ lastContact }) => lastContact ?? '',
  lastTouchpoint: ({ lastTouchpoint }) => lastTouchpoint ?? '',
  firstContact: ({ firstContact }) => firstContact ?? '',
  touchpoints: ({ touchpoints }) => touchpoints,
  openCases: ({ openCases }) => openCases,
  cases: ({ cases }) => cases,
  theirs: ({ contactDays }) => contactDays.theirs,
  ours: ({ contactDays }) => contactDays.ours,
};

/** Every third is neglected, and at risk; the others are managed. */
function withStanding(row: RelationshipRow, at: number): PortfolioRow {
  const isNeglected = at % 3 === 0;
  return {
    ...row,
    phase: isNeglected ? 'deterioration' : 'management',
    ...(isNeglected ? { cause: 'neglect' } : {}),
    reason: isNeglected ? 'silence' : 'otherwise',
    because: isNeglected ? 'usually every 6 days; silent for 41; 0.3 % likely' : 'none of the other rules matches',
    detectedAt: '2026-11-20T08:00:00.000Z',
    tooEarly: false,
    segment: 'all',
    silence: { days: 41, usualDays: 6, p: 0.003 },
    value: [{ currency: 'EUR', amount: 1_000 + at }],
    atRisk: isNeglected ? ['deterioration'] : [],
    promises: { open: 1, broken: at % 2 },
    openBreaches: 0,
  };
}

/** How many are in each phase, and deteriorate by each cause. */
export function phaseTotals(all: readonly RelationshipRow[], query: URLSearchParams): TotalsAnswer {
  const prefix = JSON.parse(query.get('prefix')!) as string[];
  const neglected = all.filter((_row, at) => at % 3 === 0).length;
  const cell = (at: readonly string[], n: number) => ({ at, sums: { n }, columns: {} });
  const rows = [
    cell(['phase', 'all', 'deterioration'], neglected),
    cell(['phase', 'all', 'management'], all.length - neglected),
    cell(['cause', 'all', 'neglect'], neglected),
  ];
  return { ...answered, projection: 'trajectory', prefix, rows: rows.filter(({ at }) => at[0] === prefix[0]) };
}

/** Sorted, filtered and cut into pages, as the server does it. */
export function relationshipsPage(all: readonly RelationshipRow[], query: URLSearchParams): RelationshipsAnswer {
  // Nothing here is at risk: by value at risk, the rest comes by its last touchpoint.
  const key = sortKeys[query.get('sort') ?? 'lastTouchpoint'] ?? sortKeys['lastTouchpoint']!;
  const wanted = query.get('q')?.toLowerCase() ?? '';
  const turn = query.get('direction') === 'ascending' ? 1 : -1;
  const found = all
    .filter(({ name }) => name!.toLowerCase().includes(wanted))
    .map(withStanding)
    .filter(({ phase, cause }) => [phase, cause, undefined].includes((query.get('phase') ?? undefined) as Phase))
    .toSorted((a, b) => (key(a) < key(b) ? -turn : key(a) > key(b) ? turn : 0));
  const from = Number(query.get('after') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return {
    ...answered,
    joined: [],
    rows: found.slice(from, to),
    total: found.length,
    ...(to < found.length && { next: String(to) }),
  };
}

const agents = ['Value 2', 'Value 5', 'Value 9'].map((name, at) => ({ id: idOf(900_000 + at), name }));

export function relationshipOf(row: RelationshipRow): RelationshipAnswer {
  const many = row.touchpoints > 1;
  return {
    ...answered,
    ...row,
    stakeholders: [
      { id: row.id, name: row.name!, side: 'customer', roles: ['customer'], touchpoints: row.touchpoints },
      ...(many
        ? agents.map((agent, at) => ({
            ...agent,
            side: 'ours' as const,
            roles: ['agent'],
            touchpoints: Math.ceil(row.touchpoints / (at + 2)),
          }))
        : []),
    ],
    channels: many ? [{ channel: 'email', touchpoints: Math.ceil(row.touchpoints / 3) }] : [],
    processes: many ? [{ process: 'helpdesk', cases: row.cases, openCases: row.openCases }] : [],
    ...(many ? cannedStanding : { parts: [], events: [], signals: noStandingSignals }),
    party: { id: row.id, name: row.name! },
  };
}

const steps = ['Assign seriousness', 'Take in charge ticket', 'Wait', 'Resolve ticket', 'Closed'];

function entryOf(row: RelationshipRow, at: number): TimelineEntry {
  const occurredAt = Date.parse(row.lastContact!) - Math.floor((at * at) / 3) * hourMs - at * 60_000;
  const customer = { id: row.id, name: row.name!, role: 'customer', side: 'customer' as const };
  const agent = { ...agents[at % agents.length]!, role: 'agent', side: 'ours' as const };
  const isMessage = at % 3 === 0;
  return {
    id: idOf(1_000_000 + at),
    sequence: 25_928 - at,
    type: isMessage ? (at % 2 === 0 ? 'MessageReceived' : 'MessageSent') : 'ActivityRecorded',
    family: isMessage ? 'contact' : 'matter',
    occurredAt: iso(occurredAt),
    occurredText: iso(occurredAt).replace('T', ' ').replace('.000Z', ''),
    recordedAt: iso(now),
    actor: isMessage && at % 2 === 0 ? customer : agent,
    parties: [customer, agent],
    ...(isMessage
      ? {}
      : {
          process: {
            definition: 'helpdesk',
            case: { id: idOf(2_000_000 + Math.floor(at / 6)), name: `Case ${Math.floor(at / 6) + 1}` },
            activity: steps[at % steps.length]!,
            lifecycle: 'complete',
          },
        }),
    data: isMessage ? { channel: 'email', direction: at % 2 === 0 ? 'in' : 'out' } : {},
    personal: isMessage
      ? { subject: 'Where is the delivery?', text: 'It was promised for Friday.\nPlease tell us when it comes.' }
      : { product: 'Value 3' },
    record: {
      stream: `relationship-${row.id}`,
      revision: row.touchpoints - at,
      recorder: 'connector:csv',
      source: { connector: 'csv', dataset: 'helpdesk', importId: idOf(3_000_000) },
      correlationId: idOf(3_000_000),
      causationId: idOf(3_000_001),
      leaf: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  };
}

export function timelinePage(row: RelationshipRow, query: URLSearchParams): TimelineAnswer {
  const from = Number(query.get('after') ?? 0);
  const to = Math.min(row.touchpoints, from + Number(query.get('limit') ?? 50));
  return {
    relationship: { id: row.id, name: row.name! },
    head: 25_928,
    rows: Array.from({ length: to - from }, (_, at) => entryOf(row, from + at)),
    total: row.touchpoints,
    ...(to < row.touchpoints && { next: String(to) }),
  };
}

export function densityOf(touchpoints: number, query: URLSearchParams, silentSince?: string): DensityAnswer {
  const buckets = Number(query.get('buckets') ?? 120);
  const shape = Array.from({ length: buckets }, (_, at) =>
    Math.max(0, 1 + Math.sin(at / 5) + at / 60 + ((at * 7919) % 13) / 13 - 0.8),
  );
  const sum = shape.reduce((total, each) => total + each, 0);
  const counts = shape.map((each) => Math.floor((touchpoints * each) / sum));
  counts[buckets - 1]! += touchpoints - counts.reduce((total, each) => total + each, 0);
  if (silentSince !== undefined) {
    // A quarter of the time with touchpoints, then nothing.
    const quarter = counts.map((_, at) => (at * 4 < buckets ? 1 + (at % 3) : 0));
    return { from: '2010-01-13T08:40:25.000Z', last: silentSince, to: iso(now), counts: quarter };
  }
  return { from: '2024-01-13T08:40:25.000Z', last: '2026-11-24T07:20:58.000Z', to: iso(now), counts };
}
