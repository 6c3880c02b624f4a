import { severities } from '#core/severities.js';
import { begunBy, defineProjection } from '../definition/define-projection.js';
import type { Signal, SignalOnset } from '../definition/definition.js';
import { nothing } from './sample-projections.js';

interface Waiting {
  unanswered: SignalOnset[];
  orders: SignalOnset | null;
  answers: number;
  dueAt: number | null;
}

function signalsOf({ unanswered, orders, dueAt }: Waiting): Signal[] {
  // Given in an order that changes: the engine keeps one.
  const messages = unanswered.map((onset, i): Signal => ({
    kind: 'unanswered',
    severity: dueAt === null ? 'critical' : i === 0 ? 'warning' : 'notice',
    ...onset,
  }));
  return [
    ...messages.toReversed(),
    ...(orders === null ? [] : [ordered(orders), { ...ordered(orders), about: 'bill' }]),
  ];
}

function ordered(onset: SignalOnset): Signal {
  return { kind: 'ordered', severity: 'notice', ...onset };
}

/** Signals that facts raise and take away again, and that become graver with time. */
export const alarms = defineProjection({
  name: 'alarms',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: (): Waiting => ({ unanswered: [], orders: null, answers: 0, dueAt: null }),
  on: {
    ...nothing,
    MessageReceived: (doc, event) => {
      doc.unanswered.push(begunBy(event));
      doc.dueAt ??= event.occurredAt + 1000;
    },
    MessageSent: (doc) => {
      doc.unanswered = doc.answers % 2 === 0 ? [] : doc.unanswered.slice(1);
      doc.answers++;
      doc.dueAt = null;
    },
    OrderPlaced: (doc, event) => {
      doc.orders = doc.orders === null ? begunBy(event) : null;
    },
  },
  deadline: (doc) => doc.dueAt ?? undefined,
  onDeadline: (doc) => {
    doc.dueAt = null;
  },
  signals: signalsOf,
});

/** Signals that cannot be kept: one twice, one of no severity, one that begins nowhere; and a document that throws. */
export const faultyAlarms = defineProjection({
  ...alarms,
  name: 'faulty-alarms',
  context: [{ type: 'PhaseRulesPublished' }],
  on: {
    ...alarms.on,
    CaseOpened: (doc, event) => {
      doc.unanswered.push(begunBy(event));
      if (event.id.endsWith('3')) throw new Error('handler');
    },
  },
  onDeadline: (doc) => {
    if (doc.unanswered.length === 2) throw new Error('onDeadline');
    doc.dueAt = null;
  },
  signals: (doc, ctx) => {
    if (ctx.valid('PhaseRulesPublished')?.version === '3') throw new Error('signals');
    const signals = signalsOf(doc);
    if (doc.answers === 3)
      return [...signals, { ...begunBy({ id: 'x', occurredAt: 0, parties: [] }), kind: '', severity: 'notice' }];
    if (signals.length === 4) return [...signals, signals[0]!];
    return signals.length === 5 ? [{ ...signals[0]!, severity: 'grave' as 'notice' }] : signals;
  },
});

/** More than are kept: each message raises ninety, of all severities. */
export const crowdedAlarms = defineProjection({
  ...alarms,
  name: 'crowded-alarms',
  signals: ({ unanswered, dueAt }) =>
    unanswered.flatMap((onset) =>
      Array.from({ length: 90 }, (_, i): Signal => ({
        kind: `k${i}`,
        severity: severities[(i + (dueAt === null ? 1 : 0)) % 3]!,
        ...onset,
      })),
    ),
});

/** Those of the ledger's order. */
export const recordedAlarms = defineProjection({
  name: 'recorded-alarms',
  purpose: 'audit',
  key: { by: 'import' },
  order: 'recorded',
  initial: (): { last: SignalOnset | null; n: number } => ({ last: null, n: 0 }),
  on: {
    ...nothing,
    MessageReceived: (doc, event) => {
      doc.last = begunBy(event);
      doc.n++;
    },
    CaseOpened: (doc, event) => {
      if (event.id.endsWith('5')) throw new Error('handler');
      doc.last = null;
    },
  },
  signals: ({ last, n }) => (last === null ? [] : [{ kind: 'received', severity: 'notice', n, ...last }]),
});
