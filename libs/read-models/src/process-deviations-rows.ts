import { isInstant, type Instant } from '#core/time.js';
import { nextSteps } from '#measures/process/live-deviation.js';
import type { Contribution, Signal } from '#projections/definition/definition.js';
import { unchanging } from '#projections/definition/unchanging.js';
import { evidenceIn } from './case-facts.js';
import {
  missingIn,
  pathIn,
  takePath,
  type DeviationsContext,
  type DeviationsDocument,
} from './process-deviations-document.js';

const dayMs = 86_400_000;

/** How a case keeps to its path, in lists. */
export function deviationsRow(doc: DeviationsDocument) {
  const { process, course, customer, held, unknown, outOfOrder, latest, skipped } = doc;
  const missing = missingIn(doc);
  return {
    process,
    state: course.state,
    customer: customer?.id ?? null,
    deviations: unknown + outOfOrder,
    missing,
    lastKind: latest?.kind ?? (missing > 0 ? 'skipped' : null),
    lastActivity: latest?.activity ?? null,
    lastAt: latest?.onset.since ?? null,
    skipped: namesText(skipped),
    unjudged: held === 'too-long',
  };
}

/** What fits next in a case: what is on its path, and whether it may end. */
export function deviationsView(doc: DeviationsDocument, _t: Instant, ctx: DeviationsContext) {
  const { graph, id } = pathIn(doc, ctx);
  if (graph === undefined || doc.column === null || id !== doc.terms) return { next: null };
  return { next: nextSteps(graph, doc.column) };
}

const nothing = unchanging<Contribution>([]);

/** What a case contributes to totals. */
export function deviationsTotals(doc: DeviationsDocument): readonly Contribution[] {
  const { process, held, stepCount, unknown, outOfOrder, byActivity, skipped } = doc;
  if (stepCount === 0 || held === 'no-path') return nothing;
  const missing = missingIn(doc);
  const deviating = Number(unknown + outOfOrder + missing > 0);
  const sums = { cases: 1, deviating, unjudged: Number(held === 'too-long'), unknown, outOfOrder, missing };
  const cells: Contribution[] = [{ at: ['case', process], add: sums }];
  for (const { activity, ...counts } of byActivity) cells.push({ at: cellOf(process, activity), add: counts });
  for (const activity of skipped) cells.push({ at: cellOf(process, activity), add: { skipped: 1 } });
  return cells;
}

function cellOf(process: string, activity: string | null): readonly string[] {
  return activity === null ? ['activity', process] : ['activity', process, activity];
}

/** What somebody should look at: of a case that has ended nothing can be put right. */
export function deviationSignals(doc: DeviationsDocument): Signal[] {
  const { process, first, latest, isOver, customer, unknown, outOfOrder, skipped } = doc;
  // Without a customer there is no relationship to tell it to; and of a case whose customer is withheld only a part is known.
  if (first === null || latest === null || isOver || customer === null) return [];
  const shown = {
    process,
    deviations: unknown + outOfOrder,
    deviation: latest.kind,
    activity: latest.activity,
    latestAt: latest.onset.since,
    expected: namesText(latest.expected),
    mayEnd: latest.mayEnd,
    skipped: namesText(skipped),
    ...evidenceIn(customer, first, [latest.onset.event]),
  };
  return [{ party: customer.id, ...first, ...shown, kind: 'process-deviation', severity: 'notice' }];
}

/** What a signal has room for. */
const namesChars = 200;

/** Names in one line, as many as there is room for; null without any. */
function namesText(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  let text = names[0]!;
  for (const name of names.slice(1)) {
    if (text.length + name.length > namesChars) return `${text}, …`;
    text += `, ${name}`;
  }
  return text;
}

/** The next instant at which time alone changes anything. */
export function nextDeviationInstant(doc: DeviationsDocument, ctx: DeviationsContext): Instant | undefined {
  const next = Math.min(doc.redefinedAt ?? Infinity, pastAt(doc, ctx));
  return isInstant(next) ? next : undefined;
}

export function passDeviationTime(doc: DeviationsDocument, at: Instant, ctx: DeviationsContext): void {
  takePath(doc, ctx);
  if (pastAt(doc, ctx) <= at) doc.isOver = true;
}

/** When nobody is told of its latest deviation any more. */
function pastAt({ latest, isOver }: DeviationsDocument, { parameters }: DeviationsContext): number {
  if (latest === null || isOver) return Infinity;
  return latest.onset.since + Math.max(0, Math.round(parameters.openDays * dayMs)) + 1;
}
