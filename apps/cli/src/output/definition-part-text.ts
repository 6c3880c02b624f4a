import type { ModelGraph, ProcessTarget, WaitingFor, DeclaredOutcome } from '#domain/events/process-definition.js';
import { counted, oneLine } from './text.js';

/** A part of a definition as a person reads it. */
export function partText(part: string, value: unknown): string {
  switch (part.split(' ')[0]) {
    case 'path':
      return Array.isArray(value) ? wayText(value as string[]) : graphText(value as ModelGraph);
    case 'stages':
      return wayText(value as string[]);
    case 'outcomes':
      return outcomesText(value as DeclaredOutcome[]);
    case 'waiting':
      return (value as WaitingFor[]).map(({ activity, whom }) => oneLine(`${activity}: ${whom}`)).join(', ');
    case 'target':
      return targetText(value as ProcessTarget);
    default:
      return Array.isArray(value) ? value.map((name) => oneLine(String(name))).join(', ') : oneLine(String(value));
  }
}

function wayText(activities: readonly string[]): string {
  return activities.map(oneLine).join(' → ');
}

function graphText({ nodes, edges }: ModelGraph): string {
  const activities = [...new Set(nodes.flatMap(({ activity }) => activity ?? []))];
  return `a model of ${counted(activities.length, 'activity', 'activities')} and ${counted(edges.length, 'flow')}: ${activities.map(oneLine).join(', ')}`;
}

function outcomesText(outcomes: readonly DeclaredOutcome[]): string {
  const byOutcome = Map.groupBy(outcomes, ({ outcome }) => outcome);
  return Array.from(
    byOutcome,
    ([outcome, each]) => `${outcome}: ${each.map(({ activity }) => oneLine(activity)).join(', ')}`,
  ).join('; ');
}

/** As it is typed. */
export function targetText({ from, to, limitHours, calendar, pausedByCustomer, atRiskFrom }: ProcessTarget): string {
  return [
    `${momentText(from) ?? 'start'} → ${momentText(to) ?? 'end'} within ${limitText(limitHours)}`,
    calendar === undefined ? undefined : `calendar ${calendar}`,
    pausedByCustomer === true ? 'paused while it waits for the customer' : undefined,
    atRiskFrom === undefined ? undefined : `at risk from ${Math.round(atRiskFrom * 1_000) / 10}%`,
  ]
    .filter((text) => text !== undefined)
    .join(', ');
}

function momentText(moment: ProcessTarget['from']): string | undefined {
  if (moment?.activities === undefined) return undefined;
  const which = moment.occurrence === undefined ? '' : `${moment.occurrence} `;
  return `${which}${moment.activities.map(oneLine).join(', ')}`;
}

function limitText(hours: number): string {
  return hours < 1 ? `${Math.round(hours * 6_000) / 100}min` : `${Math.round(hours * 100) / 100}h`;
}
