import { attributeNames } from '#measures/process/process-case.js';
import {
  associationsOf,
  sidesOf,
  type Association,
  type FollowedEnding,
} from '#measures/process/customer-associations.js';
import type { EffectDifference } from '#measures/process/stratified-effect.js';
import type { Counted } from '#measures/statistics/two-proportions.js';
import { inPieces } from '#projections/calls/pieces.js';
import { fewestOfGroup } from '../../voice/small-groups.js';
import type { Work } from '../../work.js';
import type { ReadCase } from '../case-log.js';
import type {
  ArmAnswer,
  AssociationAnswer,
  AssociationFigures,
  AssociationsAnswer,
  StratumNames,
} from './experience-answers.js';
import { stratumIn, type Followed, type Stratum } from './followed-endings.js';

/**
 * What goes with what was done to customers, as it is told.
 * @param looked cases, for what else could tell them apart
 * @param teamsWithheld that are not told of, where cases are compared by their teams
 * @throws LedgerError `cancelled`
 */
export async function associationsAnswer(
  { followed, cases, endings, tooEarly, withoutRelationship }: Followed,
  names: StratumNames,
  looked: readonly ReadCase[],
  teamsWithheld: ReadonlySet<string>,
  { signal }: Work,
): Promise<AssociationsAnswer> {
  const { longWaitMs, endings: sided } = sidesOf(followed);
  const associations = await inPieces(associationsOf(sided), { signal, piecesPerLook: 1 });
  const isTold = (stratum: Stratum): boolean =>
    stratum.every((said, i) => said === undefined || !isByTeam(names, i) || !teamsWithheld.has(said));
  return {
    cases,
    endings,
    judged: followed.length,
    tooEarly,
    withoutRelationship,
    ...(longWaitMs === undefined ? {} : { longWait: longWaitMs / 1000 }),
    strata: { ...names, unsaid: followed.filter(isUnsaid).length, others: othersIn(looked, names) },
    of: associations.map((found) => associationAnswer(found, isTold)),
  };
}

function isByTeam({ caseType, seriousness }: StratumNames, place: number): boolean {
  return [caseType, seriousness][place] === 'team';
}

export function isUnsaid({ stratum }: FollowedEnding): boolean {
  return stratumIn(stratum).every((said) => said === undefined);
}

/** In which team a case is, and by what channel it came, says nothing of what it is about. */
const sayNothing: ReadonlySet<string> = new Set(['team', 'channel']);

function othersIn(cases: readonly ReadCase[], { caseType, seriousness }: StratumNames): readonly string[] {
  const found = new Set<string>();
  for (const { one } of cases) for (const { name } of one.attributes) found.add(name);
  return attributeNames.filter(
    (name) => found.has(name) && name !== caseType && name !== seriousness && !sayNothing.has(name),
  );
}

function associationAnswer(found: Association, isTold: (stratum: Stratum) => boolean): AssociationAnswer {
  return {
    ...associationFigures(found),
    strata: found.strata.flatMap(({ stratum, exposed, others }) => {
      const [caseType, seriousness] = stratumIn(stratum);
      if (!isTold([caseType, seriousness])) return [];
      return {
        ...(caseType === undefined ? {} : { caseType }),
        ...(seriousness === undefined ? {} : { seriousness }),
        exposed: armAnswer(exposed),
        others: armAnswer(others),
      };
    }),
  };
}

/** An association as it is told, whatever its strata are. */
export function associationFigures(found: Association): AssociationFigures {
  const { exposure, aftermath, exposed, others, crude, stratified, reverses, fewOutcomes, tooFew, incomparable } =
    found;
  const told = (effect: EffectDifference): EffectDifference =>
    fewOutcomes ? { difference: effect.difference } : effect;
  return {
    exposure,
    aftermath,
    exposed: armAnswer(exposed),
    others: armAnswer(others),
    ...(crude === undefined ? {} : { crude: told(crude) }),
    ...(stratified === undefined ? {} : { stratified: told(stratified) }),
    reverses,
    fewOutcomes,
    ...(tooFew === undefined ? {} : { tooFew }),
    incomparable,
  };
}

/** Of fewer than five it is not told what came: a single customer could be found in it. */
function armAnswer({ successes, n }: Counted): ArmAnswer {
  return n < fewestOfGroup ? { n } : { n, outcomes: successes };
}
