import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { idOf } from '#domain/testing.js';
import type { EventType } from '#domain/vocabulary.js';
import { colleague, customer, fact, given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { effort } from './effort.projection.js';

jest.setTimeout(120_000);

const firm = idOf(100);
/** Two that are named as matters, and one as a case. */
const ids = [idOf(900), idOf(901), idOf(902)];
const hour = 3_600_000;
const begin = Date.parse('2024-01-30T00:00Z');
const end = begin + 90 * 24 * hour;

const types = [
  'CaseOpened',
  'CaseOpened',
  'CaseAssigned',
  'CaseAssigned',
  'CaseTransferred',
  'CaseEscalated',
  'CaseResolved',
  'CaseResolved',
  'CaseReopened',
  'MessageReceived',
  'MessageReceived',
  'MessageSent',
  'SurveyAnswered',
] as const satisfies readonly EventType[];

interface Drawn {
  readonly type: (typeof types)[number];
  readonly hours: number;
  readonly about: readonly number[];
  readonly channel: 'email' | 'phone' | undefined;
  readonly person: number | undefined;
  readonly team: 'x' | 'y' | undefined;
  readonly fate: 'told' | 'late' | 'retracted';
}

const namesAnOwner: ReadonlySet<string> = new Set(['CaseAssigned', 'CaseTransferred', 'CaseEscalated']);

const anyStep: fc.Arbitrary<Drawn> = fc.record({
  type: fc.constantFrom<Drawn['type'][]>(...types),
  hours: fc.integer({ min: 1, max: 80 }).map((steps) => steps * 9),
  about: fc.constantFrom([0], [0], [0], [0], [1], [2], [2], [0, 2], [0, 2], [1, 2], []),
  channel: fc.constantFrom('email', 'phone', undefined),
  person: fc.constantFrom(1, 2, undefined),
  team: fc.constantFrom('x', 'y', undefined),
  fate: fc.constantFrom('told', 'told', 'told', 'told', 'late', 'retracted'),
});

/** One matter that changes hands: what is rare among all that can happen. */
const handing: fc.Arbitrary<Drawn> = fc
  .tuple(anyStep, fc.constantFrom('CaseAssigned', 'CaseAssigned', 'CaseTransferred', 'MessageReceived'))
  .map(([one, type]) => ({ ...one, type, hours: 9 + (one.hours % 60), about: [0], fate: 'told' }));
const opening = { hours: 1, about: [0], channel: 'email', person: 1, team: 'x', fate: 'told' } as const;
const histories = fc.oneof(
  fc.array(anyStep, { maxLength: 40, size: 'max' }),
  fc
    .array(handing, { minLength: 3, maxLength: 12, size: 'max' })
    .map((all): Drawn[] => [
      { ...opening, type: 'CaseOpened' },
      ...all,
      { ...opening, type: 'CaseResolved', hours: 80 },
    ]),
);

function factOf({ type, hours, about, channel, person, team }: Omit<Drawn, 'fate'>): GivenFact {
  const isTheirs = type === 'CaseOpened' || type === 'MessageReceived' || type === 'SurveyAnswered';
  const assignee = namesAnOwner.has(type) && person !== undefined ? [colleague(person, 'assignee')] : [];
  const matter = ids.find((_id, i) => i < 2 && about.includes(i));
  const process = { definition: 'support', dataset: 'd', case: ids[2]!, activity: 'x', lifecycle: 'complete' };
  const made = fact(type, begin + hours * hour, {
    parties: [customer(100), colleague(1), ...assignee],
    actor: isTheirs ? firm : idOf(1),
    ...(matter === undefined ? {} : { matter }),
    ...(about.includes(2) ? { process } : {}),
  });
  const survey = type === 'SurveyAnswered' ? made.data : {};
  const handed = type.startsWith('Case') && team !== undefined ? { team } : {};
  return { ...made, data: { ...survey, ...(channel === undefined ? {} : { channel }), ...handed } };
}

type Sums = Record<string, Record<string, number>>;

/** The same from plain events, matter by matter and looking back from the end, with no state that is carried on. */
function recomputed(all: readonly Drawn[]): Sums {
  const found: Sums = {};
  const add = (cell: string, name: string, by = 1): void => {
    const sums = (found[cell] ??= {});
    sums[name] = (sums[name] ?? 0) + by;
  };
  const held = all.filter(({ fate }) => fate !== 'retracted');
  // Ties are in the order in which they were drawn.
  const events = held.map((one, i) => ({ ...one, i })).sort((a, b) => a.hours - b.hours || a.i - b.i);
  const timeOf = ({ hours }: Drawn): string => new Date(begin + hours * hour).toISOString();
  const monthOf = (one: Drawn): string => timeOf(one).slice(0, 7);
  const isTheirs = ({ type }: Drawn): boolean => ['CaseOpened', 'MessageReceived', 'SurveyAnswered'].includes(type);

  // What is named for the first time beside something that was named already, or beside the matter, is another name of it.
  const sameAs = (id: number): number => {
    const first = events.findIndex(({ about }) => about.includes(id));
    const known = events[first]?.about.find((other) => other !== id && isNamedBefore(other, id, first));
    return known === undefined ? id : sameAs(known);
  };
  const isNamedBefore = (other: number, id: number, place: number): boolean =>
    events.slice(0, place).some(({ about }) => about.includes(other)) || other < id;
  const names = new Map(ids.map((_id, id) => [id, sameAs(id)]));
  const mattersOf = ({ about }: Drawn): number[] => [...new Set(about.map((id) => names.get(id)!))];
  const isOwned = ({ type, person, team }: Drawn): boolean =>
    type === 'CaseAssigned' ||
    type === 'MessageSent' ||
    (type === 'CaseTransferred' && (person ?? team) !== undefined) ||
    (type === 'CaseEscalated' && person !== undefined);

  const days = new Map(events.filter(isTheirs).map((one) => [timeOf(one).slice(0, 10), monthOf(one)]));
  for (const month of days.values()) add(`days ${month}`, 'days');

  for (const one of events.filter(({ type }) => type === 'CaseEscalated')) {
    const cell = `escalations none ${monthOf(one)}`;
    add(cell, 'escalations');
    // Where it names two that are two, the matter is looked at and not the case.
    const [about] = mattersOf(one);
    const after = events.slice(events.indexOf(one) + 1).filter((later) => mattersOf(later).includes(about ?? -1));
    const ending = isOwned(one) ? one : after.find((later) => isOwned(later) || later.type === 'CaseResolved');
    if (about === undefined && ending === undefined) continue;
    add(cell, ending === undefined ? 'waiting' : ending.type === 'CaseResolved' ? 'closed' : 'owned');
    if (ending !== undefined) add(cell, 'elapsedHours', ending.hours - one.hours);
  }

  for (const id of ids.keys()) {
    const own = events.filter((one) => mattersOf(one).includes(id));
    const isOpening = ({ type }: Drawn): boolean => type === 'CaseOpened' || type === 'CaseReopened';
    const last = own.findLastIndex(isOpening);
    const end = own.findIndex(({ type }, i) => i > last && type === 'CaseResolved');
    if (end < 0) continue;
    const until = own.slice(0, end);
    const contacts = until.filter(({ type }) => type === 'CaseOpened' || type === 'MessageReceived');
    const channels = contacts.flatMap(({ channel }) => (channel === undefined ? [] : [channel]));
    const cell = `matters ${channels[0] ?? 'unknown'} ${monthOf(own[end]!)}`;
    if (!until.some(({ type }) => type === 'CaseOpened')) {
      add(cell, 'unopened');
      continue;
    }
    const rounds = until.filter(
      (one, i) =>
        isOpening(one) &&
        until.slice(0, i).findLast((b) => isOpening(b) || b.type === 'CaseResolved')?.type === 'CaseResolved',
    );
    add(cell, 'resolved');
    add(cell, `repeatContacts ${new Set(contacts.map((one) => timeOf(one).slice(0, 10))).size - 1}`);
    add(cell, `channelSwitches ${channels.filter((one, i) => i > 0 && one !== channels[i - 1]).length}`);
    add(cell, `transfers ${transfersIn(until)}`);
    add(cell, `reopenings ${rounds.length}`);
  }
  return found;
}

/** Each hand-over, and each assignment whose person or team is another than the last that was said and still holds. */
function transfersIn(events: readonly Drawn[]): number {
  const moves = events.filter(({ type }) => type === 'CaseAssigned' || type === 'CaseTransferred');
  let transfers = 0;
  let [person, team]: (number | string | undefined)[] = [];
  for (const move of moves) {
    if (move.type === 'CaseTransferred') {
      transfers++;
      [person, team] = [move.person, move.team];
      continue;
    }
    const otherPerson: boolean = person !== undefined && move.person !== undefined && person !== move.person;
    const otherTeam: boolean = team !== undefined && move.team !== undefined && team !== move.team;
    if (otherPerson || otherTeam) {
      transfers++;
      [person, team] = [move.person ?? (otherTeam ? undefined : person), move.team ?? (otherPerson ? undefined : team)];
    } else [person, team] = [move.person ?? person, move.team ?? team];
  }
  return transfers;
}

describe('effort and escalations', () => {
  it('of any history are what plain events give when they are looked through anew', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (all) => {
        const facts = all.map((one) => factOf(one));
        const told = facts.map((one, i) => (all[i]!.fate === 'late' ? late(one, end + i * hour) : one));
        const onTime = told.filter((_one, i) => all[i]!.fate !== 'late').sort((a, b) => a.occurredAt - b.occurredAt);
        const lateOnes = told.filter((_one, i) => all[i]!.fate === 'late');
        const back = facts
          .filter((_one, i) => all[i]!.fate === 'retracted')
          .map((one) => retraction(one, end + 1_000 * hour));
        const { cells, quarantined } = await given([...onTime, ...lateOnes, ...back]).fold(effort);
        expect(quarantined).toEqual({});
        const found: Sums = {};
        for (const { at, sums, columns } of cells) {
          const entries = Object.entries(sums).map(([name, sum]): [string, number] => [name, Number(sum)]);
          const elapsedMs = [...(columns['ownedMs'] ?? []), ...(columns['closedMs'] ?? [])].reduce((a, b) => a + b, 0);
          const ended = entries.some(([name]) => name === 'owned' || name === 'closed');
          found[at.join(' ')] = Object.fromEntries([
            ...entries,
            ...(ended ? [['elapsedHours', elapsedMs / hour]] : []),
          ]);
        }
        expect(found).toEqual(recomputed(all));
      }),
      // Where one fails it is made smaller for a minute, and told.
      { numRuns: 40, interruptAfterTimeLimit: 60_000 },
    );
  });
});
