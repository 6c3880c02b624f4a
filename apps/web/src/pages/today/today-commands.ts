import type { TodayThing } from '#workspace/today/today-answers.js';
import { snoozeFor, wordsFor, type TodayWord } from '#workspace/today/today-words.js';

const routes = {
  'kept': 'KeepPromises',
  'not-kept': 'NotKeptPromises',
  'acknowledge': 'AcknowledgeSignal',
  'snooze': 'SnoozeSignal',
  'resolve': 'ResolveSignal',
  'accept': 'AcceptPlay',
  'decline': 'DeclinePlay',
  'done': 'DonePlay',
} as const;

/** The word that a key says of a thing: the play, or the promise, comes first, because it is what there is to do. */
export function wordOfKey(key: string, thing: TodayThing): TodayWord | undefined {
  const wanted = { a: ['accept', 'acknowledge'], s: ['snooze'], e: ['done', 'kept', 'resolve'], n: ['not-kept'] }[key];
  return wordsFor(thing).find((word) => wanted?.includes(word));
}

/** The name of a command, and its body. */
export type TodayCommand = readonly [name: string, body: object];

/** What takes a word back, and of what; undefined of one that is not taken back from here: an answer to a play stands. */
export function undoFor({ signals, promise }: TodayThing, word: TodayWord): TodayCommand | undefined {
  if (word === 'kept' || word === 'not-kept') return ['UndoPromises', { promises: [promise] }];
  const isOfSignals = word === 'acknowledge' || word === 'snooze' || word === 'resolve';
  return isOfSignals ? ['ReopenSignal', { signals }] : undefined;
}

/** What says a word of a thing: the command, and what it is told. @param reason of what is declined */
export function commandFor(thing: TodayThing, word: TodayWord, reason?: string): TodayCommand {
  return [routes[word], bodyOf(thing, word, reason)];
}

function bodyOf(
  { signals, promise, relationship, plays: [play] }: TodayThing,
  word: TodayWord,
  reason: string | undefined,
): object {
  if (word === 'kept' || word === 'not-kept') return { promises: [promise] };
  if (word === 'snooze') return { signals, until: snoozeFor };
  if (word === 'acknowledge' || word === 'resolve') return { signals };
  return { relationship: relationship!.id, play: play!.play, ...(reason === undefined ? {} : { reason }) };
}
