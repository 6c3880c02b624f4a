import { dayMs } from '#core/zones.js';
import type { StoryTruth } from '#workspace/demonstration/portfolio.js';
import { storyKinds, type StoryKind } from '#workspace/demonstration/story.js';

/** A phase that was entered, in one word: what deteriorated, by its cause. */
export interface Entered {
  readonly label: string;
  /** Milliseconds since 1970: when the rules could first tell. */
  readonly detectedAt: number;
}

/** What is true of a relationship, and all phases that were said of it, the first one first. */
export interface StoryFound {
  readonly truth: StoryTruth;
  readonly phases: readonly Entered[];
}

export const nothing = 'nothing';

/** Stories of one kind, and as what they were found. */
export interface ConfusionRow {
  readonly kind: StoryKind;
  readonly stories: number;
  /** How many were found first as what; `nothing` where no phase of any meaning followed. */
  readonly foundAs: Readonly<Record<string, number>>;
  /** How many were found, first or later, as what is to be found first. */
  readonly found: number;
  /** How many were found as all that is to be found, in this order. */
  readonly foundWhole: number;
  /** From the truth to its finding; undefined where nothing turns or nothing is found. */
  readonly delayDays: Spread | undefined;
  /** The same in usual gaps before the turn. */
  readonly delayGaps: Spread | undefined;
  /** Stories of which something bad had been said before they turned, per relationship-year before the turn. */
  readonly falseBefore: number;
}

export interface Spread {
  readonly median: number;
  readonly p90: number;
}

/** What was said of relationships to which nothing happened, per relationship and year of their stories. */
export interface FalseOfUntouched {
  readonly relationships: number;
  readonly years: number;
  /** Entries into deterioration or dissolution. */
  readonly alarmsPerYear: number;
  /** All changes of phase after establishment. */
  readonly changesPerYear: number;
  /** Share of the untouched of which nothing bad was ever said. */
  readonly clean: number;
}

export interface Confusion {
  readonly columns: readonly string[];
  readonly rows: readonly ConfusionRow[];
  readonly untouched: FalseOfUntouched;
}

/** Phases in which a relationship simply goes on, or begins. */
const meaningless: ReadonlySet<string> = new Set(['management', 'establishment']);
const bad: ReadonlySet<string> = new Set(['neglect', 'withdrawal', 'betrayal', 'dissolved']);
const begins: ReadonlySet<string> = new Set(['establishment', 'not-established', 'outreach']);
const yearMs = 365.25 * dayMs;

/**
 * Compares what is true of made-up relationships with what was said of them until their stories ended. What is found of a
 * story is the first phase after its turn that does not simply go on; of one that does not turn, after its beginning, for
 * the untouched and the seasonal after their establishment.
 */
export function confusionOf(stories: readonly StoryFound[]): Confusion {
  const known = stories.map(({ truth, phases }) => ({
    truth,
    phases: phases.filter(({ detectedAt }) => detectedAt <= truth.until),
  }));
  const rows = storyKinds.flatMap((kind) => {
    const ofKind = known.filter(({ truth }) => truth.kind === kind);
    return ofKind.length === 0 ? [] : [rowOf(kind, ofKind)];
  });
  const order = ['neglect', 'withdrawal', 'betrayal', 'dissolved', 'recovery', 'growth', 'not-established', 'outreach'];
  const labels = new Set(rows.flatMap(({ foundAs }) => Object.keys(foundAs)));
  const columns = [...order.filter((label) => labels.has(label)), nothing];
  return { columns, rows, untouched: untouchedOf(known.filter(({ truth }) => truth.untouched)) };
}

function rowOf(kind: StoryKind, stories: readonly StoryFound[]): ConfusionRow {
  const foundAs: Record<string, number> = {};
  const delays: { readonly days: number; readonly gaps: number }[] = [];
  let [foundWhole, found, before, yearsBefore] = [0, 0, 0, 0];
  for (const { truth, phases } of stories) {
    const after = meaningful(truth, phases);
    const label = after[0]?.label ?? nothing;
    foundAs[label] = (foundAs[label] ?? 0) + 1;
    const first = after.find((entered) => entered.label === truth.expected[0]);
    if (first !== undefined) found++;
    if (truth.expected.length > 0 && isWhole(truth.expected, after)) foundWhole++;
    if (truth.turnAt === null) continue;
    const { turnAt } = truth;
    before += phases.filter((entered) => bad.has(entered.label) && entered.detectedAt < turnAt).length;
    yearsBefore += (turnAt - truth.from) / yearMs;
    const days = first === undefined ? undefined : (first.detectedAt - turnAt) / dayMs;
    if (days !== undefined) delays.push({ days, gaps: days / truth.gapDays! });
  }
  return {
    kind,
    stories: stories.length,
    foundAs,
    found,
    foundWhole,
    delayDays: spreadOf(delays.map(({ days }) => days)),
    delayGaps: spreadOf(delays.map(({ gaps }) => gaps)),
    falseBefore: yearsBefore === 0 ? 0 : before / yearsBefore,
  };
}

function meaningful({ turnAt, from, expected }: StoryTruth, phases: readonly Entered[]): readonly Entered[] {
  const isTold = ({ label, detectedAt }: Entered): boolean =>
    detectedAt >= (turnAt ?? from) && !meaningless.has(label) && (expected.length > 0 || !begins.has(label));
  return phases.filter(isTold);
}

function isWhole(expected: readonly string[], after: readonly Entered[]): boolean {
  let next = 0;
  for (const { label } of after) if (label === expected[next]) next++;
  return next === expected.length;
}

function untouchedOf(stories: readonly StoryFound[]): FalseOfUntouched {
  let [years, alarms, changes, clean] = [0, 0, 0, 0];
  for (const { truth, phases } of stories) {
    years += (truth.until - truth.from) / yearMs;
    const alarmsHere = phases.filter(({ label }) => bad.has(label)).length;
    alarms += alarmsHere;
    if (alarmsHere === 0) clean++;
    // The phase that follows establishment is no change of a relationship that was there.
    changes += Math.max(0, phases.filter(({ label }) => !begins.has(label)).length - 1);
  }
  const perYear = (count: number): number => (years === 0 ? 0 : count / years);
  return {
    relationships: stories.length,
    years,
    alarmsPerYear: perYear(alarms),
    changesPerYear: perYear(changes),
    clean: stories.length === 0 ? 1 : clean / stories.length,
  };
}

/** Order statistics: the smallest value that a half, or nine tenths, do not exceed. */
function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { median: at(0.5), p90: at(0.9) };
}

/** As Markdown: rows are what is true, columns what was found first. */
export function confusionText({ columns, rows, untouched }: Confusion): string {
  const cells = (values: readonly (string | number)[]): string => `| ${values.join(' | ')} |`;
  const percent = (count: number, of: number): string => `${Math.round((100 * count) / of)} %`;
  const spread = (found: Spread | undefined, digits: number): string =>
    found === undefined ? '' : `${found.median.toFixed(digits)} / ${found.p90.toFixed(digits)}`;
  const head = [
    'story',
    'n',
    ...columns,
    'found',
    'in full',
    'days: median / p90',
    'gaps: median / p90',
    'false before, a year',
  ];
  const lines = rows.map((row) => {
    const { kind, stories, foundAs, found, foundWhole, delayDays, delayGaps, falseBefore } = row;
    const isMeant = !['steady', 'seasonal'].includes(kind);
    const turns = isMeant && !['one-time', 'outreach'].includes(kind);
    return cells([
      kind,
      stories,
      ...columns.map((column) => foundAs[column] ?? ''),
      isMeant ? percent(found, stories) : '',
      isMeant ? percent(foundWhole, stories) : '',
      spread(delayDays, 0),
      spread(delayGaps, 1),
      turns ? falseBefore.toFixed(2) : '',
    ]);
  });
  const { relationships, years, alarmsPerYear, changesPerYear, clean } = untouched;
  return [
    cells(head),
    cells(head.map(() => '---')),
    ...lines,
    '',
    `Untouched: ${relationships} relationships, ${years.toFixed(0)} relationship-years: ${alarmsPerYear.toFixed(3)} false alarms and ${changesPerYear.toFixed(3)} changes of phase a relationship-year; of ${percent(clean, 1)} nothing bad was ever said.`,
    '',
  ].join('\n');
}
