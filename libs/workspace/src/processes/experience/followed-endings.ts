import type { Id, Instant } from '#core/time.js';
import { turnedBad } from '#measures/phases/turned-bad.js';
import { endingsOf, firstSaidOf, type CaseEnding } from '#measures/process/case-endings.js';
import type { FollowedEnding } from '#measures/process/customer-associations.js';
import type { EffortTerms } from '#measures/process/customer-effort.js';
import { isLow } from '#measures/voice/answer-counts.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { TargetsDocument } from '#read-models/process-targets-document.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import { documentsAt } from '../../portfolio/rows-at.js';
import { countedAs } from '../../voice/counted-answers.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { StratumNames } from './experience-answers.js';
import type { Heard } from './heard.js';
import { windowMs } from './voice-of-touched.js';

/** What the vocabulary says where a process names none. */
const usualNames: StratumNames = { caseType: 'category', seriousness: 'severity' };

export function stratumNamesOf({ definition }: Pick<SeenProcess, 'definition'>): StratumNames {
  return {
    caseType: definition?.caseType ?? usualNames.caseType,
    seriousness: definition?.seriousness ?? usualNames.seriousness,
  };
}

/** A type and a seriousness as one text; `undefined` where a case does not say it. */
export type Stratum = readonly [caseType: string | undefined, seriousness: string | undefined];

export function stratumIn(text: string): Stratum {
  const [caseType, seriousness] = JSON.parse(text) as readonly (string | null)[];
  return [caseType ?? undefined, seriousness ?? undefined];
}

/** Endings of cases, and what came behind those of which it can be told. */
export interface Followed {
  readonly cases: number;
  readonly endings: number;
  readonly tooEarly: number;
  readonly withoutRelationship: number;
  readonly followed: readonly FollowedEnding[];
}

interface Judgeable {
  readonly key: string;
  readonly relationship: Id;
  readonly stratum: string;
  readonly ending: CaseEnding;
}

/** Documents are read so many at a time: in between whatever else waits has its turn. */
const documentsOfTurn = 250;

/**
 * Every ending of the cases whose 90 days are over, with what its relationship did in them (the first, where a case is about
 * several): came into a bad phase, and was in none before; gave a low answer, of those who answered the first; complained.
 * An ending later than that is too early to tell, also where something has come already: else only who was quick would count.
 */
export async function followedEndings(
  workspace: Workspace,
  seen: SeenProcess,
  cases: readonly ReadCase[],
  { terms, heard }: { readonly terms: EffortTerms; readonly heard: Heard },
  work: Work,
): Promise<Followed> {
  const { judgeable, ...sums } = await inPieces(judgeableEndings(seen, cases, terms), { signal: work.signal });
  const read = <Doc>(projection: string, keys: readonly string[]) =>
    documentsOf<Doc>(workspace, projection, keys, seen.moment, work);
  const trajectories = await read<TrajectoryDocument>(
    'trajectory',
    judgeable.map(({ relationship }) => relationship),
  );
  const hasTargets = (seen.definition?.targets ?? []).length > 0;
  const targets = await read<TargetsDocument>('process-targets', hasTargets ? judgeable.map(({ key }) => key) : []);
  const followed = judgeable.map(({ key, relationship, stratum, ending }): FollowedEnding => {
    const to = ending.at + windowMs;
    const isBehind = (instant: Instant): boolean => instant > ending.at && instant <= to;
    const first = heard.answersOf(relationship).find((answer) => isBehind(answer.at));
    const counted = first && countedAs(first);
    const trajectory = trajectories.get(relationship)?.trajectory;
    return {
      ...ending,
      stratum,
      targetBreached: breachedBy(targets.get(key), ending.at),
      behind: {
        'turned-bad': trajectory && turnedBad(trajectory, ending.at, to),
        'low-answer': counted && isLow(counted, counted.score),
        'complaint': heard.complaintsOf(relationship).some(isBehind),
      },
    };
  });
  return { ...sums, followed };
}

function* judgeableEndings(
  { definition, around, log: { at } }: SeenProcess,
  cases: readonly ReadCase[],
  terms: EffortTerms,
): Pieces<Omit<Followed, 'followed'> & { readonly judgeable: readonly Judgeable[] }> {
  const names = stratumNamesOf({ definition });
  const judgeable: Judgeable[] = [];
  const sums = { cases: 0, endings: 0, tooEarly: 0, withoutRelationship: 0 };
  for (const { key, one } of cases) {
    yield;
    const endings = endingsOf(one, terms, at);
    sums.cases += Number(endings.length > 0);
    sums.endings += endings.length;
    const relationship = around.relationshipsOf(one)[0];
    for (const ending of endings) {
      if (ending.at + windowMs > at) sums.tooEarly++;
      else if (relationship === undefined) sums.withoutRelationship++;
      else {
        const said = [names.caseType, names.seriousness].map((name) => firstSaidOf(one, name, ending.at) ?? null);
        judgeable.push({ key, relationship, stratum: JSON.stringify(said), ending });
      }
    }
  }
  return { ...sums, judgeable };
}

/** Whether a target of a case had been breached by an instant; of runs that others followed only that is known, not when. */
function breachedBy(doc: TargetsDocument | undefined, at: Instant): boolean | undefined {
  if (doc === undefined || doc.targets.length === 0) return undefined;
  if (doc.targets.some(({ of: { run } }) => run.breachedAt !== null && run.breachedAt <= at)) return true;
  return doc.targets.some(({ of: { before } }) => before.breached > 0) ? undefined : false;
}

async function documentsOf<Doc>(
  workspace: Workspace,
  projection: string,
  keys: readonly string[],
  moment: Moment | undefined,
  work: Work,
): Promise<ReadonlyMap<string, Doc>> {
  const found = new Map<string, Doc>();
  if (!workspace.projections.isKnown(projection)) return found;
  const each = [...new Set(keys)];
  for (let i = 0; i < each.length; i += documentsOfTurn) {
    const turn = each.slice(i, i + documentsOfTurn);
    for (const [key, doc] of (await documentsAt<Doc>(workspace, projection, turn, moment, work)) ?? [])
      found.set(key, doc);
    work.progress?.({ stage: 'relationships', done: i + turn.length, total: each.length, unit: 'keys' });
  }
  return found;
}
