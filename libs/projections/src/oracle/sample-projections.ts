import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '../definition/define-projection.js';
import type { Context } from '../definition/definition.js';

/** For specs: everything ignored; what a sample handles comes behind it. */
export const nothing = ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents);

interface Trail {
  ids: string[];
  gapsMs: number[];
  lastAt: number | null;
}

function follow(doc: Trail, event: Fact): void {
  doc.ids.push(event.id.slice(-4));
  if (doc.lastAt !== null) doc.gapsMs.push(event.occurredAt - doc.lastAt);
  doc.lastAt = event.occurredAt;
}

/** Sensitive to who is in a fact. */
function followAll(doc: Trail, event: Fact): void {
  follow(doc, event);
  doc.ids.push(`${event.parties.length} of ${event.relationships.length}`);
}

/** Sensitive to order in all that it makes; steps of totals that come, change and go. */
export const trails = defineProjection({
  name: 'trails',
  purpose: 'service',
  key: { by: 'relationship' },
  parameters: { unitMs: 1000 },
  initial: (): Trail => ({ ids: [], gapsMs: [], lastAt: null }),
  on: { ...nothing, MessageReceived: follow, MessageSent: followAll, OrderPlaced: follow },
  index: (doc) => ({ last: doc.ids.at(-1) ?? null, n: doc.ids.length }),
  rollup: (doc, ctx) => [
    {
      at: ['all'],
      add: { keys: 1, facts: doc.ids.length, ms: -7 },
      values: { gapMs: doc.gapsMs, lastAt: [doc.lastAt!] },
    },
    ...doc.ids.map((id, i) => ({ at: ['pair', doc.ids[i - 1] ?? 0, id], add: { n: 1 } })),
    {
      at: ['size', doc.ids.length],
      add: { keys: 1, units: Math.round((doc.gapsMs.at(-1) ?? 0) / ctx.parameters.unitMs) },
    },
  ],
  count: {
    MessageReceived: (event) => [
      { at: ['count', event.occurredAt], add: { n: 1 }, values: { ordinal: [event.ordinal] } },
    ],
    NoteAdded: (event) => [{ at: ['notes'], add: { n: event.share } }],
  },
});

/** Parts, some facts in two of them, some in none. */
export const parts = defineProjection({
  name: 'parts',
  purpose: 'service',
  key: {
    by: 'party',
    within: (event) =>
      event.ordinal === 0 ? [] : event.ordinal === 1 ? [event.type, 'all~%'] : [event.type, event.type],
  },
  initial: (): Trail => ({ ids: [], gapsMs: [], lastAt: null }),
  on: { ...nothing, MessageReceived: follow, MessageSent: follow, CaseOpened: follow },
  rollup: (doc) => [{ at: ['all'], add: { facts: doc.ids.length }, values: { gapMs: doc.gapsMs } }],
});

/** In the order of the ledger, whatever the facts say. */
export const journal = defineProjection({
  name: 'journal',
  purpose: 'audit',
  key: { by: 'import' },
  order: 'recorded',
  initial: (): Trail => ({ ids: [], gapsMs: [], lastAt: null }),
  on: { ...nothing, MessageReceived: follow, CaseOpened: follow, NoteAdded: follow },
  index: (doc) => ({ n: doc.ids.length }),
});

/** Throws wherever it can. */
export const faulty = defineProjection({
  name: 'faulty',
  purpose: 'service',
  key: {
    by: 'case',
    within: (event) => {
      if (event.id.endsWith('7')) throw new Error('within');
      return [event.actor];
    },
  },
  initial: (): Trail => ({ ids: [], gapsMs: [], lastAt: null }),
  on: {
    ...nothing,
    MessageReceived: follow,
    MessageSent: (doc, event) => {
      doc.ids.push('half done');
      if (event.id.endsWith('3')) throw new Error('handler');
      follow(doc, event);
    },
    CaseOpened: follow,
  },
  index: (doc) => {
    if (doc.ids.length > 5) throw new Error('index');
    return { n: doc.ids.length };
  },
  rollup: (doc) => [{ at: ['all'], add: { facts: doc.ids.length > 3 ? 0.5 : doc.ids.length } }],
  count: {
    NoteAdded: (event) => {
      if (event.id.endsWith('a')) throw new Error('count');
      return [{ at: ['notes'], add: { n: 1 } }];
    },
    CaseOpened: (event) => (event.id.endsWith('9') ? [{ at: [Number.NaN] }] : [{ at: ['opened'], add: { n: 1 } }]),
  },
});

/** The same in the order of the ledger. */
export const faultyJournal = defineProjection({ ...faulty, name: 'faulty-journal', order: 'recorded' });

interface Reminders {
  ids: string[];
  dueAt: number | null;
  fired: number[];
  published: (string | number)[];
  calendar: string;
  rules: string;
}

/** Time changes it: deadlines, also ones that have passed when they are set, and rules that come to be valid. */
export const reminders = defineProjection({
  name: 'reminders',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: (ctx): Reminders => ({
    ids: [],
    dueAt: null,
    fired: [],
    published: [],
    calendar: 'a',
    rules: ctx.valid('PhaseRulesPublished')?.version ?? 'none',
  }),
  context: [{ type: 'PhaseRulesPublished' }, { type: 'CalendarPublished', scope: (doc) => [doc.calendar] }],
  on: {
    ...nothing,
    MessageReceived: (doc, event, ctx) => {
      doc.ids.push(event.id.slice(-4), ctx.valid('CalendarPublished', doc.calendar)?.zone ?? 'no zone');
      doc.dueAt = event.occurredAt + waitOf(ctx);
    },
    MessageSent: (doc, event) => {
      doc.ids.push(event.id.slice(-4));
      doc.dueAt = null;
    },
    CaseOpened: (doc) => {
      doc.calendar = doc.calendar === 'a' ? 'b' : 'a';
    },
  },
  onContext: (doc, at, ctx) => {
    doc.published.push(at, ctx.valid('PhaseRulesPublished')?.version ?? 'none');
  },
  deadline: (doc) => doc.dueAt ?? undefined,
  onDeadline: (doc, at, ctx) => {
    doc.fired.push(at);
    doc.dueAt = doc.fired.length % 3 === 0 ? null : at + Math.max(500, waitOf(ctx));
  },
  index: (doc, ctx) => ({
    fired: doc.fired.length,
    last: doc.fired.at(-1) ?? null,
    zone: ctx.valid('CalendarPublished', doc.calendar)?.zone ?? null,
  }),
  rollup: (doc, ctx) => [
    { at: ['fired', doc.fired.length], add: { keys: 1 }, values: { at: doc.fired } },
    { at: ['rules', ctx.valid('PhaseRulesPublished')?.version ?? 'none'], add: { keys: 1, ids: doc.ids.length } },
  ],
});

/** How long it waits is a rule; it may be nothing, or less. */
function waitOf(ctx: Context<object>): number {
  return ctx.valid('PhaseRulesPublished')?.parameters[0]?.value ?? 1500;
}

/** Seen otherwise at every instant, by the rules of that instant; throws for some documents and rows, and some of the time. */
export const drifting = defineProjection({
  ...reminders,
  name: 'drifting',
  view: (doc, t, ctx) => {
    if (doc.ids.length === 4 || t % 3000 === 1000) throw new Error('view');
    return { ids: doc.ids, t, zone: ctx.valid('CalendarPublished', doc.calendar)?.zone ?? null, waitMs: waitOf(ctx) };
  },
  viewRow: (row, t, ctx) => {
    if (row.fired === 2) throw new Error('viewRow');
    const sinceMs = row.last === null ? null : t - row.last;
    return { sinceMs, fired: row.fired + 1, rules: ctx.valid('PhaseRulesPublished')?.version ?? 'none' };
  },
});

interface Watch {
  seen: (string | number | boolean)[];
  dueAt: number | null;
}

/** Everywhere it asks whether feeds are up: of then, of before, and of what lies ahead. */
export const watching = defineProjection({
  name: 'watching',
  purpose: 'service',
  key: { by: 'relationship' },
  feeds: true,
  initial: (ctx): Watch => ({ seen: [ctx.feeds.up('mail', Infinity)], dueAt: null }),
  on: {
    ...nothing,
    MessageReceived: (doc, event, ctx) => {
      doc.seen.push(event.id.slice(-4), ctx.feeds.up('mail', event.occurredAt), ctx.feeds.up('crm', Infinity));
      doc.dueAt = event.occurredAt + 1500;
    },
    MessageSent: (doc, event, ctx) => {
      doc.seen.push(event.id.slice(-4));
      if (ctx.feeds.up('mail', event.occurredAt - 1000)) doc.dueAt = null;
    },
  },
  deadline: (doc, ctx) => (doc.dueAt === null ? undefined : doc.dueAt + (ctx.feeds.up('crm', Infinity) ? 0 : 500)),
  onDeadline: (doc, at, ctx) => {
    doc.seen.push(at, ctx.feeds.up('mail', at), ctx.feeds.up('mail', at - 700));
    doc.dueAt = doc.seen.length % 4 === 0 ? null : at + 900;
  },
  index: (doc, ctx) => ({ n: doc.seen.length, up: ctx.feeds.up('mail', Infinity) }),
  rollup: (doc, ctx) => [{ at: ['up', String(ctx.feeds.up('crm', Infinity))], add: { seen: doc.seen.length } }],
  view: (doc, t, ctx) => ({ n: doc.seen.length, mail: ctx.feeds.up('mail', t), crm: ctx.feeds.up('crm', t) }),
  viewRow: (_row, t, ctx) => ({ mail: ctx.feeds.up('mail', t) }),
});

/** Throws wherever time makes something happen. */
export const faultyReminders = defineProjection({
  ...reminders,
  name: 'faulty-reminders',
  onContext: (doc, at, ctx) => {
    if (ctx.valid('PhaseRulesPublished')?.version === '3') throw new Error('onContext');
    reminders.onContext!(doc, at, ctx);
  },
  deadline: (doc) => {
    if (doc.ids.length === 10) throw new Error('deadline');
    return doc.ids.length === 8 ? 0.5 : (doc.dueAt ?? undefined);
  },
  onDeadline: (doc, at, ctx) => {
    doc.fired.push(at);
    if (doc.fired.length === 3) throw new Error('onDeadline');
    doc.dueAt = doc.ids.length === 6 ? at : at + Math.max(500, waitOf(ctx));
  },
  rollup: (doc) => [{ at: ['fired'], add: { keys: doc.published.length > 6 ? 0.5 : 1 } }],
});
