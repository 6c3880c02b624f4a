import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { formatInstant, parseTimestamp } from '#core/time.js';
import type { BuildDiff } from '#projections/builds/build-diff.js';
import type { ParameterValues } from '#projections/definition/definition.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { BuildStatus } from '#projections/builds/projection-status.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { mayBeRead } from '../documents/told-of-people.js';
import { keyChanges } from './build-answers.js';
import type { BuildChange, BuildingRow, BuildRow, BuildsAnswer, ChangeSubject, DiffAnswer } from './build-answers.js';
import type { DiffQuery, WhatIfQuery } from './build-questions.js';
import type { FlagsQuery, WhatIfAnswer } from './flag-answers.js';
import { budgetsOf } from './flag-budgets.js';
import { FlagPairs, flagSignalOf, flagsTold } from './flag-pairs.js';
import { flagRowsOf, flagsOf } from './flags.js';
import { assumableRules } from '../rules/checked-rules.js';
import type { NewRule } from '../rules/rule-answers.js';
import type { Work } from '../work.js';
import type { WritableWorkspace } from '../workspace.js';

/** All builds of a projection. @throws LedgerError `not-found` */
export function buildsOf({ projections }: WritableWorkspace, name: string): BuildsAnswer {
  const builds = projections.builds(name).map(({ bundle: _bundle, progress, stall, ...build }) => ({
    ...build,
    ...(stall === undefined ? {} : { stall: stallOf(stall) }),
    ...(progress === undefined ? {} : { progress: progressOf(progress) }),
  }));
  const problem = projections.status().find((row) => row.name === name)?.problem;
  const code = codeOf(projections, name);
  const context = code?.contextTypes ?? [];
  const flags = code && flagsTold(code);
  return {
    projection: name,
    ...(problem === undefined ? {} : { problem }),
    ...(context.length === 0 ? {} : { context }),
    ...(flags === undefined ? {} : { flags }),
    builds,
  };
}

/** Of code that cannot be run, nobody can say what it reads or raises. */
function codeOf(projections: WritableWorkspace['projections'], name: string): CompiledProjection | undefined {
  try {
    return projections.definition(name);
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

function stallOf({ kind, key, event, sequence }: NonNullable<BuildStatus['stall']>): NonNullable<BuildRow['stall']> {
  // What an event counts cannot be let pass.
  return { key, sequence, ...(event === undefined || kind === 'count' ? {} : { event }) };
}

/** Builds on their way, of all projections. */
export function buildingRows({ projections }: WritableWorkspace): readonly BuildingRow[] {
  return projections.building().map(({ name, build, ...progress }) => ({
    projection: name,
    build,
    ...progressOf(progress),
  }));
}

/** Does something with the builds of a projection. @throws LedgerError `not-found`, `build-conflict` … */
export async function changeBuild(
  workspace: WritableWorkspace,
  name: string,
  change: BuildChange,
  { build, key }: ChangeSubject,
  work: Work,
): Promise<BuildsAnswer> {
  const { projections } = workspace;
  if (build !== undefined && change !== 'activate' && change !== 'drop')
    throw new LedgerError('invalid', `${change} is about the one build that there is, so that none is named.`);
  if ((key !== undefined) !== keyChanges.includes(change))
    throw new LedgerError('invalid', key === undefined ? `${change} is about a key.` : `${change} is about no key.`);
  switch (change) {
    case 'activate':
      await projections.activate(name, build);
      break;
    case 'rollback':
      await projections.rollBack(name);
      break;
    case 'drop':
      await projections.drop(name, build);
      break;
    case 'pause':
      await projections.pause(name);
      break;
    case 'cancel':
      await projections.cancel(name);
      break;
    case 'quarantine':
      await projections.quarantine(name, key!);
      break;
    case 'release':
      await projections.release(name, key!);
      break;
    case 'resume':
      await projections.resume(name, telling(`build ${name}`, work), work.signal);
  }
  // Dropping the last build of a projection without a file leaves nothing to tell of.
  return projections.builds(name).length === 0 ? { projection: name, builds: [] } : buildsOf(workspace, name);
}

/** Compares two builds. @throws LedgerError `not-found`, `build-conflict`, `cancelled` */
export async function diffOf(
  workspace: WritableWorkspace,
  name: string,
  { from, to, examples }: DiffQuery,
  work: Work,
): Promise<DiffAnswer> {
  const compared = await workspace.projections.diff(name, {
    from,
    to,
    examples: examplesOf(workspace, name, examples),
    signal: work.signal,
    progress: comparing(name, work),
  });
  return answerOf(workspace, name, compared);
}

/** Replays history with other parameters, or other rules published. @throws LedgerError `not-found`, `invalid`, `unavailable`, `cancelled` … */
export async function whatIfOf(
  workspace: WritableWorkspace,
  name: string,
  { set = {}, context = [], examples, flags }: WhatIfQuery,
  work: Work,
): Promise<WhatIfAnswer> {
  const { zone } = workspace.directory;
  const asked = flags && flagsAsked(workspace, name, flags);
  const assumed = await assumableRules(workspace, context);
  const changes = { parameters: set as ParameterValues, context: assumed.map((rule) => assumedOf(rule, zone)) };
  const compared = await workspace.projections.whatIf(name, changes, {
    examples: examplesOf(workspace, name, examples),
    signal: work.signal,
    folding: telling(`replay ${name}`, work),
    progress: comparing(name, work),
    ...(asked && { signalHistories: (key, before, after) => asked.pairs.take(key, before, after) }),
  });
  const answer = answerOf(workspace, name, compared);
  if (asked === undefined) return answer;
  const budgets = budgetsOf(workspace, asked.pairs.signal, changes.context);
  return { ...answer, flags: await flagsOf(workspace, asked.pairs, budgets, changes.context, asked.rows, work) };
}

/** @throws LedgerError `invalid`, `limit-exceeded` before anything is replayed */
function flagsAsked({ projections }: WritableWorkspace, name: string, query: FlagsQuery) {
  const code = projections.definition(name);
  return { pairs: new FlagPairs(code, flagSignalOf(code, query)), rows: flagRowsOf(query) };
}

/** @throws LedgerError `invalid` for what is no time */
function assumedOf({ type, effectiveFrom, data }: NewRule, zone: string): AssumedContext {
  if (effectiveFrom === undefined) return { type, data };
  return { type, effectiveFrom: parseTimestamp(effectiveFrom, { zone }).instant, data };
}

function answerOf({ directory }: WritableWorkspace, projection: string, compared: BuildDiff): DiffAnswer {
  const { from, to, position, horizonMs, ...differences } = compared;
  const side = ({ id, ...build }: BuildDiff['from']) => ({ build: id, ...build });
  const horizon = formatInstant(horizonMs, directory.zone);
  return { projection, from: side(from), to: side(to), position, horizon, ...differences };
}

/** Of what is about people of ours none is shown where it may not be read. */
function examplesOf(workspace: WritableWorkspace, name: string, asked: number = limits.diffExamplesDefault): number {
  if (Number.isInteger(asked) && asked >= 0 && asked <= limits.diffExamplesMax)
    return mayBeRead(workspace, name) ? asked : 0;
  throw new LedgerError('limit-exceeded', `From 0 to ${limits.diffExamplesMax} examples can be asked for.`);
}

function comparing(name: string, work: Work) {
  return ({ done, total }: { done: number; total: number }) =>
    work.progress?.({ stage: `compare ${name}`, done, total, unit: 'documents' });
}

/** How far the folding is, for a person who waits for it. */
export function telling(stage: string, { progress }: Work) {
  return ({ done, total }: { done: number; total: number }) => progress?.({ stage, done, total, unit: 'events' });
}

export function progressOf({
  secondsLeft,
  ...progress
}: {
  done: number;
  total: number;
  eventsPerSecond: number;
  secondsLeft: number | undefined;
}) {
  return { ...progress, ...(secondsLeft === undefined ? {} : { secondsLeft }) };
}
