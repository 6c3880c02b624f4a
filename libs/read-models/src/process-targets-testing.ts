import { idOf } from '#domain/testing.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { colleague, customer, fact, given, published, type GivenFact } from '#projections/testing/testing.js';
import { processTargets } from './process-targets.projection.js';

/** For specs: a case of the process `support`, and what is published for it. */

export const hour = 3_600_000;
export const firm = idOf(100);
export const key = `${idOf(7)}~support`;

export type Definition = EventTypes['ProcessDefined'];

/** Answered within 10 hours of its beginning, in any hours. */
export const reply = { target: 'reply', limitHours: 10, to: { activities: ['Reply'] } };

export function at(text: string): number {
  return Date.parse(text);
}

export function defined(from: string, data: Partial<Definition> = {}): GivenFact {
  const process = { version: '1', process: 'support', terminal: ['Close'], targets: [reply], ...data };
  return { ...published('ProcessDefined', from), data: process };
}

export function step(
  activity: string,
  when: string,
  { lifecycle = 'complete', ...more }: Partial<GivenFact> & { readonly lifecycle?: string } = {},
): GivenFact {
  return fact('ActivityRecorded', when, {
    parties: [customer(100), colleague(1)],
    process: { definition: 'support', dataset: 'd', case: idOf(7), activity, lifecycle },
    ...more,
  });
}

/** Open each day of the week. */
export function calendar(
  name: string,
  from: string,
  zone: string,
  open: string,
  close: string,
  holidays: string[] = [],
) {
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, open, close }));
  return published('CalendarPublished', from, { calendar: name, zone, hours, holidays });
}

/** What is told of the targets of the one case at a moment. */
export async function targetsAt(
  facts: readonly GivenFact[],
  when: string,
): Promise<readonly Record<string, unknown>[]> {
  const { views } = await given(facts).of(processTargets).asOf(when).folded();
  return (views[key] as { targets: readonly Record<string, unknown>[] }).targets;
}
