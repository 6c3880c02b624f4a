import { describe, expect, it } from '@jest/globals';
import { fact, feedStarted, feedStopped, published, type GivenFact } from '#projections/testing/testing.js';
import { at, exchange, onDay, regular } from '#read-models/trajectory-testing.js';
import { trajectoryPart } from './relationship-trajectory.js';

/** What is told of a relationship on a day. */
function toldOn(facts: readonly GivenFact[], day: number) {
  const { document, view } = at(facts, day);
  const presentation = { nameOf: (id: string) => ({ id }), textOf: () => undefined, zone: 'UTC', at: onDay(day) };
  return trajectoryPart(document, view, presentation);
}

describe('where a relationship stands', () => {
  it('is not told before anything happened', () => {
    expect(toldOn([], 10)).toBeUndefined();
  });

  it('is told with the sentence of definitions.md, and with the numbers of its document', () => {
    const facts = regular(12);
    const part = toldOn(facts, 110 + 150)!;
    const { theirs } = part.silence;
    expect(theirs).toMatchObject({ days: 150, usualDays: 10, outcome: 'alarm' });
    expect(theirs!.sentence).toMatch(/^usually every 10 days; silent for 150; (?:less than )?[\d.]+ % likely$/);
    expect(theirs!.p! <= theirs!.threshold!).toBe(true);
    expect(theirs!.evidence).toEqual([facts.at(-2)!.id]);
    expect(part.alarms).toMatchObject([{ kind: 'silence', evidence: [facts.at(-2)!.id] }]);
    expect(part).toMatchObject({ phase: part.history.at(-1)!.phase, onset: part.history.at(-1)!.onset });
  });

  it('has every phase with the rule that gave it and the events that say so, the present one last', () => {
    const facts = regular(12);
    const part = toldOn(facts, 110 + 250)!;
    expect(part.history.map(({ phaseWords, reason }) => [phaseWords, reason])).toEqual([
      ['establishment', 'few-contact-days'],
      ['management', 'otherwise'],
      ['deterioration by withdrawal', 'silence'],
    ]);
    expect(part.history.map(({ evidence }) => evidence.length)).toEqual([1, 0, 1]);
    expect(part.why).toBe('silent for longer than their rhythm explains');
    expect(Date.parse(part.detectedAt)).toBeGreaterThan(Date.parse(part.onset));
  });

  it('says of few contacts what cannot be told', () => {
    const part = toldOn(exchange(0), 30)!;
    expect(part.basis).toMatchObject({ contactDays: 1, tooEarly: true });
    expect(part.basis.sentence).toBe('1 contact-day of theirs since 2024-01-01; too early to tell');
    expect(part.silence.theirs!.sentence).toBe('silent for 30 days; too few contacts to say what is usual');
    expect(part.trend).toMatchObject({ kind: 'too-few', ratio: null });
    expect(part.trend.sentence).toBe('too few to tell: 0 contact-days to compare in 112 days, and 8 are needed');
  });

  it('tells the trend with its interval', () => {
    const part = toldOn(regular(30), 300)!;
    const { ratio, low, high, sentence } = part.trend;
    expect([low! < ratio!, ratio! < high!]).toEqual([true, true]);
    expect(sentence).toMatch(
      /^[\d.]+ times as many contact-days in the last \d+ days .*\(95 %: [\d.]+ times to [\d.]+ times; \d+ contact-days\)$/,
    );
  });

  it('knows nothing of silence while a feed is down', () => {
    const live = regular(12).map((one) => ({ ...one, source: { connector: 'imap', dataset: 'mail' } }));
    const part = toldOn([feedStarted('imap', onDay(-1)), ...live, feedStopped('imap', onDay(125))], 300)!;
    expect(part.basis.feeds).toEqual(['imap']);
    expect(Math.abs(Date.parse(part.basis.unknownSince!) - onDay(125))).toBeLessThan(2 * 60_000);
    expect(part.basis.sentence).toMatch(/; unknown since 2024-05-05: a feed is down that they came by$/);
    expect(part.trend.unknownSince).toBe(part.basis.unknownSince);
    expect(part.trend.sentence).toMatch(/; unknown since 2024-05-05: a feed is down that they came by$/);
    expect(part.silence.theirs).toMatchObject({ p: null, outcome: 'unknown' });
    expect(part.silence.theirs!.sentence).toBe(
      'usually every 10 days; silent for 190; a feed is down, so it is not known whether they are',
    );
    expect(part.alarms).toEqual([]);
  });

  it('says which rules told it, and when they were fitted on what came later', () => {
    const fit = published('RhythmFitted', onDay(0), {
      segment: 'all',
      version: 'spring',
      k: 2,
      r: 3,
      alpha: 15,
      fittedThrough: onDay(400),
    });
    const part = toldOn([fit, ...regular(12)], 120)!;
    expect(part.rules).toEqual({ version: '0', rhythm: { version: 'spring', segment: 'all' } });
    expect(part.hindsightParameters).toBe(true);
    expect(toldOn([fit, ...regular(12)], 401)!.hindsightParameters).toBe(false);
  });

  it('has a breach as an alarm until it is closed', () => {
    const complaint = fact('ComplaintRaised', onDay(115), { matter: '00000000-0000-8000-8000-0000000000aa' });
    const part = toldOn([...regular(12), complaint], 120)!;
    expect(part.alarms).toMatchObject([
      { kind: 'breach', sentence: 'they complained 5 days ago, and it is open', evidence: [complaint.id] },
    ]);
  });
});
