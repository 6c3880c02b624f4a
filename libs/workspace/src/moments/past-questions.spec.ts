import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { PastQuestions, questionsOf } from './past-questions.js';
import { importLines, now, refusalOf, testFolder } from '../testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;

describe('questions about the past', () => {
  /** Questions that end when they are told to. */
  function asking() {
    const questions = new PastQuestions();
    const ends: (() => void)[] = [];
    const begun: number[] = [];
    const ask = (number: number, signal?: AbortSignal) =>
      questions.ask(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        return number;
      }, signal);
    return { ask, ends, begun };
  }

  it('are worked on a few at once, in their order, and beyond those that wait they are turned away', async () => {
    const { ask, ends, begun } = asking();
    const most = limits.pastQuestions + limits.pastQuestionsWaiting;
    const asked = Array.from({ length: most }, (_none, number) => ask(number));
    expect((await refusalOf(() => ask(most))).code).toBe('busy');
    expect(begun).toEqual(Array.from({ length: limits.pastQuestions }, (_none, number) => number));
    for (let number = 0; number < most; number++) {
      ends[number]!();
      expect(await asked[number]!).toBe(number);
      await setImmediate();
      expect(begun).toHaveLength(Math.min(most, number + 1 + limits.pastQuestions));
    }
    expect(begun).toEqual(Array.from({ length: most }, (_none, number) => number));
  });

  it('are given up while they wait, and make room', async () => {
    const { ask, ends, begun } = asking();
    const gone = new AbortController();
    const asked = Array.from({ length: limits.pastQuestions }, (_none, number) => ask(number));
    const waiting = Array.from({ length: limits.pastQuestionsWaiting }, (_none, i) => ask(100 + i, gone.signal));
    gone.abort();
    for (const one of waiting) expect((await refusalOf(() => one)).code).toBe('cancelled');
    const after = ask(200);
    for (const end of ends.slice()) end();
    await Promise.all(asked);
    await setImmediate();
    for (const end of ends) end();
    expect(await after).toBe(200);
    expect(begun.every((number) => number < 100 || number === 200)).toBe(true);
  });

  it('let what fails fail, and go on', async () => {
    const { ask, ends } = asking();
    const questions = new PastQuestions();
    const failure = new LedgerError('not-found');
    await expect(questions.ask(() => Promise.reject(failure))).rejects.toBe(failure);
    const asked = ask(1);
    ends[0]!();
    expect(await asked).toBe(1);
  });
});

describe('a question about what was known', () => {
  const folder = testFolder();
  const clock = fixedClock(now - 20 * day);
  let tend: LocalTend;

  const contacts = (from: number, count: number) =>
    Array.from({ length: count }, (_none, i) => ({
      id: `${from + i}`,
      at: new Date(now - 40 * day + (from + i) * 60_000).toISOString(),
      customer: `Customer ${i % 150}`,
      step: ['support', `T-${i % 200}`, ['Open', 'Work', 'Close'][i % 3]!] as const,
    }));

  beforeAll(async () => {
    tend = await folder.open({ clock });
    await importLines(tend, contacts(0, 900));
    clock.set(now);
    // Most keys are other now than they were known then.
    await importLines(tend, contacts(900, 900));
  });

  afterAll(() => folder.dispose());

  const moment = { asOf: '-1d', knownBy: '-10d' };

  it('is stopped by who asked, tells how far it is, and the server goes on', async () => {
    for (const ask of [
      (signal: AbortSignal) => tend.relationships(moment, { signal }),
      (signal: AbortSignal) => tend.processes(moment, { signal }),
      (signal: AbortSignal) => tend.process('support', moment, { signal }),
    ]) {
      const gone = new AbortController();
      gone.abort();
      expect((await refusalOf(() => ask(gone.signal))).code).toBe('cancelled');
    }
    const told: unknown[] = [];
    const gone = new AbortController();
    const stopped = tend.relationships(moment, {
      signal: gone.signal,
      progress: (state) => {
        told.push(state);
        if (told.length === 100) gone.abort();
      },
    });
    expect((await refusalOf(() => stopped)).code).toBe('cancelled');
    expect(told).toHaveLength(100);
    expect(told.at(-1)).toEqual({ stage: 'past', done: 100, total: 150, unit: 'keys' });
  });

  it('is answered while others are recorded, and again without a fold, as it was', async () => {
    let folds = 0;
    const progress = () => void folds++;
    const asked = [
      () => tend.relationships({ ...moment, limit: 1000 }, { progress }),
      () => tend.processes(moment, { progress }),
      () => tend.process('support', moment, { progress }),
    ];
    const first = [];
    for (const ask of asked) {
      folds = 0;
      first.push(await ask());
      expect(folds).toBeGreaterThan(0);
    }
    clock.set(now + day);
    await importLines(tend, contacts(2000, 50));
    for (const [i, ask] of asked.entries()) {
      folds = 0;
      // It is the same instant still: who asks by the day gets what was so then.
      clock.set(now);
      expect([await ask(), folds]).toEqual([first[i], 0]);
    }
  });

  it('is not kept waiting by what one of them holds: the memory is of its ledger alone', () => {
    const { ledger } = tend.workspace;
    expect(questionsOf(ledger)).toBe(questionsOf(ledger));
    expect(questionsOf({})).not.toBe(questionsOf(ledger));
  });
});
