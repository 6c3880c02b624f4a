import { formatInstant, type Instant } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { rankedOf, summarizeDurations } from '#measures/process/duration-summary.js';
import { atRiskFromDefault } from '#measures/process/target-terms.js';
import { wilsonInterval } from '#measures/voice/wilson.js';
import type { OpenTarget, TargetsRow } from '#read-models/process-targets-rows.js';
import type { Cell } from '#read-store/port.js';
import type { Named } from '../answers.js';
import { sumOf, textAt } from './cell-reading.js';
import type { MilestoneAnswer, OpenTargetAnswer, TargetAnswer, WaitAnswer, WaitsAnswer } from './target-answers.js';

type Definition = EventTypes['ProcessDefined'];
type TargetDefinition = NonNullable<Definition['targets']>[number];

/**
 * The targets of a process out of its totals.
 * @param cells below `target, process`
 * @param isPublished whether there is a calendar of a name
 */
export function targetAnswers(
  cells: Iterable<Cell>,
  definition: Definition | undefined,
  isPublished: (calendar: string) => boolean,
): readonly TargetAnswer[] {
  const byName = new Map(Array.from(cells, (cell) => [textAt(cell, 2), cell]));
  const set = definition?.targets ?? [];
  const defined = set.map((one) => ({
    target: one.target,
    definition: definitionAnswer(one, isPublished),
    ...countsOf(byName.get(one.target)),
  }));
  const gone = [...byName.keys()].filter((name) => !set.some(({ target }) => target === name)).sort();
  return [...defined, ...gone.map((target) => ({ target, ...countsOf(byName.get(target)) }))];
}

function definitionAnswer(
  { from, to, limitHours, calendar, pausedByCustomer = false, atRiskFrom = atRiskFromDefault }: TargetDefinition,
  isPublished: (calendar: string) => boolean,
): NonNullable<TargetAnswer['definition']> {
  return {
    ...(from === undefined ? {} : { from: milestoneAnswer(from) }),
    ...(to === undefined ? {} : { to: milestoneAnswer(to) }),
    limitHours,
    ...(calendar === undefined ? {} : { calendar }),
    ...(calendar === undefined || isPublished(calendar) ? {} : { assumedHours: true as const }),
    pausedByCustomer,
    atRiskFrom,
  };
}

/** What is said of a milestone, in full. */
export function milestoneAnswer({
  activities,
  occurrence = 'first',
}: NonNullable<TargetDefinition['from']>): MilestoneAnswer {
  return { ...(activities === undefined ? {} : { activities }), occurrence };
}

function countsOf(cell: Cell | undefined): Omit<TargetAnswer, 'target' | 'definition'> {
  const [met, breached] = [sumOf(cell, 'met'), sumOf(cell, 'breached')];
  const inTime = wilsonInterval(met, met + breached);
  const durations = (column: string) => summarizeDurations(cell?.columns[column] ?? rankedOf([]));
  return {
    started: sumOf(cell, 'started'),
    running: sumOf(cell, 'running'),
    paused: sumOf(cell, 'paused'),
    atRisk: sumOf(cell, 'atRisk'),
    met,
    breached,
    overdue: sumOf(cell, 'overdue'),
    dropped: sumOf(cell, 'dropped'),
    ...(inTime === undefined ? {} : { inTime }),
    elapsed: durations('elapsedMs'),
    late: durations('lateMs'),
  };
}

/** A case with something under way, as its row tells it. */
export interface OpenInCase {
  readonly key: string;
  readonly row: TargetsRow;
  readonly open: OpenTarget;
}

/** By this text what was, or is, due comes first, and what stands still last. No two have the same. */
export function placeOfOpen({ key, open: { dueAt, target } }: OpenInCase): string {
  const due = dueAt === null ? 'none' : String(dueAt + instantsBegin).padStart(17, '0');
  return JSON.stringify([due, key, target]);
}

/** Instants may lie before 1970. */
const instantsBegin = 8.64e15;

export function openTargetAnswer(
  { key, row, open }: OpenInCase,
  zone: string,
  named: { readonly case: Named; readonly relationship: Named | undefined },
): OpenTargetAnswer {
  const { target, state, startedAt, dueAt, atRiskSince, breachedAt, leftMs } = open;
  const time = <Name extends string>(name: Name, at: Instant | null) =>
    (at === null ? {} : { [name]: formatInstant(at, zone) }) as { readonly [N in Name]?: string };
  const { waitsFor, waitsBehind, waitsSince } = row;
  return {
    case: named.case,
    key,
    ...(named.relationship === undefined ? {} : { relationship: named.relationship }),
    target,
    state: state as OpenTargetAnswer['state'],
    startedAt: formatInstant(startedAt, zone),
    ...time('dueAt', dueAt),
    ...time('atRiskSince', atRiskSince),
    ...time('breachedAt', breachedAt),
    ...(dueAt === null ? { leftSeconds: leftMs / 1000 } : {}),
    ...(waitsFor === null || waitsBehind === null || waitsSince === null
      ? {}
      : { waitsFor: { whom: waitsFor, behind: waitsBehind, since: formatInstant(waitsSince, zone) } }),
  };
}

/** A wait that lasts, as the row of its case tells it. */
export type LastingRow = Pick<TargetsRow, 'waitsFor' | 'waitsBehind' | 'waitsClockMs'> & {
  readonly waitsMs: number | null;
};

interface Sum {
  waits: number;
  lasting: number;
  wallMs: number;
  clockMs: number;
}

const nothing = (): Sum => ({ waits: 0, lasting: 0, wallMs: 0, clockMs: 0 });

/**
 * Who waits for whom, out of the totals and what lasts.
 * @param cells below `wait, process`
 */
export function waitsAnswer(
  cells: Iterable<Cell>,
  lasting: Iterable<LastingRow>,
  calendar: string | undefined,
): WaitsAnswer {
  const byWhom = new Map<string, Map<string | undefined, Sum>>();
  const sumAt = (whom: string, activity: string | undefined): Sum => {
    const behind = byWhom.get(whom) ?? new Map<string | undefined, Sum>();
    byWhom.set(whom, behind);
    const sum = behind.get(activity) ?? nothing();
    behind.set(activity, sum);
    return sum;
  };
  for (const cell of cells) {
    if (sumOf(cell, 'waits') === 0) continue;
    const sum = sumAt(textAt(cell, 2), cell.at.length > 3 ? textAt(cell, 3) : undefined);
    sum.waits += sumOf(cell, 'waits');
    sum.wallMs += sumOf(cell, 'wallMs');
    sum.clockMs += sumOf(cell, 'clockMs');
  }
  for (const { waitsFor, waitsBehind, waitsMs, waitsClockMs } of lasting) {
    if (waitsFor === null || waitsBehind === null) continue;
    const sum = sumAt(waitsFor, waitsBehind);
    sum.lasting++;
    sum.wallMs += waitsMs ?? 0;
    sum.clockMs += waitsClockMs ?? 0;
  }
  const all = Array.from(byWhom, ([whom, behind]) => ({ whom, behind, sum: totalOf(behind.values()) }));
  const wallMs = totalOf(all.map(({ sum }) => sum)).wallMs;
  const told = (sum: Sum): WaitAnswer => ({
    waits: sum.waits,
    lasting: sum.lasting,
    seconds: sum.wallMs / 1000,
    ...(calendar === undefined ? {} : { openSeconds: sum.clockMs / 1000 }),
  });
  return {
    ...(calendar === undefined ? {} : { calendar }),
    whom: all
      .sort((a, b) => b.sum.wallMs - a.sum.wallMs || compare(a.whom, b.whom))
      .map(({ whom, behind, sum }) => ({
        whom,
        share: wallMs === 0 ? 0 : sum.wallMs / wallMs,
        ...told(sum),
        behind: [...behind]
          .sort(([a, x], [b, y]) => y.wallMs - x.wallMs || compare(a ?? '', b ?? ''))
          .map(([activity, one]) => ({ ...(activity === undefined ? {} : { activity }), ...told(one) })),
      })),
  };
}

function totalOf(sums: Iterable<Sum>): Sum {
  const total = nothing();
  for (const { waits, lasting, wallMs, clockMs } of sums) {
    total.waits += waits;
    total.lasting += lasting;
    total.wallMs += wallMs;
    total.clockMs += clockMs;
  }
  return total;
}

/** By UTF-16 code units: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
