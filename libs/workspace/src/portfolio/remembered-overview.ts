import type { Instant } from '#core/time.js';
import type { ReadPosition } from '#projections/queries/projection-reader.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { overviewProjections } from './figure-reads.js';
import type { OverviewAnswer } from './overview-answers.js';
import { overviewOf } from './overview.js';
import type { OverviewQuery } from './portfolio-answers.js';
import { whereBuilt } from './rows-at.js';

interface Remembered {
  readonly at: Instant;
  readonly state: string;
  readonly answer: OverviewAnswer;
}

const remembered = new WeakMap<object, Map<string, Remembered>>();
/** So long; the answer says up to when it is. */
const rememberedMs = 60_000;
/** So many questions of each ledger: the whole, and the parts that are looked at. */
const questionsMax = 16;

/**
 * The overview as `overviewOf` gives it, or as it was given in the last minute, as long as nothing was recorded or folded
 * since: it stands above a list that is opened often, and looks through the whole portfolio four times.
 * @throws LedgerError as `overviewOf`
 */
export async function rememberedOverview(
  workspace: Workspace,
  query: OverviewQuery,
  work?: Work,
): Promise<OverviewAnswer> {
  const { ledger, clock } = workspace;
  let known = remembered.get(ledger);
  if (known === undefined) remembered.set(ledger, (known = new Map()));
  const question = JSON.stringify(query);
  const [at, state] = [clock.now(), await stateOf(workspace, query)];
  const kept = known.get(question);
  if (kept !== undefined && kept.state === state && Math.abs(at - kept.at) <= rememberedMs) return kept.answer;
  known.delete(question);
  const answer = await overviewOf(workspace, query, work);
  // What was recorded or folded meanwhile may be in a part of it.
  if ((await stateOf(workspace, query)) === state && answer.missing === undefined)
    known.set(question, { at, state, answer });
  if (known.size > questionsMax) known.delete(known.keys().next().value!);
  return answer;
}

/** How far the ledger and each projection are that is read. */
async function stateOf({ ledger, projections }: Workspace, query: OverviewQuery): Promise<string> {
  const of = async (name: string): Promise<ReadPosition | undefined> =>
    whereBuilt(async () => projections.position(name));
  const positions = await Promise.all(overviewProjections(query).map(of));
  const states = positions.map((read) => [read?.build, read?.position.from, read?.position.to]);
  return JSON.stringify([ledger.head().sequence, states]);
}
