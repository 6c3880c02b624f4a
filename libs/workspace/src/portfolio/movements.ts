import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { instantOf, momentOf } from '../moments/moment.js';
import { pageLimit, relationshipNames } from '../relationships/timeline.js';
import { groupsOf, narrowedTo, teamIdIn } from './movement-groups.js';
import { isPart } from './overview-part.js';
import {
  fewRelationships,
  type Movement,
  type MovementsAnswer,
  type MovementsQuery,
  type TeamQuery,
} from './portfolio-answers.js';
import { becauseOf } from './reason-words.js';
import { documentsAt, rowsAt, seenRowsAt } from './rows-at.js';
import { phaseNameOf } from './standing.js';
import type { PhaseName } from './standing-answers.js';
import { transitionsOf, type Passage } from './transitions.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';

const defaultDays = 7;
const purpose = 'relationship-analysis';

/** Projections that movements read: owners and channels only where it is asked for them. */
export function movementsProjections({ by, team, channel }: MovementsQuery): readonly string[] {
  const isByOwner = by === 'owner' || by === 'team' || team !== undefined;
  const isByChannel = by === 'channel' || channel !== undefined;
  return ['trajectory', ...(isByOwner ? ['stakeholders'] : []), ...(isByChannel ? ['contact-days'] : [])];
}

type Rows = ReadonlyMap<Id, TrajectoryRow>;

/**
 * Who moved from which phase to which between two moments, by comparing them: whoever went and came back in between did
 * not move. Why is told as of the end.
 * @throws LedgerError `invalid`; `not-found` for what is no team at either end; `forbidden` for a team in which single people would show, `busy`, `cancelled`
 */
export async function movementsOf(
  workspace: Workspace,
  query: MovementsQuery,
  work: Work = {},
): Promise<MovementsAnswer> {
  const { by } = query;
  const { begin, end, endAt } = periodOf(workspace, query);
  const limit = pageLimit(query.limit);
  const before = await rowsAt<TrajectoryRow>(workspace, 'trajectory', begin, work);
  const after = await rowsAt<TrajectoryRow>(workspace, 'trajectory', end, work);
  const all = passagesOf(before?.rows ?? new Map(), after?.rows ?? new Map());
  const period = { begin, end };
  const passages = await narrowedTo(workspace, query, all, period, work);
  const movers = passages
    .filter(({ from, to }) => from !== undefined && to !== undefined && from !== to)
    .map((passage) => ({ ...passage, detectedAt: after!.rows.get(passage.key)!.detectedAt ?? 0 }))
    .sort((a, b) => b.detectedAt - a.detectedAt || (a.key < b.key ? -1 : 1));
  const { zone } = workspace.directory;
  return {
    from: formatInstant(begin.asOf, zone),
    to: formatInstant(endAt, zone),
    relationships: {
      from: passages.filter((passage) => passage.from !== undefined).length,
      to: passages.filter((passage) => passage.to !== undefined).length,
    },
    ...(isPart(query) && passages.length < fewRelationships ? { few: true as const } : {}),
    ...transitionsOf(passages),
    ...(by === undefined ? {} : await groupsOf(workspace, { ...query, by }, passages, period, work)),
    moved: await movedOf(workspace, movers.slice(0, limit), end, work),
    movedTotal: movers.length,
    ...(after === undefined ? { missing: ['trajectory'] } : {}),
  };
}

/**
 * The id of a team that owns relationships at the end of a period or at its beginning, 7 days before unless told.
 * @throws LedgerError `not-found`, `invalid`, `unavailable`, `busy`, `cancelled`
 */
export async function teamFound(
  workspace: Workspace,
  { team, from, asOf, knownBy }: TeamQuery,
  work: Work = {},
): Promise<Id> {
  const given = { from, to: asOf, knownBy };
  const asked = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return teamIdIn(workspace, team, periodOf(workspace, asked), work);
}

/** Both ends of a period are of what was known at one time, else what became known in between would look like movement. */
function periodOf(workspace: Workspace, { from, to, knownBy }: MovementsQuery) {
  const asked = {
    ...(to === undefined ? {} : { asOf: to }),
    ...(knownBy === undefined ? {} : { knownBy }),
  };
  const end = momentOf(workspace, asked);
  const endAt = end?.asOf ?? workspace.clock.now();
  const beginAt: Instant = from === undefined ? endAt - defaultDays * dayMs : instantOf(workspace, 'from', from);
  if (beginAt > endAt) {
    const violations = [{ field: 'from', message: 'must not lie behind the end of the period' }];
    throw new LedgerError('invalid', 'The period ends before it begins.', { violations });
  }
  const begin: Moment = { asOf: beginAt, known: end?.known ?? workspace.ledger.head().sequence };
  return { begin, end, endAt };
}

function passagesOf(before: Rows, after: Rows): Passage[] {
  const nameIn = (rows: Rows, key: Id): PhaseName | undefined => {
    const trajectory = rows.get(key);
    return trajectory === undefined ? undefined : phaseNameOf({ trajectory });
  };
  const keys = new Set([...before.keys(), ...after.keys()]);
  return Array.from(keys, (key) => ({ key, from: nameIn(before, key), to: nameIn(after, key) }));
}

async function movedOf(
  workspace: Workspace,
  movers: readonly Passage[],
  end: Moment | undefined,
  work: Work,
): Promise<Movement[]> {
  const keys = movers.map(({ key }) => key);
  if (keys.length === 0) return [];
  const seen = await seenRowsAt<TrajectoryRow>(workspace, 'trajectory', keys, end, work);
  const documents = await documentsAt<TrajectoryDocument>(workspace, 'trajectory', keys, end, work);
  const names = relationshipNames(workspace, keys, end?.known, purpose);
  const { zone } = workspace.directory;
  return movers.flatMap(({ key, from, to }) => {
    const trajectory = seen?.rows.get(key);
    const phase = documents?.get(key)?.trajectory.phase;
    // In between somebody may have taken it back, at the head.
    if (trajectory === undefined || phase === undefined) return [];
    return {
      relationship: names.get(key) ?? { id: key },
      from: from!,
      to: to!,
      reason: trajectory.reason,
      because: becauseOf({ trajectory })!,
      onset: formatInstant(phase.onset, zone),
      detectedAt: formatInstant(phase.detectedAt, zone),
      ...(phase.begun === null ? {} : { event: phase.begun.event }),
      evidence: phase.evidence,
    };
  });
}
