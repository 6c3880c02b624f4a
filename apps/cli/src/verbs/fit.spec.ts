import { afterEach, describe, expect, it } from '@jest/globals';
import type { FitAnswer } from '#workspace/prediction/fit-answers.js';
import { lines, run, serve } from '../testing.js';

const standardErrors = { r: 0.1, alpha: 1, covariance: 0 };
const rhythm = {
  k: 1.4,
  r: 1.1,
  alpha: 12.5,
  v: 0.1,
  pairs: 90,
  logLikelihood: -9,
  standardErrors,
  relationships: 6,
  gaps: 84,
};
const rule = {
  type: 'RhythmFitted',
  effectiveFrom: '2020-01-01T00:00:00.000Z',
  data: { version: '2026-06-30-0a1b2c3d' },
};
const size = { relationships: 12, contactDays: 180 };
const answer: FitAnswer = {
  through: '2026-06-30T23:59:59.999Z',
  known: 900,
  calendars: [],
  segments: [
    { segment: 'all', ...size, rhythm, rule },
    { segment: 'gold', ...size, rhythm: { noFit: 'too-few-pairs' } },
  ],
};

describe('fit', () => {
  const given = { environment: { TEND_TOKEN: 't' } };
  let server: Awaited<ReturnType<typeof serve>>;
  afterEach(() => server.close());
  const ask = async (result: FitAnswer, ...words: readonly string[]) => {
    server = await serve({ 'POST /commands/FitRules': lines({ result }) });
    return run(['fit', ...words, '--server', server.url], given);
  };

  it('tells what was found, or why there is nothing, and publishes nothing by itself', async () => {
    const { stdout } = await ask(answer);
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({});
    expect(stdout).toContain('What was recorded by 2026-06-30 23:59; every day is open.');
    expect(stdout).toMatch(/all +12 +180 +1\.400 +1\.100 +12\.50 +84 +2026-06-30-0a1b2c3d/);
    expect(stdout).toMatch(/gold +12 +180 +– +– +– +– +too-few-pairs/);
    expect(stdout.endsWith('Nothing is published: --publish publishes it.\n')).toBe(true);
  });

  it('tells what was published', async () => {
    const told = { id: 'a', type: 'RhythmFitted', scope: 'all', version: 'v', effectiveFrom: '2020-01-01T00:00:00Z' };
    const rest = { recordedAt: '', actor: { id: 'b' }, standing: 'valid' as const, data: {} };
    const published = { published: [{ ...told, ...rest }], unchanged: 0, readers: [] };
    const words = ['--through', '2026-06-30', '--calendar', 'shop', '--publish'];
    const { stdout } = await ask({ ...answer, calendars: ['2', '3'], published }, ...words);
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ through: '2026-06-30', calendar: 'shop', publish: true });
    expect(stdout).toContain('open days by calendar 3.');
    expect(stdout).toContain('RhythmFitted (all) v holds from 2020-01-01 00:00.');
  });

  it('tells the months of seasons', async () => {
    const index = Array.from({ length: 12 }, (_, month) => 0.8 + month / 30);
    const segments: FitAnswer['segments'] = [
      { segment: 'all', ...size, season: { kind: 'fitted', index, years: 2, contactDays: 900 }, rule },
      { segment: 'gold', ...size, season: { kind: 'not-fitted', reason: 'less-than-two-years' } },
    ];
    const { stdout } = await ask({ ...answer, segments }, '--seasons');
    expect(JSON.parse(server.asked.at(-1)!.body)).toEqual({ seasons: true });
    expect(stdout).toMatch(/all .* 0\.80 0\.83 .* 1\.17 +2026-06-30-0a1b2c3d/);
    expect(stdout).toMatch(/gold .* – +less-than-two-years/);
    await server.close();
    const none = await ask({ ...answer, segments: segments.slice(1) });
    expect(none.stdout).toContain('There is nothing to publish.');
  });
});
