import { formatInstant, type Id } from '#core/time.js';
import { phases } from '#measures/phases/phase.js';
import { teamHandoversOf } from '#measures/process/case-endings.js';
import { caseBeganAt } from '#measures/process/case-standing.js';
import { effortSummaryOf } from '#measures/process/customer-effort-summary.js';
import {
  customerEffortOf,
  effortTermsOf,
  type CustomerEffort,
  type EffortTerms,
} from '#measures/process/customer-effort.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { rowsAt } from '../../portfolio/rows-at.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import { associationsAnswer } from './associations-answer.js';
import { bottlenecksAnswer } from './bottlenecks-answer.js';
import type { ExperienceAnswer, TouchedRelationships } from './experience-answers.js';
import { followedEndings, stratumNamesOf, type StratumNames } from './followed-endings.js';
import { teamsNotTold } from '../told-team-conditions.js';
import { heardBy } from './heard.js';
import { needsOf } from './process-needs.js';
import { spanOf, voiceOfTouched, windowDays, type CaseSpan } from './voice-of-touched.js';

/** The projections that it is made of, beside the cases; answers and complaints are read from the ledger. */
export const experienceProjections: readonly string[] = [
  'trajectory',
  'needs',
  'process-targets',
  'value',
  'contracts',
];

/**
 * What customers feel of a process: what its cases cost them, and what became of the same relationships.
 * What goes with what is no effect: only a hold-out tells that (definitions.md §1.9). See decision 0037.
 * @param chosen of the cases; needs are told where all are
 * @throws LedgerError `busy`, `cancelled`
 */
export async function experiencePart(
  workspace: Workspace,
  seen: SeenProcess,
  chosen: readonly ReadCase[],
  work: Work,
): Promise<ExperienceAnswer> {
  const { process, definition, log, moment } = seen;
  const terms = effortTermsOf(definition ?? { terminal: [] });
  const { efforts, spans, casesWithout } = await inPieces(effortIn(seen, chosen, terms), { signal: work.signal });
  const until = { asOf: log.at, known: moment?.known ?? workspace.ledger.head().sequence };
  const heard = await heardBy(workspace, until, work);
  const standings = await standingsOf(workspace, seen, work);
  const kinds = new Map<Id, 'b2b' | 'b2c'>();
  for (const id of spans.keys()) {
    const kind = standings.get(id)?.kind ?? null;
    if (kind !== null) kinds.set(id, kind);
  }
  const isAll = chosen.length === log.cases.length;
  const needs = isAll ? await needsOf(workspace, process, moment, work) : undefined;
  const names = stratumNamesOf(seen);
  const withheld = await teamsWithheldIn(workspace, seen, names, work);
  const followed = await followedEndings(workspace, seen, chosen, { terms, heard }, work);
  return {
    at: formatInstant(log.at, workspace.directory.zone),
    windowDays,
    effort: effortSummaryOf(efforts),
    relationships: { total: spans.size, casesWithout, phases: phasesOf([...spans.keys()], standings) },
    voice: await voiceOfTouched(spans, heard, kinds, work),
    associations: await associationsAnswer(followed, names, chosen, withheld, work),
    ...(needs === undefined ? {} : { needs }),
    bottlenecks: await bottlenecksAnswer(workspace, seen, chosen, terms, work),
  };
}

/** The teams that are not told of, where the process tells its cases apart by them. */
async function teamsWithheldIn(
  workspace: Workspace,
  { process, log, moment }: SeenProcess,
  { caseType, seriousness }: StratumNames,
  work: Work,
): Promise<ReadonlySet<string>> {
  if (caseType !== 'team' && seriousness !== 'team') return new Set();
  const said = log.cases.flatMap(({ one }) => one.attributes.filter(({ name }) => name === 'team'));
  const teams = said.map(({ value }) => value);
  return teamsNotTold(workspace, process, teams, moment, work);
}

interface FoundEffort {
  readonly efforts: readonly CustomerEffort[];
  /** When each relationship had cases. */
  readonly spans: ReadonlyMap<Id, readonly CaseSpan[]>;
  readonly casesWithout: number;
}

function* effortIn(
  { log: { at }, around }: SeenProcess,
  cases: readonly ReadCase[],
  terms: EffortTerms,
): Pieces<FoundEffort> {
  const efforts: CustomerEffort[] = [];
  const spans = new Map<Id, CaseSpan[]>();
  let casesWithout = 0;
  for (const { one } of cases) {
    yield;
    const effort = customerEffortOf(one, terms, at, teamHandoversOf(one, at));
    if (effort === undefined) continue;
    efforts.push(effort);
    const span = spanOf(caseBeganAt(one)!, effort, at);
    const relationships = around.relationshipsOf(one);
    casesWithout += Number(relationships.length === 0);
    for (const id of relationships) {
      const known = spans.get(id);
      if (known === undefined) spans.set(id, [span]);
      else known.push(span);
    }
  }
  return { efforts, spans, casesWithout };
}

type Standings = ReadonlyMap<string, Pick<TrajectoryRow, 'phase' | 'tooEarly' | 'kind'>>;

async function standingsOf(workspace: Workspace, { moment }: SeenProcess, work: Work): Promise<Standings> {
  if (!workspace.projections.status().some(({ name }) => name === 'trajectory')) return new Map();
  return (await rowsAt<TrajectoryRow>(workspace, 'trajectory', moment, work))?.rows ?? new Map();
}

/** In the order of the phases, those that somebody is in. */
function phasesOf(relationships: readonly Id[], standings: Standings): TouchedRelationships['phases'] {
  const found = Map.groupBy(
    relationships.flatMap((id) => standings.get(id) ?? []),
    ({ phase }) => phase,
  );
  return phases.flatMap((phase) => {
    const of = found.get(phase) ?? [];
    const tooEarly = of.filter((one) => one.tooEarly).length;
    return of.length === 0 ? [] : [{ phase, relationships: of.length, tooEarly }];
  });
}
