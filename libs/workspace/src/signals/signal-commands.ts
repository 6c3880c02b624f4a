import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { parseTimestamp, startOfDay, type Id, type Instant } from '#core/time.js';
import { decideSignalWork, type SignalAction } from '#domain/commands/work-on-signals.js';
import { isLine } from '#domain/fields.js';
import type { EventType } from '#domain/vocabulary.js';
import { actorOf, requireOwnWord } from '../ledger/acting-user.js';
import { ownEvent } from '../ledger/own-event.js';
import { refusingOf, sayOfEach } from '../ledger/say-of-each.js';
import { namesFor } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import { isWritable, type Workspace, type WritableWorkspace } from '../workspace.js';
import { placeOfWork, type PlaceOfWork } from './place-of-work.js';
import { signallingProjections } from './raised-signals.js';
import { findSignals, type FoundSignal } from './signal-search.js';
import type { SignalCommand, SignalCommandAnswer, SignalCommands } from './signal-command-answers.js';
import { wordsOf, workOf } from './signal-rows.js';
import { standingNow } from './signal-work.js';

export type { SignalCommands } from './signal-command-answers.js';

/** Commands about signals of a workspace in this process. @param caughtUp resolves when projections have folded all */
export function localSignalCommands(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
): SignalCommands {
  return {
    act: async (action, command, work) => {
      if (!isWritable(workspace)) throw new LedgerError('data-directory-locked');
      const said = checked(workspace, action, command);
      await caughtUp(...signallingProjections(workspace));
      return actOn(workspace, said, command.signals, work);
    },
  };
}

const types = {
  acknowledge: 'SignalAcknowledged',
  snooze: 'SignalSnoozed',
  resolve: 'SignalResolved',
  reopen: 'SignalReopened',
} as const satisfies Record<SignalAction, EventType>;

/** What is said of each of the signals. */
interface Said {
  readonly action: SignalAction;
  readonly until?: Instant;
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
}

async function actOn(
  workspace: WritableWorkspace,
  said: Said,
  given: readonly string[],
  work: Work,
): Promise<SignalCommandAnswer> {
  const signals = await findSignals(workspace, given, work);
  // All are looked at before the first is said anything of: what is refused of one is refused of all.
  const placed = signals.map((signal) =>
    refusingOf(signal.id, 'signals', () => {
      isToBeSaid(workspace, signal, said);
      return { signal, ...placeOfWork(workspace, signal) };
    }),
  );
  const actor = await actorOf(workspace);
  const done = await sayOfEach(workspace, placed, (one) => decided(workspace, one, said, actor), 'signals');
  return answerOf(workspace, signals, done);
}

interface Placed extends PlaceOfWork {
  readonly signal: FoundSignal;
}

function decided(
  workspace: WritableWorkspace,
  { signal, parties, subject, stream }: Placed,
  said: Said,
  actor: string,
) {
  if (!isToBeSaid(workspace, signal, said)) return undefined;
  const { action, until } = said;
  if (action === 'reopen') requireOwnWord(workspace, standingNow(workspace, signal.ids).said!.id);
  const { keys } = workspace;
  const data = {
    signal: signal.id,
    ...(signal.raised === undefined ? {} : { kind: signal.raised.signal.kind, event: signal.raised.signal.event }),
    ...(until === undefined ? {} : { until }),
  };
  const content = action === 'resolve' ? wordsToSay(workspace, signal, said) : {};
  const personal =
    Object.keys(content).length === 0
      ? {}
      : {
          personal: {
            content,
            subjectKey: keys.ensure(subject),
            organisation: keys.organisation,
          },
        };
  return ownEvent(workspace, { type: types[action], stream, data, parties, actor, ...personal });
}

function isToBeSaid(workspace: Workspace, signal: FoundSignal, { action, ...said }: Said): boolean {
  const now = standingNow(workspace, signal.ids);
  return decideSignalWork({ ...now, ...wordsOf(workspace, now) }, action, said);
}

/** What came of it and why: also what was said before and is not said otherwise now, because this word stands for that. */
function wordsToSay(workspace: Workspace, signal: FoundSignal, { outcome, reason }: Said): Record<string, string> {
  const before = wordsOf(workspace, standingNow(workspace, signal.ids));
  const words = {
    outcome: outcome ?? before.outcome,
    reason: reason ?? (before.reason === 'erased' ? undefined : before.reason),
  };
  return Object.fromEntries(Object.entries(words).filter((one): one is [string, string] => one[1] !== undefined));
}

function answerOf(workspace: Workspace, signals: readonly FoundSignal[], done: number): SignalCommandAnswer {
  const standings = signals.map((signal) => ({ signal, work: standingNow(workspace, signal.ids) }));
  const nameOf = namesFor(
    workspace,
    standings.flatMap(({ work: { said } }): readonly Id[] => (said === undefined ? [] : [said.actor])),
  );
  return {
    signals: standings.map(({ signal: { id, kind }, work }) => ({
      id,
      ...(kind === undefined ? {} : { kind }),
      work: workOf(workspace, work, nameOf),
    })),
    unchanged: signals.length - done,
  };
}

/** @throws LedgerError `invalid`, with every violation */
function checked(workspace: Workspace, action: SignalAction, { signals, until, outcome, reason }: SignalCommand): Said {
  const violations: Violation[] = [];
  const refuse = (field: string, message: string): void => void violations.push({ field, message });
  if (signals.length === 0) refuse('signals', 'must name at least one signal');
  if (signals.length > limits.pageMax) refuse('signals', `must name at most ${limits.pageMax} signals at once`);
  if (action !== 'snooze' && until !== undefined) refuse('until', 'is for snoozing alone');
  if (action !== 'resolve' && outcome !== undefined) refuse('outcome', 'is for resolving alone');
  if (action !== 'resolve' && reason !== undefined) refuse('reason', 'is for resolving alone');
  if (reason !== undefined && !isLine(reason, limits.identifierChars))
    refuse('reason', `must be one line of 1 to ${limits.identifierChars} characters`);
  if (outcome !== undefined && !isLine(outcome, limits.nameChars))
    refuse('outcome', `must be one line of 1 to ${limits.nameChars} characters`);
  let snoozedUntil: Instant | undefined;
  if (action === 'snooze') {
    try {
      snoozedUntil = instantUntil(workspace, until);
    } catch (error) {
      refuse('until', error instanceof Error ? error.message : String(error));
    }
  }
  const [first] = violations;
  if (first !== undefined) {
    const hint = first.field === 'until' ? { hint: 'Give a time to come such as 3d, 12h, 2w or 2026-12-01.' } : {};
    throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations, ...hint });
  }
  return { action, outcome, reason, ...(snoozedUntil === undefined ? {} : { until: snoozedUntil }) };
}

const unitMs = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

function instantUntil({ clock, directory: { zone } }: Workspace, text: string | undefined): Instant {
  if (text === undefined) throw new LedgerError('invalid', 'is missing');
  const now = clock.now();
  const span = /^(\d{1,4})([hdw])$/.exec(text);
  const until =
    span !== null
      ? now + Number(span[1]) * unitMs[span[2] as keyof typeof unitMs]
      : /^\d{4}-\d{2}-\d{2}$/.test(text)
        ? startOfDay(text, zone)
        : parsed(text, zone);
  if (until <= now) throw new LedgerError('invalid', `must lie in the future, and “${text}” does not`);
  return until;
}

function parsed(text: string, zone: string): Instant {
  try {
    return parseTimestamp(text, { zone }).instant;
  } catch {
    throw new LedgerError('invalid', `“${text}” is no time`);
  }
}
