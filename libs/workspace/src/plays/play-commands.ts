import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Id } from '#core/time.js';
import { decidePlayWork, type PlayAction } from '#domain/commands/work-on-plays.js';
import { isLine, isSlug } from '#domain/fields.js';
import { streamOf } from '#domain/streams.js';
import type { EventType } from '#domain/vocabulary.js';
import type { AnswerToPlay, PlaysDocument } from '#read-models/plays-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { actorOf } from '../ledger/acting-user.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import { readOneAt } from '../moments/read-at.js';
import type { WritableWorkspace } from '../workspace.js';
import type { PlayCommand, PlayCommandAnswer } from './play-answers.js';
import { atOf, requirePlay, tellingOf } from './plays.js';
import { publishedPlays } from './published-plays.js';
import { evidenceOf, playsOf, shownTo, type PlayOfRelationship } from './recommended-plays.js';

const types = { accept: 'PlayAccepted', decline: 'PlayDeclined', done: 'PlayDone' } as const satisfies Record<
  PlayAction,
  EventType
>;

/**
 * Answers to what is recommended, by an event of the relationship.
 * @param relationship id
 * @throws LedgerError `invalid` with every violation, `not-found` where it is not recommended, `revision-conflict`
 */
export async function answerPlay(
  workspace: WritableWorkspace,
  action: PlayAction,
  command: PlayCommand,
  relationship: Id,
): Promise<PlayCommandAnswer> {
  check(action, command);
  const { reason, outcome } = command;
  const actor = await actorOf(workspace);
  const parties = [{ id: relationship, role: 'customer', side: 'customer' as const }];
  const type = types[action];
  const event = await appendDecided(workspace, () => {
    const standing = standingOf(workspace, relationship, command.play);
    const isRecommended = standing?.recommendation !== undefined;
    const now = { isRecommended, state: standing?.state ?? 'open', reason: standing?.answer?.reason ?? undefined };
    if (!decidePlayWork(now, action, { reason })) return undefined;
    const { play, version, recommendedAt } = standing!;
    return ownEvent(workspace, {
      type,
      stream: streamOf(type, { parties }),
      data: { play, version, recommendedAt, ...(outcome === undefined ? {} : { outcome }) },
      parties,
      actor,
      ...(reason === undefined ? {} : { reasonCode: reason }),
    });
  });
  const standing = standingOf(workspace, relationship, command.play)!;
  const evidence = workspace.projections.read('trajectory', (view) => evidenceOf(view, relationship));
  return { ...tellingOf(workspace, [standing], undefined)(standing, evidence), unchanged: event === undefined };
}

/** Where a play stands with a relationship: what is recommended, else what was answered last. */
function standingOf(workspace: WritableWorkspace, relationship: Id, play: string): PlayOfRelationship | undefined {
  const { ledger } = workspace;
  const at = atOf(workspace, undefined);
  const published = publishedPlays(workspace, at);
  requirePlay(published, play);
  const plays = published.filter((one) => one.play === play);
  const shown = workspace.projections.read('trajectory', (view) =>
    shownTo({ ledger, known: at.known, plays }, view, relationship, view.row<TrajectoryRow>(relationship)),
  );
  const answers = answersIn(workspace, relationship).filter((one) => one.play === play);
  const all = playsOf(relationship, shown, answers);
  const recommended = all.find(({ recommendation }) => recommendation !== undefined);
  return recommended ?? all.findLast(({ state }) => state === 'accepted') ?? all.at(-1);
}

/**
 * What was answered of a relationship, as the ledger has it now: the projection may not have seen yet what somebody has just
 * said, so this one document is folded anew, by its own rules.
 */
function answersIn(workspace: WritableWorkspace, relationship: Id): readonly AnswerToPlay[] {
  const { ledger, clock } = workspace;
  const { sequence: known, recordedAt } = ledger.head();
  const moment = { asOf: Math.max(clock.now(), recordedAt), known };
  return readOneAt<PlaysDocument, never>(workspace, 'plays', relationship, moment).found?.document?.answers ?? [];
}

/** @throws LedgerError `invalid`, with every violation */
function check(action: PlayAction, { reason, outcome }: PlayCommand): void {
  const violations: Violation[] = [];
  const refuse = (field: string, message: string): void => void violations.push({ field, message });
  if (action === 'decline' && reason === undefined) refuse('reason', 'is missing: why is it declined?');
  if (action !== 'decline' && reason !== undefined) refuse('reason', 'is for declining alone');
  if (action !== 'done' && outcome !== undefined) refuse('outcome', 'is for what is done alone');
  if (reason !== undefined && !isSlug(reason)) refuse('reason', 'must be lower-case words joined by hyphens');
  if (outcome !== undefined && !isLine(outcome, limits.nameChars))
    refuse('outcome', `must be one line of 1 to ${limits.nameChars} characters`);
  const [first] = violations;
  if (first === undefined) return;
  const hint = 'A reason is a code that can be counted, such as no-time, wrong-person, already-done or does-not-fit.';
  throw new LedgerError('invalid', `${first.field} ${first.message}.`, {
    violations,
    ...(first.field === 'reason' ? { hint } : {}),
  });
}
