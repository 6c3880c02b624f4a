import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { decidePlayWork, type PlayAction } from '#domain/commands/work-on-plays.js';
import { isLine, isSlug } from '#domain/fields.js';
import { streamOf } from '#domain/streams.js';
import type { EventType, EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { actorOf } from '../ledger/acting-user.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { linkedWith } from '../ledger/belonging.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import type { WritableWorkspace } from '../workspace.js';
import type { PlayCommand, PlayCommandAnswer } from './play-answers.js';
import { atOf, requirePlay, tellingOf } from './plays.js';
import { publishedPlays } from './published-plays.js';
import { evidenceOf, playsOf, shownTo, type PlayOfRelationship } from './recommended-plays.js';

const types = { accept: 'PlayAccepted', decline: 'PlayDeclined', done: 'PlayDone' } as const satisfies Record<
  PlayAction,
  EventType
>;
const states = { PlayAccepted: 'accepted', PlayDeclined: 'declined', PlayDone: 'done' } as const;

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
  const event = await appendDecided(workspace.ledger, () => {
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
  const published = publishedPlays(workspace, atOf(workspace, undefined));
  requirePlay(published, play);
  const own = published.filter((one) => one.play === play);
  const shown = workspace.projections.read('trajectory', (view) =>
    shownTo(workspace, view, relationship, view.row<TrajectoryRow>(relationship), own),
  );
  const answers = answersIn(workspace.ledger, relationship).filter((one) => one.play === play);
  const all = playsOf(relationship, shown, answers);
  const recommended = all.find(({ recommendation }) => recommendation !== undefined);
  return recommended ?? all.findLast(({ state }) => state === 'accepted') ?? all.at(-1);
}

/**
 * What was answered of a relationship, the last answer to each recommendation, as the ledger has it now: the projection may
 * not have seen yet what somebody has just said. Of such events there are as many as people click.
 */
function answersIn(ledger: Mirror, relationship: Id): readonly AnswerToPlay[] {
  const { sequence: known } = ledger.head();
  const { visibility } = amendmentsOf(ledger);
  const linked = new Set(linkedWith(ledger, relationship, known));
  const isOwn = (event: RecordedEvent): boolean => event.parties.some(({ id }) => linked.has(id));
  const events = Object.values(types)
    .flatMap((type) => [...ledger.readDimension('type', type)])
    .filter((event) => isOwn(event) && visibility.withdrawalOf(event, known) === undefined)
    .sort((a, b) => a.occurredAt - b.occurredAt || a.ordinal - b.ordinal || a.sequence - b.sequence);
  const last = new Map<string, AnswerToPlay>();
  for (const event of events) {
    const { play, version, recommendedAt, outcome } = event.data as EventTypes['PlayDone'];
    const name = JSON.stringify([play, version, recommendedAt]);
    last.delete(name);
    last.set(name, {
      play,
      version,
      recommendedAt,
      state: states[event.type as keyof typeof states],
      at: event.occurredAt,
      event: event.id,
      actor: event.actor,
      reason: event.reasonCode ?? null,
      outcome: outcome ?? null,
      isCounted: true,
    });
  }
  return [...last.values()];
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
