import type { Instant } from '#core/time.js';
import { caseBy } from '#measures/process/process-case.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import { isWholeKey, partOfKey } from '#projections/definition/projection-key.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import type { CaseDocument } from '#read-models/process-case-document.js';
import { searchAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** A case, and the key of its document. */
export interface ReadCase {
  readonly key: string;
  readonly one: CaseDocument;
}

/** The cases of a process at a moment, and which build gave them. */
export interface CaseLog {
  readonly cases: readonly ReadCase[];
  readonly read: ReadPosition;
  /** What the cases are as of. */
  readonly at: Instant;
}

const projection = 'process-flow';

/**
 * All cases of a process that have a completed step, for what no total can tell: filters, comparisons, waits by the calendar.
 *
 * What had occurred by an instant is the beginning of what is known of each case now, so that nothing is folded. What was
 * not known yet is folded again, which takes as long as its facts.
 * @throws LedgerError `unavailable` before the first build is complete, `busy`, `cancelled`
 */
export async function casesOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
  work: Work = {},
): Promise<CaseLog> {
  if (moment !== undefined && moment.known < workspace.ledger.head().sequence)
    return knownCases(workspace, process, moment, work);
  const { view, requireOpen, release } = workspace.projections.hold(projection);
  try {
    const asOf = moment?.asOf ?? Infinity;
    const remembered = logsOf(workspace);
    const now = await remembered.log(process, view, () =>
      inPieces(casesIn(view, process), { signal: work.signal, resume: requireOpen }),
    );
    const { build, position, horizonMs } = view;
    const at = moment?.asOf ?? workspace.clock.now();
    return { cases: asOf === Infinity ? now : casesBy(now, asOf), read: { build, position, horizonMs }, at };
  } finally {
    release();
  }
}

/** What was known at a moment, folded. */
async function knownCases(workspace: Workspace, process: string, moment: Moment, work: Work): Promise<CaseLog> {
  const { progress, ...others } = work;
  return searchAt(
    workspace,
    projection,
    moment,
    function* (_searched, seen) {
      const cases = yield* casesIn(seen, process);
      const { build, position, horizonMs } = seen;
      return { cases, read: { build, position, horizonMs }, at: moment.asOf };
    },
    { ...others, ...(progress === undefined ? {} : { progress }) },
  );
}

function* casesIn(view: ProjectionView, process: string): Pieces<readonly ReadCase[]> {
  const cases: ReadCase[] = [];
  for (const key of view.keys()) {
    if (key === undefined || isWholeKey(key) || partOfKey(key) !== process) continue;
    const one = view.document<CaseDocument>(key)?.document;
    if (one !== undefined && one.trace.steps.length > 0) cases.push({ key, one });
    yield;
  }
  return cases;
}

function casesBy(cases: readonly ReadCase[], asOf: Instant): readonly ReadCase[] {
  return cases.flatMap(({ key, one }) => {
    const then = caseBy(one, asOf);
    return then === undefined || then.trace.steps.length === 0 ? [] : [{ key, one: then }];
  });
}

/** Of so many steps the cases of a process are remembered: some 40 bytes each. */
const rememberedStepsMax = 2_000_000;

/** The cases of a process that was asked for last, as long as nothing is folded: one question follows the other. */
class RememberedLog {
  private kept:
    | { readonly process: string; readonly read: ReadPosition; readonly cases: readonly ReadCase[] }
    | undefined;

  async log(
    process: string,
    read: ReadPosition,
    make: () => Promise<readonly ReadCase[]>,
  ): Promise<readonly ReadCase[]> {
    if (this.kept?.process === process && isSameState(this.kept.read, read)) return this.kept.cases;
    const cases = await make();
    const steps = cases.reduce((sum, { one }) => sum + one.trace.steps.length, 0);
    const { build, position, horizonMs } = read;
    this.kept = steps > rememberedStepsMax ? undefined : { process, cases, read: { build, position, horizonMs } };
    return cases;
  }
}

/** While parts of a build catch up, its position does not say what it has folded. */
function isSameState(a: ReadPosition, b: ReadPosition): boolean {
  const { from, to } = b.position;
  return a.build === b.build && from === to && a.position.from === from && a.position.to === to;
}

const logs = new WeakMap<object, RememberedLog>();

function logsOf({ projections }: Workspace): RememberedLog {
  const known = logs.get(projections) ?? new RememberedLog();
  logs.set(projections, known);
  return known;
}
