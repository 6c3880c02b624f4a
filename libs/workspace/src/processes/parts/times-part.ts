import type { Pieces } from '#core/pieces.js';
import { caseStateOf, type CaseState } from '#measures/process/case-state.js';
import { caseDurationsOf, caseTimesOf, type CaseTimes } from '#measures/process/case-times.js';
import { rankedOf, summarizeDurations } from '#measures/process/duration-summary.js';
import { activityTimesInPieces, type ActivityTimes } from '#measures/process/step-times.js';
import { activitiesOf } from '#measures/process/trace.js';
import { shortenedTo } from '#measures/process/variants.js';
import type { Workspace } from '../../workspace.js';
import { declaredClock } from '../calendars.js';
import type { ReadCase } from '../case-log.js';
import { compare } from '../cell-reading.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { TimesAnswer } from './time-answers.js';

/** How cases spent their time, and how long the steps of each activity took. @param cases as they were by the moment */
export function* timesPart(
  workspace: Workspace,
  { log: { at }, definition, moment }: SeenProcess,
  cases: readonly ReadCase[],
): Pieces<TimesAnswer> {
  const traces = cases.map(({ one }) => one.trace);
  const spent: { readonly [State in CaseState]: CaseTimes[] } = { open: [], ended: [], undeclared: [] };
  for (const { one } of cases) {
    const { state } = caseStateOf(one.trace, one.said, definition);
    const times = caseTimesOf(one, state === 'open' ? at : undefined);
    if (times !== undefined) spent[state].push(times);
    yield;
  }
  const known = declaredClock(workspace, definition?.calendar, moment, at);
  const activities = yield* activityTimesInPieces(traces);
  const isTold = spent.open.length + spent.ended.length > 0;
  const ofCases = summaryOf([...spent.ended, ...spent.undeclared]);
  yield;
  const businessHours = known && { ...known.hours, duration: caseDurationsOf(traces, known.clock) };
  yield;
  return {
    cases: ofCases,
    ...(isTold ? { open: summaryOf(spent.open) } : {}),
    undeclared: spent.undeclared.length,
    steps: {
      count: activities.reduce((all, { steps }) => all + steps, 0),
      withStart: activities.reduce((all, { service }) => all + service.n, 0),
    },
    ...(businessHours && { businessHours }),
    activities: activities.map(activityAnswer).sort(byCountThenName),
    variants: yield* variantsOf(cases),
  };
}

function summaryOf(times: readonly CaseTimes[]): TimesAnswer['cases'] {
  const summary = (of: (one: CaseTimes) => number) => summarizeDurations(rankedOf(times.map(of)));
  return {
    cases: times.length,
    duration: summary(({ durationMs }) => durationMs),
    busy: summary(({ busyMs }) => busyMs),
    idle: summary(({ idleMs }) => idleMs),
  };
}

function activityAnswer({ activity, steps, service, waiting, clamped, sojourn }: ActivityTimes): ActivityAnswer {
  return { activity, count: steps, service, waiting: { ...waiting, clamped }, sojourn };
}

type ActivityAnswer = TimesAnswer['activities'][number];

function byCountThenName(a: ActivityAnswer, b: ActivityAnswer): number {
  return b.count - a.count || compare(a.activity, b.activity);
}

/** Two measures of one thing: in the second an activity that was repeated at once counts as done once. */
function* variantsOf(cases: readonly ReadCase[]): Pieces<TimesAnswer['variants']> {
  const [full, collapsed] = [new Set<string>(), new Set<string>()];
  for (const { one } of cases) {
    const activities = activitiesOf(one.trace);
    full.add(JSON.stringify(activities));
    collapsed.add(JSON.stringify(shortenedTo(1, activities)));
    yield;
  }
  return { count: full.size, collapsed: collapsed.size };
}
