import { dayOf } from '#core/time.js';
import { offsetMsAt } from '#core/zones.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { GivenFact } from '#projections/testing/testing.js';

/** For specs: what is published for a process, looked up anew each time. */
export class NaiveRules {
  constructor(private readonly given: readonly GivenFact[]) {}

  /** The latest published of a type and name that is in force. */
  private valid<T extends 'ProcessDefined' | 'CalendarPublished'>(type: T, name: string, at: number) {
    const found = this.given
      .filter((one) => one.type === type && one.effectiveFrom! <= at)
      .filter(({ data }) => (Object.values(data) as unknown[]).includes(name))
      .sort((a, b) => a.effectiveFrom! - b.effectiveFrom!);
    return found.at(-1)?.data as EventTypes[T] | undefined;
  }

  definitionAt(at: number): EventTypes['ProcessDefined'] | undefined {
    return this.valid('ProcessDefined', 'support', at);
  }

  /** Whether a calendar is open in a minute; without a name it always is. */
  isOpenAt(calendar: string | undefined, at: number): boolean {
    if (calendar === undefined) return true;
    const published = this.valid('CalendarPublished', calendar, at);
    const office = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '09:00', close: '17:00' }));
    const closed: readonly string[] = published?.holidays ?? [];
    const { zone, hours } = published ?? { zone: 'UTC', hours: office };
    const local = new Date(at + offsetMsAt(zone, at));
    const weekday = local.getUTCDay() === 0 ? 7 : local.getUTCDay();
    const time = local.toISOString().slice(11, 16);
    const within = hours.some((day) => day.weekday === weekday && day.open <= time && time < day.close);
    return within && !closed.includes(dayOf(at, zone));
  }
}

/** By the last of all facts of a case that ended it or opened it again. */
export function naiveStateOf(done: readonly GivenFact[], definition: EventTypes['ProcessDefined'] | undefined): string {
  const { terminal = [], reopening = [] } = definition ?? {};
  for (const { type, process } of done.toReversed()) {
    if (type === 'CaseResolved') return 'ended';
    if (type === 'CaseOpened' || type === 'CaseReopened') return 'open';
    if (process!.lifecycle !== 'complete' || terminal.length === 0) continue;
    if (reopening.includes(process!.activity)) return 'open';
    if (terminal.includes(process!.activity)) return 'ended';
  }
  const isCompleted = done.some(({ process }) => process!.lifecycle === 'complete');
  return terminal.length > 0 && isCompleted ? 'open' : 'undeclared';
}
