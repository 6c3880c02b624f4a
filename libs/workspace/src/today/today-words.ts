import type { TodayThing } from './today-answers.js';

/** What is said of a thing: of its signals, of the promise that is asked about, or of the play that is recommended for it. */
export type TodayWord = 'kept' | 'not-kept' | 'acknowledge' | 'snooze' | 'resolve' | 'accept' | 'decline' | 'done';

/** What is snoozed from a list of things comes back behind that. */
export const snoozeFor = '3d';

/** Why a play is declined: codes, which are counted, and how they are offered. */
export const declineReasons: Readonly<Record<string, string>> = {
  'no-time': 'no time',
  'wrong-person': 'wrong person',
  'already-done': 'already done',
  'does-not-fit': 'does not fit',
  'asked-not-to': 'they asked us not to',
};

/** What can be said of a thing. */
export function wordsFor({
  signals,
  promise,
  plays: [play],
}: Pick<TodayThing, 'signals' | 'promise' | 'plays'>): readonly TodayWord[] {
  return [
    ...(play === undefined
      ? []
      : play.state === 'accepted'
        ? (['done', 'decline'] as const)
        : (['accept', 'decline'] as const)),
    // What is asked is answered first.
    ...(promise === undefined ? [] : (['kept', 'not-kept'] as const)),
    ...(signals.length === 0 ? [] : (['acknowledge', 'snooze', 'resolve'] as const)),
  ];
}
