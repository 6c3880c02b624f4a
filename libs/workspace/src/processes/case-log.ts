import type { Instant } from '#core/time.js';
import { columnsOf, type CaseColumns } from '#measures/process/case-columns.js';
import type { DeclaredEnds } from '#measures/process/case-state.js';
import { caseBy } from '#measures/process/process-case.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import { isWholeKey, partOfKey } from '#projections/definition/projection-key.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView, ReadPosition } from '#projections/queries/projection-reader.js';
import type { CaseDocument } from '#read-models/process-case-document.js';
import { searchAt } from '../moments/read-at.js';
import { isSameState, rememberedMs } from '../portfolio/rows-at.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

/** A case, and the key of its document. */
export interface ReadCase {
  readonly key: string;
  readonly one: CaseDocument;
}

/** The cases of a process at a moment, and which build gave them. */
export interface CaseLog {
  /** As they were at the moment. */
  readonly cases: readonly ReadCase[];
  /** The cases that these are the beginnings of: themselves, or what is known of them now. */
  readonly kept: readonly ReadCase[];
  readonly read: ReadPosition;
  /** What the cases are as of. */
  readonly at: Instant;
}

const projection = 'process-flow';

/**
 * All cases of a process that have a completed step, for what no total can tell: filters, comparisons, alignments.
 *
 * What had occurred by an instant is the beginning of what is known of each case now, so that nothing is folded. What was
 * not known yet, or is not folded yet, is folded for the question, which takes as long as its facts.
 * @throws LedgerError `unavailable` before the first build is complete, `busy`, `cancelled`
 */
export async function casesOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
  work: Work = {},
): Promise<CaseLog> {
  if (moment !== undefined && !isOfTheHead(workspace, moment)) return foldedCases(workspace, process, moment, work);
  const { view, requireOpen, release } = workspace.projections.hold(projection);
  try {
    const now = workspace.clock.now();
    const { cases, read } = await logsOf(workspace).log({ process, head: view, now, asOf: moment?.asOf }, () =>
      inPieces(casesIn(view, process), { signal: work.signal, resume: requireOpen }),
    );
    return moment === undefined ? { cases, kept: cases, read, at: now } : cutLog(cases, read, moment.asOf);
  } finally {
    release();
  }
}

/** Whether the cases of a moment are beginnings of those that are kept: all that was known is folded, and all that is folded was known. */
export function isOfTheHead({ ledger, projections }: Workspace, { asOf, known, claimedBy }: Moment): boolean {
  if (claimedBy !== undefined || known < ledger.head().sequence) return false;
  const { position, horizonMs } = projections.position(projection);
  return position.from >= known && horizonMs >= asOf;
}

/** As it was at a moment, folded. */
async function foldedCases(workspace: Workspace, process: string, moment: Moment, work: Work): Promise<CaseLog> {
  const search = function* (_searched: unknown, seen: ProjectionView) {
    const cases = yield* casesIn(seen, process);
    const { build, position, horizonMs } = seen;
    return { cases, kept: cases, read: { build, position, horizonMs }, at: moment.asOf };
  };
  return searchAt(workspace, projection, moment, search, work);
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

/** Cases are cut only where they are asked for one by one: figures of a moment need no copy of them (`columnsOfLog`). */
function cutLog(kept: readonly ReadCase[], read: ReadPosition, at: Instant): CaseLog {
  let cut: readonly ReadCase[] | undefined;
  return {
    kept,
    read,
    at,
    get cases() {
      return (cut ??= casesBy(kept, at));
    },
  };
}

interface KeptColumns {
  readonly declared: DeclaredEnds | undefined;
  readonly columns: CaseColumns;
}

const columnsOfKept = new WeakMap<readonly ReadCase[], KeptColumns>();

/** What is kept of a process in columns, for its figures at any moment. As long as the cases are remembered, so are they. */
export function columnsOfLog({ kept }: CaseLog, declared: DeclaredEnds | undefined): CaseColumns {
  let known = columnsOfKept.get(kept);
  if (known === undefined || known.declared !== declared) {
    const cases = kept.map(({ one }) => one);
    columnsOfKept.set(kept, (known = { declared, columns: columnsOf(cases, declared) }));
  }
  return known.columns;
}

function casesBy(cases: readonly ReadCase[], asOf: Instant): readonly ReadCase[] {
  return cases.flatMap(({ key, one }) => {
    const then = caseBy(one, asOf);
    return then === undefined || then.trace.steps.length === 0 ? [] : [{ key, one: then }];
  });
}

/** Of so many steps the cases of a process are remembered: some 40 bytes each, and 30 more in columns. */
const rememberedStepsMax = 2_000_000;

interface KeptLog {
  readonly process: string;
  readonly read: ReadPosition;
  readonly cases: readonly ReadCase[];
  /** When they were read. */
  readonly at: Instant;
}

interface Asked {
  readonly process: string;
  readonly head: ReadPosition;
  readonly now: Instant;
  readonly asOf: Instant | undefined;
}

/** The cases of a process that was asked for last: one question follows the other. */
class RememberedLog {
  private kept: KeptLog | undefined;

  async log(
    { process, head, now, asOf = -Infinity }: Asked,
    make: () => Promise<readonly ReadCase[]>,
  ): Promise<KeptLog> {
    const { kept } = this;
    const isRecent = kept?.process === process && Math.abs(now - kept.at) <= rememberedMs;
    // Facts dated ahead come in with the horizon: what was read before it has them not yet.
    if (isRecent && isSameState(kept.read, head) && kept.read.horizonMs >= asOf) return kept;
    const { build, position, horizonMs } = head;
    const cases = await make();
    const made = { process, read: { build, position, horizonMs }, cases, at: now };
    const steps = cases.reduce((sum, { one }) => sum + one.trace.steps.length, 0);
    this.kept = steps > rememberedStepsMax ? undefined : made;
    return made;
  }
}

const logs = new WeakMap<object, RememberedLog>();

function logsOf({ projections }: Workspace): RememberedLog {
  const known = logs.get(projections) ?? new RememberedLog();
  logs.set(projections, known);
  return known;
}
