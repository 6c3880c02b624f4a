import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { TimelineAnswer } from '#workspace/answers.js';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import type { SignalCommandAnswer } from '#workspace/signals/signal-command-answers.js';
import { CliFolder } from './cli-program.js';

jest.setTimeout(180_000);

/** The inbox of a made-up portfolio, emptied by typing. */
describe('tend signals', () => {
  let folder: CliFolder;
  const inbox = (...words: string[]) => folder.json<SignalsAnswer>('signals', '--historic', ...words);
  const act = (...words: string[]) => folder.json<SignalCommandAnswer>('signals', ...words);

  beforeAll(async () => {
    folder = new CliFolder();
    await folder.run('generate', '--relationships', '60', '--events', '6000', '--seed', '7');
  });
  afterAll(() => folder.remove());

  it('shows what is to be done, and says what it does not show', async () => {
    const { total, notShown } = await folder.json<SignalsAnswer>('signals');
    const historic = await inbox('--limit', '1000');
    expect(notShown).toEqual({ historic: historic.total, snoozed: 0, resolved: 0 });
    expect(historic.total).toBeGreaterThan(20);
    expect(historic.rows.every((row) => row.historic === true && row.work.state === 'new')).toBe(true);
    expect(historic.rows.every(({ why, todo }) => why !== undefined && todo !== undefined)).toBe(true);
    expect(historic.rows.every(({ since, firstSeen, lastSeen }) => since <= firstSeen && firstSeen <= lastSeen)).toBe(
      true,
    );
    expect(historic.rows.every(({ event, evidence }) => evidence.includes(event))).toBe(true);
    expect(historic.kinds.reduce((sum, { count }) => sum + count, 0)).toBe(historic.total);
    expect(total).toBeLessThan(historic.total);
    const { stdout } = await folder.run('signals');
    expect(stdout).toContain(`Not shown: ${historic.total} historic (--historic)`);
    expect(stdout).toMatch(/Expected false alarms this week: \d+(?:\.\d+)? \(silence /);
  });

  it('is emptied line by line, and filled again', async () => {
    const { rows, total } = await inbox('--limit', '3');
    const [first, second, third] = rows.map(({ id }) => id.slice(0, 12)) as [string, string, string];
    await act('acknowledge', first);
    await act('snooze', second, '--until', '3d');
    const resolved = await act('resolve', third, first, '--outcome', 'reached them', '--reason', 'Ann is on leave');
    expect(resolved).toMatchObject({ unchanged: 0, signals: [{ work: { state: 'resolved' } }, {}] });
    expect((await inbox()).total).toBe(total - 3);
    expect((await inbox('--work', 'snoozed')).rows.map(({ id }) => id)).toEqual([rows[1]!.id]);
    expect((await inbox('--work', 'all')).total).toBe(total);
    expect((await inbox('--work', 'resolved', '--known-by', '-1h')).total).toBe(0);
    const { stdout } = await folder.run('signals', '--historic', '--work', 'resolved');
    expect(stdout).toContain('resolved: reached them, Ann is on leave');
    // It stands in the history of whom it is about.
    const { rows: entries } = await folder.json<TimelineAnswer>('timeline', rows[2]!.relationship!.id, '--limit', '1');
    expect(entries[0]).toMatchObject({ type: 'SignalResolved', personal: { reason: 'Ann is on leave' } });
    for (const id of [first, second, third]) await act('reopen', id);
    await act('reopen', first);
    expect((await inbox()).rows.slice(0, 3).map(({ work }) => work.state)).toEqual(['new', 'new', 'new']);
    expect((await act('reopen', first)).unchanged).toBe(1);
  });

  it('says what is wrong', async () => {
    const [row] = (await inbox('--limit', '1')).rows;
    const refused = async (...words: string[]) => {
      const { status, stderr } = await folder.run('signals', ...words);
      return [status, stderr.split('\n')[0]];
    };
    expect(await refused('resolve', 'abcdef0123456789')).toEqual([
      1,
      'There is no signal abcdef0123456789. (not-found)',
    ]);
    expect((await refused('snooze', row!.id, '--until', '2020-01-01'))[0]).toBe(1);
    expect((await refused('snooze', row!.id))[0]).toBe(2);
    expect((await refused('forget', row!.id))[0]).toBe(2);
  });
});
