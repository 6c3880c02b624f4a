import type { Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { follow, judgeAnew, newCourse, type CaseCourse } from '#measures/process/case-course.js';
import {
  columnAfter,
  deviationOf,
  finalCost,
  prefixCost,
  type CostColumn,
  type LiveDeviation,
} from '#measures/process/live-deviation.js';
import type { ModelGraph } from '#measures/process/model-graph.js';
import { columnOf, passedOver } from '#measures/process/passed-over.js';
import type { Context, SignalOnset } from '#projections/definition/definition.js';
import { customerAfter, onsetIn, stepOf, type CustomerOfCase } from './case-facts.js';
import { pathTerms, type PathTerms } from './process-path.js';

/** Steps of one case that are remembered for a path that is declared later. */
export const stepsKept = 1_000;
/** Activities by which one case deviates that are told apart. */
const activitiesMax = 200;
/** Activities that are named: of those expected, and of those passed over. */
const namedMax = 20;

/** One case, held against the path of its process: plain JSON of a size that does not grow beyond `stepsKept` steps. */
export interface DeviationsDocument {
  process: string;
  /** By which definition it was followed last (`PathTerms.id`). */
  terms: string;
  /** Since when another one is valid that has not been looked at: of several of one instant the last alone counts. */
  redefinedAt: Instant | null;
  readonly course: CaseCourse;
  customer: CustomerOfCase | null;
  /** How many steps it had, and the first of them as places in `course.activities`. */
  stepCount: number;
  readonly steps: number[];
  /** Whether it is held against a path: none is declared, or more steps than are remembered were before one was. */
  held: 'no-path' | 'path' | 'too-long';
  /** What it has cost so far, where it is held against a path. */
  column: CostColumn | null;
  /** Steps that deviated. */
  unknown: number;
  outOfOrder: number;
  byActivity: ActivityDeviations[];
  /** What began the signal that stands, or stood last, and the latest step that deviated. */
  first: SignalOnset | null;
  latest: LatestDeviation | null;
  /** Nobody is told of it any more: the case has ended since, or the latest is long ago. */
  isOver: boolean;
  /** Of the path: what did not happen, and cannot be done in its place any more. */
  skipped: readonly string[];
}

export interface LatestDeviation {
  readonly kind: LiveDeviation['kind'];
  readonly activity: string;
  readonly onset: SignalOnset;
  /** What would have been no deviation: the next on the path, in its order; and whether the case might have ended. */
  readonly expected: readonly string[];
  readonly mayEnd: boolean;
}

export interface ActivityDeviations {
  /** null for all beyond those that are told apart. */
  readonly activity: string | null;
  unknown: number;
  outOfOrder: number;
}

export type DeviationsContext = Context<{ readonly openDays: number }>;

export function noDeviations(): DeviationsDocument {
  return {
    process: '',
    terms: '',
    redefinedAt: null,
    course: newCourse(),
    customer: null,
    stepCount: 0,
    steps: [],
    held: 'no-path',
    column: null,
    ...nothingDeviates(),
    skipped: [],
  };
}

type Deviating = Pick<DeviationsDocument, 'unknown' | 'outOfOrder' | 'byActivity' | 'first' | 'latest' | 'isOver'>;

function nothingDeviates(): Deviating {
  return { unknown: 0, outOfOrder: 0, byActivity: [], first: null, latest: null, isOver: false };
}

/** The path of the case as it is declared now. */
export function pathIn({ process }: DeviationsDocument, ctx: DeviationsContext): PathTerms {
  return pathTerms(ctx.valid('ProcessDefined', process));
}

/** Takes in the next fact of a case, in fold order. */
export function addDeviationFact(doc: DeviationsDocument, event: Fact, ctx: DeviationsContext): void {
  if (event.process === undefined) return;
  doc.process = event.process.definition;
  takePath(doc, ctx);
  const path = pathIn(doc, ctx);
  if (doc.terms !== path.id) goOnBy(doc, path);
  doc.customer = customerAfter(doc.customer, event);
  const step = stepOf(event);
  const { ended, reopened } = follow(doc.course, step, path.declared);
  const isStep = step.lifecycle === 'complete';
  if (isStep) addStep(doc, event, path.graph);
  if (isStep || ended || reopened) look(doc, path.graph);
}

/** The definition of the process came to be another. */
export function changePath(doc: DeviationsDocument, at: Instant, ctx: DeviationsContext): void {
  doc.redefinedAt = pathIn(doc, ctx).id === doc.terms ? null : at;
}

/** Goes on by the path that is valid now, where it is another one. What has ended stays as it was judged until it goes on. */
export function takePath(doc: DeviationsDocument, ctx: DeviationsContext): void {
  if (doc.redefinedAt === null) return;
  doc.redefinedAt = null;
  const path = pathIn(doc, ctx);
  const before = doc.course.state;
  judgeAnew(doc.course, path.declared);
  if (before !== 'ended' || doc.course.state !== 'ended') goOnBy(doc, path);
}

/** From now on by this path: all that is known of the case is laid along it. */
function goOnBy(doc: DeviationsDocument, { id, graph }: PathTerms): void {
  doc.terms = id;
  doc.column = graph === undefined || !isRemembered(doc) ? null : columnOf(graph, activitiesIn(doc));
  doc.held = graph === undefined ? 'no-path' : doc.column === null ? 'too-long' : 'path';
  const fits = doc.column !== null && prefixCost(doc.column) === 0;
  if (fits || doc.held === 'no-path') Object.assign(doc, nothingDeviates());
  look(doc, graph);
}

/** Whether all of its steps are remembered. */
function isRemembered({ steps, stepCount }: DeviationsDocument): boolean {
  return steps.length === stepCount;
}

/** Activities that are missing up to the end of the path, of a case that has ended. */
export function missingIn({ column, course, stepCount }: DeviationsDocument): number {
  return column === null || stepCount === 0 || course.state !== 'ended' ? 0 : finalCost(column) - prefixCost(column);
}

function addStep(doc: DeviationsDocument, event: Fact, graph: ModelGraph | undefined): void {
  const { activity } = event.process!;
  doc.stepCount++;
  if (doc.steps.length < stepsKept) doc.steps.push(doc.course.activities.indexOf(activity));
  if (graph === undefined || doc.column === null) return;
  const deviation = deviationOf(graph, doc.column, activity);
  doc.column = columnAfter(graph, doc.column, activity);
  if (deviation !== undefined) addDeviation(doc, deviation, event);
}

function addDeviation(doc: DeviationsDocument, { kind, expected }: LiveDeviation, event: Fact): void {
  const { activity } = event.process!;
  const onset = onsetIn(doc.customer, event);
  if (doc.first === null || doc.isOver) doc.first = onset;
  doc.isOver = false;
  const { activities, end } = expected;
  doc.latest = { kind, activity, onset, expected: activities.slice(0, namedMax), mayEnd: end };
  count(doc, kind, activity);
}

function count(doc: DeviationsDocument, kind: LiveDeviation['kind'], name: string): void {
  const { byActivity } = doc;
  const figure = kind === 'unknown' ? 'unknown' : 'outOfOrder';
  doc[figure]++;
  const isTold = byActivity.length < activitiesMax || byActivity.some(({ activity }) => activity === name);
  const activity = isTold ? name : null;
  let counts = byActivity.find((one) => one.activity === activity);
  if (counts === undefined) byActivity.push((counts = { activity, unknown: 0, outOfOrder: 0 }));
  counts[figure]++;
}

/** What the end makes of a case, and what it has skipped: only a step out of order, or the end, makes that known. */
function look(doc: DeviationsDocument, graph: ModelGraph | undefined): void {
  const hasEnded = doc.course.state === 'ended';
  if (hasEnded) doc.isOver = true;
  const isLooked =
    graph !== undefined && doc.column !== null && isRemembered(doc) && (doc.outOfOrder > 0 || missingIn(doc) > 0);
  const skipped = isLooked ? (passedOver(graph, activitiesIn(doc), hasEnded) ?? []) : [];
  doc.skipped = skipped.slice(0, namedMax);
}

function activitiesIn({ steps, course }: DeviationsDocument): string[] {
  return steps.map((place) => course.activities[place]!);
}
