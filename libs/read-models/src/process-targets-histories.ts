import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import { fact, published, type GivenFact } from '#projections/testing/testing.js';

/** Random cases of one process under definitions and calendars that change, all at whole minutes. */

const minute = 60_000;
/** Three days, and what is looked at behind them. */
export const spanMinutes = 3 * 1_440;

/** Around an hour that is skipped and one that comes twice, half an hour, and a whole day; and where nothing changes. */
const places = [
  ['Europe/Berlin', '2024-03-30T08:00Z'],
  ['Europe/Berlin', '2024-10-26T08:00Z'],
  ['Australia/Lord_Howe', '2024-04-05T08:00Z'],
  ['America/St_Johns', '2006-10-27T08:00Z'],
  ['Pacific/Apia', '2011-12-28T08:00Z'],
  ['UTC', '2024-05-06T08:00Z'],
] as const;

const activity = fc.constantFrom('Open', 'Ask', 'Reply', 'Work', 'Resolve', 'Reopen');
const some = fc.uniqueArray(activity, { minLength: 1, maxLength: 2 });

const step = fc.record({
  at: fc.integer({ min: 0, max: spanMinutes / 15 }).map((quarter) => quarter * 15),
  activity,
  lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'complete', 'start', 'schedule'),
  type: fc.constantFrom(
    ...(['ActivityRecorded', 'ActivityRecorded', 'ActivityRecorded', 'ActivityRecorded'] as const),
    ...(['CaseOpened', 'CaseResolved', 'CaseReopened'] as const),
  ),
});

const milestone = fc.option(
  fc.record({ activities: some, occurrence: fc.constantFrom('first', 'last') }, { requiredKeys: [] }),
  { nil: undefined },
);
const target = (name: string) =>
  fc.record(
    {
      target: fc.constant(name),
      from: milestone,
      to: milestone,
      limitHours: fc.constantFrom(1 / 6, 0.5, 2, 5, 10, 24, 30),
      calendar: fc.constantFrom('office', 'office', 'other'),
      pausedByCustomer: fc.boolean(),
      atRiskFrom: fc.constantFrom(0, 0.5, 0.8, 1),
    },
    { requiredKeys: ['target', 'limitHours'] },
  );
const definition = fc.record(
  {
    terminal: fc.constantFrom<string[][]>([], ['Resolve'], ['Resolve', 'Reply']),
    reopening: fc.constantFrom(['Reopen'], ['Reopen', 'Open']),
    waiting: fc.constantFrom(
      [{ activity: 'Ask', whom: 'customer' }],
      [
        { activity: 'Ask', whom: 'customer' },
        { activity: 'Work', whom: 'a supplier' },
        { activity: 'Open', whom: 'customer' },
      ],
    ),
    calendar: fc.constant('office'),
    targets: fc.oneof(fc.tuple(target('a'), target('b')), fc.tuple(target('a')), fc.tuple(target('b'), target('c'))),
  },
  { requiredKeys: ['terminal', 'targets'] },
);

const timeOfDay = (half: number): string => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
const openHours = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 24 }), fc.integer({ min: 12, max: 48 }))
  .map(([weekday, a, b]) => ({ weekday, open: timeOfDay(Math.min(a, b)), close: timeOfDay(Math.max(a, b)) }));
const calendar = fc.record({
  name: fc.constantFrom('office', 'office', 'other'),
  hours: fc.array(openHours, { maxLength: 9 }),
  holiday: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
});
const changing = <T>(what: fc.Arbitrary<T>, maxLength: number) =>
  fc.array(fc.record({ at: fc.integer({ min: -1, max: spanMinutes / 30 }).map((half) => half * 30), what }), {
    maxLength,
  });

export const histories = fc.record({
  place: fc.constantFrom(...places),
  steps: fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }),
  first: definition,
  later: changing(definition, 2),
  calendars: changing(calendar, 3),
});
export type History = typeof histories extends fc.Arbitrary<infer T> ? T : never;

export function beginOf({ place: [, from] }: History): number {
  return Date.parse(from);
}

export function factsOf(history: History): GivenFact[] {
  const { place, steps, first, later, calendars } = history;
  const begin = beginOf(history);
  return [
    defined(first, begin - 60 * minute),
    ...later.map(({ at, what }) => defined(what, begin + at * minute)),
    ...calendars.map(({ at, what: { name, hours, holiday } }) =>
      published('CalendarPublished', begin + at * minute, {
        calendar: name,
        zone: place[0],
        hours,
        holidays: holiday === undefined ? [] : [new Date(begin + holiday * 86_400_000).toISOString().slice(0, 10)],
      }),
    ),
    ...steps.map(({ at, activity: name, lifecycle, type }) =>
      fact(type, begin + at * minute, {
        process: { definition: 'support', dataset: 'd', case: idOf(7), activity: name, lifecycle },
      }),
    ),
  ];
}

/** Absent members are left out of events. */
function defined(what: History['first'], at: number): GivenFact {
  const data = JSON.parse(JSON.stringify({ version: '1', process: 'support', ...what })) as object;
  return { ...published('ProcessDefined', at), data };
}
