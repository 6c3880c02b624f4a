import type { Id, Instant } from '#core/time.js';
import { phases } from '#measures/phases/phase.js';
import { teamHandoversOf } from '#measures/process/case-endings.js';
import { caseBeganAt } from '#measures/process/case-standing.js';
import { effortSummaryOf } from '#measures/process/customer-effort-summary.js';
import { customerEffortOf, type CustomerEffort, type EffortTerms } from '#measures/process/customer-effort.js';
import { inPieces, type Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { rowsAt } from '../../portfolio/rows-at.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import type { ReadCase } from '../case-log.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ExperienceAnswer, TouchedRelationships } from './experience-answers.js';
import { followedEndings, type Followed } from './followed-endings.js';
import { heardBy, type Heard } from './heard.js';
import { spanOf, voiceOfTouched, type CaseSpan } from './voice-of-touched.js';

type Standings = ReadonlyMap<string, Pick<TrajectoryRow, 'phase' | 'tooEarly' | 'kind'>>;

/** What all relationships told us, and where they stand: read once, of however many processes it is told. */
export interface OfRelationships {
  readonly heard: Heard;
  readonly standings: Standings;
}

/** @param at the instant of the moment, or now. @throws LedgerError `busy`, `cancelled` */
export async function ofRelationships(
  workspace: Workspace,
  at: Instant,
  moment: Moment | undefined,
  work: Work,
): Promise<OfRelationships> {
  const until = { asOf: at, known: moment?.known ?? workspace.ledger.head().sequence };
  return { heard: await heardBy(workspace, until, work), standings: await standingsOf(workspace, moment, work) };
}

/** What cases cost their customers, beside what the same relationships told and what came behind each ending. */
export interface FeltOfCases extends Pick<ExperienceAnswer, 'effort' | 'relationships' | 'voice'> {
  readonly followed: Followed;
}

/** @throws LedgerError `busy`, `cancelled` */
export async function feltOfCases(
  workspace: Workspace,
  seen: SeenProcess,
  chosen: readonly ReadCase[],
  { terms, heard, standings }: OfRelationships & { readonly terms: EffortTerms },
  work: Work,
): Promise<FeltOfCases> {
  const { efforts, spans, casesWithout } = await inPieces(effortIn(seen, chosen, terms), { signal: work.signal });
  const kinds = new Map<Id, 'b2b' | 'b2c'>();
  for (const id of spans.keys()) {
    const kind = standings.get(id)?.kind ?? null;
    if (kind !== null) kinds.set(id, kind);
  }
  return {
    effort: effortSummaryOf(efforts),
    relationships: { total: spans.size, casesWithout, phases: phasesOf([...spans.keys()], standings) },
    voice: await voiceOfTouched(spans, heard, kinds, work),
    followed: await followedEndings(workspace, seen, chosen, { terms, heard }, work),
  };
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

async function standingsOf(workspace: Workspace, moment: Moment | undefined, work: Work): Promise<Standings> {
  if (!workspace.projections.isKnown('trajectory')) return new Map();
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
