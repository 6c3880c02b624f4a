import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { didYouMean } from '#core/near-names.js';
import type { Pieces } from '#core/pieces.js';
import type { RunningClock } from '#measures/calendar/running-clock.js';
import { milestoneTimesOf } from '#measures/process/milestones.js';
import type { Workspace } from '../../workspace.js';
import { declaredClock } from '../calendars.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { spanIn, type MilestoneSpan } from '../milestone-text.js';
import { milestoneAnswer } from '../targets-answer.js';
import type { MilestoneTimesAnswer } from './time-answers.js';

/**
 * How long it took from one milestone to another, for each of the spans that are asked for.
 * @param cases as they were by the moment
 * @throws LedgerError `invalid` for what is no span, and for an activity that no case of the process has
 */
export function* milestonesPart(
  workspace: Workspace,
  { process, log, definition, moment }: SeenProcess,
  cases: readonly ReadCase[],
  asked: readonly string[],
): Pieces<readonly MilestoneTimesAnswer[]> {
  const spans = asked.map(requiredSpan);
  const activities = new Set<string>();
  for (const { one } of log.cases) for (const activity of one.trace.activities) activities.add(activity);
  for (const span of spans) requireSeen(process, span, activities);
  yield;
  const known = declaredClock(workspace, definition?.calendar, moment, log.at);
  const traces = cases.map(({ one }) => one.trace);
  const answers: MilestoneTimesAnswer[] = [];
  for (const { from, to } of spans) {
    const timesBy = (clock?: RunningClock) => milestoneTimesOf(traces, from ?? {}, to ?? {}, clock);
    const { cases: count, withBoth, duration } = timesBy();
    yield;
    answers.push({
      ...(from && { from: milestoneAnswer(from) }),
      ...(to && { to: milestoneAnswer(to) }),
      cases: count,
      absent: count - withBoth,
      negative: withBoth - duration.n,
      duration,
      ...(known === undefined ? {} : { businessHours: { ...known.hours, duration: timesBy(known.clock).duration } }),
    });
    yield;
  }
  return answers;
}

/** As many as may be asked for at once. @throws LedgerError `invalid` for too many, and for what is no span */
export function requireSpans(texts: readonly string[]): void {
  if (texts.length > limits.milestoneSpans) {
    const message = `are at most ${limits.milestoneSpans}, and not ${texts.length}`;
    throw new LedgerError('invalid', `Spans between milestones ${message}.`, {
      violations: [{ field: 'milestones', message }],
      hint: 'Ask for them in several questions.',
    });
  }
  texts.forEach(requiredSpan);
}

/** One that is asked for. @throws LedgerError `invalid` for what is none */
function requiredSpan(text: string): MilestoneSpan {
  const span = spanIn(text);
  if (!('problem' in span)) return span;
  const message = `“${text.slice(0, 100)}” is not from one milestone to another`;
  throw new LedgerError('invalid', `${message}. ${span.problem}`, {
    violations: [{ field: 'milestones', message }],
    hint: 'Give it as "Open -> Answer", "start -> last Resolve" or "first Wait, Hold -> end".',
  });
}

function requireSeen(process: string, { from, to }: MilestoneSpan, seen: ReadonlySet<string>): void {
  const named = [...(from?.activities ?? []), ...(to?.activities ?? [])];
  const unknown = named.find((activity) => !seen.has(activity));
  if (unknown === undefined) return;
  const message = `names “${unknown}”, which no case of “${process}” has`;
  throw new LedgerError('invalid', `A milestone ${message}.${didYouMean(unknown, seen)}`, {
    violations: [{ field: 'milestones', message }],
    hint: `The activities: tend process "${process}".`,
  });
}
