import { formatInstant, type Instant } from '#core/time.js';
import { effortTermsOf } from '#measures/process/customer-effort.js';
import { inPieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Work } from '../../work.js';
import type { Workspace } from '../../workspace.js';
import { casesOf } from '../case-log.js';
import { surroundingsOf, type SeenProcess } from '../chosen-cases.js';
import { definitionOf } from '../process-definition.js';
import type { ExperienceAcrossAnswer, FeltProcess } from './across-answers.js';
import { EndingsAcross } from './associations-across.js';
import { stuckCases } from './bottlenecks-answer.js';
import { feltOfCases, ofRelationships } from './felt-of-cases.js';
import { stratumNamesOf } from './followed-endings.js';
import { needsOf } from './process-needs.js';
import { windowDays } from './voice-of-touched.js';

/** The projections that it is made of, beside the cases. */
export const acrossProjections: readonly string[] = ['trajectory', 'needs', 'process-targets'];

/**
 * What customers feel of some processes, side by side, and what goes with what over all of them (`experiencePart` tells one).
 * Of one process after the other the cases are read, and let go; all of it is as of one instant.
 * @throws LedgerError `busy`, `cancelled`
 */
export async function experienceAcross(
  workspace: Workspace,
  processes: readonly string[],
  moment: Moment | undefined,
  { progress, ...work }: Work,
): Promise<ExperienceAcrossAnswer> {
  const at = moment?.asOf ?? workspace.clock.now();
  const known = await ofRelationships(workspace, at, moment, work);
  const needs = await needsOf(workspace, processes, moment, work);
  const endings = new EndingsAcross();
  const felt: FeltProcess[] = [];
  for (const [done, process] of processes.entries()) {
    progress?.({ stage: 'processes', done, total: processes.length, unit: 'processes' });
    const seen = await seenAt(workspace, process, at, moment, work);
    const { cases } = seen.log;
    const terms = effortTermsOf(seen.definition ?? { terminal: [] });
    const { followed, ...figures } = await feltOfCases(workspace, seen, cases, { terms, ...known }, work);
    const rests = { signal: work.signal, piecesPerLook: 1 };
    await inPieces(endings.add(process, followed, stratumNamesOf(seen)), rests);
    const { stuck, touched, casesWithout } = await stuckCases(seen, cases, terms, work);
    const stated = needs?.get(process);
    felt.push({
      process,
      ...figures,
      ...(stated === undefined ? {} : { needs: stated }),
      waitingNow: { cases: stuck.length, casesWithout, relationships: touched.size },
    });
  }
  return {
    at: formatInstant(at, workspace.directory.zone),
    windowDays,
    processes: felt,
    associations: await inPieces(endings.answer(), { signal: work.signal, piecesPerLook: 1 }),
  };
}

/** A process with all of its cases, as of the instant that the others are told as of. */
async function seenAt(
  workspace: Workspace,
  process: string,
  at: Instant,
  moment: Moment | undefined,
  work: Work,
): Promise<SeenProcess> {
  const log = await casesOf(workspace, process, moment, work);
  const definition = definitionOf(workspace, process, moment);
  const around = await surroundingsOf(workspace, definition, false, moment, work);
  return { process, log: { ...log, at }, definition, around, moment };
}
