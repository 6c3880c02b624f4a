import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { UnplacedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import {
  decideKeep,
  decideNotKept,
  decideRenegotiation,
  decideUndo,
  type PromiseNow,
  type PromiseWord,
} from '#domain/commands/work-on-promises.js';
import type { EventType } from '#domain/vocabulary.js';
import { projectionKey } from '#projections/definition/projection-key.js';
import type { DocumentOf } from '#projections/definition/define-projection.js';
import { promises } from '#read-models/promises.projection.js';
import { whenFolded } from '../builds/when-folded.js';
import { actorOf, requireOwnWord } from '../ledger/acting-user.js';
import { ownEvent } from '../ledger/own-event.js';
import { refusingOf, sayOfEach } from '../ledger/say-of-each.js';
import { readOneAt } from '../moments/read-at.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace, type WritableWorkspace } from '../workspace.js';
import type { PromiseCommandAnswer, PromiseCommands } from './promise-command-answers.js';
import { findPromises, promiseNotFound, type FoundPromise } from './promise-search.js';
import { saidOfPromises, type SaidOfPromises } from './promise-said.js';
import { promiseFoundIn } from './part-readings.js';
import { promiseRow, type PromiseFound } from './relationship-promises.js';
import { textOfEvent } from './text-of-event.js';
import { relationshipNames } from './timeline.js';

export type { PromiseCommands } from './promise-command-answers.js';

/** Commands about promises of a workspace in this process. @param caughtUp resolves when projections have folded all */
export function localPromiseCommands(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
): PromiseCommands {
  return {
    act: async (action, command, work) => {
      if (!isWritable(workspace)) throw new LedgerError('data-directory-locked');
      const said = saidOfPromises(workspace, action, command);
      await caughtUp(promises.name);
      return actOn(workspace, said, await findPromises(workspace, command.promises, work), work);
    },
  };
}

async function actOn(
  workspace: WritableWorkspace,
  said: SaidOfPromises,
  found: readonly FoundPromise[],
  work: Work,
): Promise<PromiseCommandAnswer> {
  // All are looked at before the first is said anything of: what is refused of one is refused of all.
  for (const one of found) {
    refusingOf(one.id, 'promises', () => wordOf(workspace, one, said));
    // Each is the fold of a relationship: others have their turn between two.
    await setImmediate(undefined, work.signal === undefined ? {} : { signal: work.signal });
  }
  const actor = await actorOf(workspace);
  const done = await sayOfEach(workspace, found, (one) => wordOf(workspace, one, said, actor), 'promises');
  if (done > 0) await listed(workspace, work);
  return answerOf(workspace, found, found.length - done);
}

/** What is to be recorded; undefined where it is so already. */
function wordOf(
  workspace: WritableWorkspace,
  promise: FoundPromise,
  said: SaidOfPromises,
  actor?: string,
): UnplacedEvent | undefined {
  const now = workspace.clock.now();
  const standing = standingOf(workspace, promise);
  const event = (type: EventType, data: object, occurredAt?: number): UnplacedEvent => {
    const { parties, stream } = promise;
    return ownEvent(workspace, { type, stream, data, parties, occurredAt, ...(actor === undefined ? {} : { actor }) });
  };
  switch (said.action) {
    case 'keep': {
      const keptAt = decideKeep(promiseNow(standing), said, now);
      if (keptAt === undefined) return undefined;
      return event('PromiseKept', { promise: promise.id, confirmedBy: said.by }, keptAt);
    }
    case 'not-kept': {
      const since = decideNotKept(promiseNow(standing), said.by, now);
      if (since === undefined) return undefined;
      return event('PromiseNotKept', { promise: promise.id, confirmedBy: said.by }, since);
    }
    case 'renegotiate': {
      if (!decideRenegotiation(promiseNow(standing), said.dueAt, now)) return undefined;
      return event('PromiseRenegotiated', { promise: promise.id, dueAt: said.dueAt });
    }
    case 'undo': {
      const words = { kept: standing.keptEvent, notKept: standing.notKeptEvent, moved: standing.movedEvent };
      const last = decideUndo({
        kept: saidBy(workspace, words.kept),
        notKept: saidBy(workspace, words.notKept),
        moved: saidBy(workspace, words.moved),
      });
      if (last === undefined) return undefined;
      requireOwnWord(workspace, words[last]!);
      return retraction(workspace, words[last]!, actor);
    }
  }
}

/** A correction stands in the stream of what it is about. */
function retraction(workspace: WritableWorkspace, target: Id, actor?: string): UnplacedEvent {
  const { stream } = workspace.ledger.get(target)!;
  const by = actor === undefined ? {} : { actor };
  return ownEvent(workspace, { type: 'TouchpointRetracted', stream, data: { target }, ...by });
}

function saidBy({ ledger }: Workspace, event: Id | null): PromiseWord | undefined {
  if (event === null) return undefined;
  return ledger.get(event)?.source.connector === 'tend' ? 'said' : 'brought';
}

function promiseNow({ promise }: PromiseFound): PromiseNow {
  return { ...promise, dueAt: promise.dueAt! };
}

/**
 * A promise as the ledger has it now: the projection may not have seen yet what somebody has just said, so this one document
 * is folded anew, by its own rules.
 * @throws LedgerError `not-found` where what made it was taken back
 */
function standingOf(workspace: WritableWorkspace, { id, relationship }: FoundPromise): PromiseFound {
  const { ledger, clock } = workspace;
  const { sequence: known, recordedAt } = ledger.head();
  const moment = { asOf: Math.max(clock.now(), recordedAt), known };
  const key = projectionKey(relationship, id);
  const document = readOneAt<DocumentOf<typeof promises>, never>(workspace, promises.name, key, moment).found?.document;
  if (document === undefined || document.promise.status === 'unmade') throw promiseNotFound(id);
  return promiseFoundIn(id, document);
}

function answerOf(
  workspace: WritableWorkspace,
  found: readonly FoundPromise[],
  unchanged: number,
): PromiseCommandAnswer {
  const owners = found.map(({ relationship }) => relationship);
  const names = relationshipNames(workspace, [...new Set(owners)], undefined, promises.purpose);
  const { zone } = workspace.directory;
  const shown = { zone, at: workspace.clock.now(), textOf: (event: Id) => textOfEvent(workspace, event) };
  return {
    promises: found.map((one) => promiseRow(standingOf(workspace, one), shown, names.get(one.relationship))),
    unchanged,
  };
}

/** Whoever asks for a list next sees it there; where the projection stands still, or takes long, later. */
async function listed(workspace: WritableWorkspace, work: Work): Promise<void> {
  try {
    await whenFolded(workspace, [promises.name], { ...work, timeoutMs: limits.waitMs, withBuilds: false });
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
}
