import { describe, expect, it } from '@jest/globals';
import type { TodayThing } from '#workspace/today/today-answers.js';
import { wordsFor } from '#workspace/today/today-words.js';
import { commandFor, undoFor, wordOfKey } from './today-commands.js';

const thing = (given: Partial<TodayThing>): TodayThing => ({
  matter: 'course/id-1',
  kind: 'silence',
  gravity: 3,
  because: 'They are turning away.',
  relationship: { id: 'id-1', name: 'Amber Mills', kind: 'organisation' },
  since: '2026-11-01T09:00:00.000Z',
  why: 'Silent.',
  todo: 'Get in touch.',
  evidence: ['event-1'],
  signals: [],
  plays: [],
  also: [],
  ...given,
});
const asked = thing({ kind: 'promise-unconfirmed', question: 'Was it kept?', promise: 'promise-1', signals: ['s-1'] });
const play = thing({ signals: ['s-1'], plays: [{ play: 'call', version: '1', state: 'open' }] });
const taken = thing({ plays: [{ play: 'call', version: '1', state: 'accepted' }] });

describe('what can be said of a thing of today', () => {
  it('is what it waits for first', () => {
    expect(wordsFor(asked)).toEqual(['kept', 'not-kept', 'acknowledge', 'snooze', 'resolve']);
    expect(wordsFor(play)).toEqual(['accept', 'decline', 'acknowledge', 'snooze', 'resolve']);
    expect(wordsFor(taken)).toEqual(['done', 'decline']);
    expect(wordsFor(thing({}))).toEqual([]);
  });

  it.each([
    ['a', asked, 'acknowledge'],
    ['s', asked, 'snooze'],
    ['e', asked, 'kept'],
    ['n', asked, 'not-kept'],
    ['n', play, undefined],
    ['a', play, 'accept'],
    ['e', play, 'resolve'],
    ['e', taken, 'done'],
    ['e', thing({ signals: ['s-1'] }), 'resolve'],
    ['e', thing({}), undefined],
    ['x', asked, undefined],
  ] as const)('is said by the key %s', (key, of, word) => {
    expect(wordOfKey(key, of)).toBe(word);
  });

  it('is a command, and taken back by another', () => {
    expect(commandFor(asked, 'kept')).toEqual(['KeepPromises', { promises: ['promise-1'] }]);
    expect(undoFor(asked, 'kept')).toEqual(['UndoPromises', { promises: ['promise-1'] }]);
    expect(commandFor(asked, 'not-kept')).toEqual(['NotKeptPromises', { promises: ['promise-1'] }]);
    expect(undoFor(asked, 'not-kept')).toEqual(['UndoPromises', { promises: ['promise-1'] }]);
    expect(commandFor(asked, 'resolve')).toEqual(['ResolveSignal', { signals: ['s-1'] }]);
    expect(undoFor(asked, 'resolve')).toEqual(['ReopenSignal', { signals: ['s-1'] }]);
    expect(commandFor(play, 'decline', 'no-time')).toEqual([
      'DeclinePlay',
      { relationship: 'id-1', play: 'call', reason: 'no-time' },
    ]);
    // An answer to a play stands.
    expect(undoFor(play, 'decline')).toBeUndefined();
  });
});
