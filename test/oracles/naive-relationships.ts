import type { RecordedEvent } from '#core/record.js';

/** What is told of one relationship, recomputed by sets and with a calendar of its own. */
export interface NaiveRelationship {
  readonly touchpoints: number;
  readonly firstContact: number | null;
  readonly lastContact: number | null;
  readonly theirs: number;
  readonly ours: number;
  readonly cases: number;
  readonly openCases: number;
}

/** The types that the random histories of the oracle have, and whose acts they are by definitions.md §1.1. */
const theirs = new Set(['MessageReceived', 'ComplaintRaised', 'OrderPlaced', 'MeetingHeld', 'VisitMade']);
const ours = new Set(['MessageSent', 'PromiseKept', 'MeetingHeld', 'VisitMade']);

/** All events are touchpoints; each belongs to the relationships that it names, else to its customer-side parties. */
export function naiveRelationships(events: readonly RecordedEvent[], zone: string): Map<string, NaiveRelationship> {
  const ids = new Set(events.flatMap(belongsTo));
  return new Map(
    [...ids].map((id) => [
      id,
      naiveRelationship(
        events.filter((event) => belongsTo(event).includes(id)),
        zone,
      ),
    ]),
  );
}

function belongsTo(event: RecordedEvent): string[] {
  if (event.relationships.length > 0) return [...event.relationships];
  return event.parties.filter(({ side }) => side === 'customer').map(({ id }) => id);
}

function naiveRelationship(events: readonly RecordedEvent[], zone: string): NaiveRelationship {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  const machine = ({ data, actor }: RecordedEvent): boolean => {
    const { automated, bulk } = data as { automated?: boolean; bulk?: boolean };
    return automated === true || bulk === true || actor.startsWith('system:');
  };
  const actsOfTheirs = events.filter((event) => theirs.has(event.type));
  const actsOfOurs = events.filter((event) => ours.has(event.type) && !machine(event));
  const times = [...actsOfTheirs, ...actsOfOurs].map(({ occurredAt }) => occurredAt);
  const days = (acts: readonly RecordedEvent[]): number =>
    new Set(acts.map(({ occurredAt }) => calendar.format(occurredAt))).size;
  const cases = new Set(events.flatMap(({ process }) => (process ? [`${process.definition} ${process.case}`] : [])));
  return {
    touchpoints: events.length,
    firstContact: times.length === 0 ? null : Math.min(...times),
    lastContact: times.length === 0 ? null : Math.max(...times),
    theirs: days(actsOfTheirs),
    ours: days(actsOfOurs),
    cases: cases.size,
    openCases: [...cases].filter((name) => isOpen(events, name)).length,
  };
}

/** The last event of the case that says anything of it says that it is open. */
function isOpen(events: readonly RecordedEvent[], name: string): boolean {
  const telling = events
    .filter(({ process }) => process !== undefined && `${process.definition} ${process.case}` === name)
    .filter(({ type }) => ['CaseOpened', 'CaseResolved', 'CaseReopened'].includes(type))
    .sort((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence);
  const last = telling[telling.length - 1];
  return last !== undefined && last.type !== 'CaseResolved';
}
