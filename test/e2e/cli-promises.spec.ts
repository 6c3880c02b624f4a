import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { PromisesAnswer } from '#workspace/relationships/promise-answers.js';
import type { PromiseCommandAnswer } from '#workspace/relationships/promise-command-answers.js';
import type { TodayAnswer } from '#workspace/today/today-answers.js';
import { CliFolder } from './cli-program.js';

jest.setTimeout(240_000);

const dayMs = 86_400_000;
const made = Date.now() - 5 * dayMs;
const dueAt = Date.now() - 2 * dayMs;

/** A promise of ours that only we can confirm, made five days ago and due two days ago. */
function promiseLine(): string {
  const identifiers = [{ scheme: 'customer', value: 'C-1' }];
  const parties = [{ kind: 'organisation', identifiers, name: 'Amber Mills', role: 'customer', side: 'customer' }];
  const data = { by: 'ours', dueAt, confirmBy: 'actor' };
  const line = { id: 'p1', occurredAt: new Date(made).toISOString(), type: 'PromiseMade', parties, data };
  return `${JSON.stringify({ ...line, personal: { text: 'A quote' } })}\n`;
}

describe.each(['by itself', 'of a server'])('tend promises, %s', (how) => {
  let folder: CliFolder;
  const list = () => folder.json<PromisesAnswer>('promises', '--state', 'all');
  const act = (...words: string[]) => folder.json<PromiseCommandAnswer>('promises', ...words);
  const asked = async () =>
    (await folder.json<TodayAnswer>('today')).things.filter(({ kind }) => kind === 'promise-unconfirmed');

  beforeAll(async () => {
    folder = new CliFolder();
    folder.file('promise.ndjson', promiseLine());
    await folder.json('import', 'promise.ndjson', '--format', 'ndjson', '--dataset', 'promises');
    if (how === 'of a server') {
      const env = { TEND_PORT: '0', TEND_LOG: 'warn' };
      folder.start(['--data', folder.file('data')], { program: 'ledger', env });
      // What it announces is what a command looks for.
      const announcement = folder.file('data/server.json');
      for (let waits = 0; waits < 600 && !existsSync(announcement); waits++)
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  afterAll(() => folder.remove());

  it('is asked about what is past due, answers by the command that today says, and asks again when that is taken back', async () => {
    const [question] = await asked();
    expect(question).toMatchObject({ question: 'Was it kept?', relationship: { name: 'Amber Mills' } });
    expect((await list()).rows).toMatchObject([{ state: 'unconfirmed', text: 'A quote' }]);

    const { status, stdout } = await folder.run(...question!.command!.split(' ').slice(1));
    expect(stdout).toMatch(/^[0-9a-f-]{12} Amber Mills, A quote: kept, self-reported, on \d{4}-\d\d-\d\d\n$/);
    expect(status).toBe(0);
    const [kept] = (await list()).rows;
    expect(kept).toMatchObject({ state: 'kept', known: 'self-reported' });
    expect(kept!.evidence).toEqual([kept!.id, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(Date.parse(kept!.keptAt!)).toBe(dueAt);
    expect(await asked()).toEqual([]);
    expect((await act('keep', kept!.id)).unchanged).toBe(1);

    expect((await act('undo', kept!.id)).promises).toMatchObject([{ state: 'unconfirmed', evidence: [kept!.id] }]);
    expect(await asked()).toHaveLength(1);
  });

  it('says what is wrong', async () => {
    const [row] = (await list()).rows;
    const refused = async (...words: string[]) => {
      const { status, stderr } = await folder.run('promises', ...words);
      return [status, stderr.split('\n')[0]];
    };
    const unknown = 'f'.repeat(12);
    expect(await refused('keep', unknown)).toEqual([1, `There is no promise ${unknown}. (not-found)`]);
    const [status, says] = await refused('renegotiate', row!.id, '--due', '2099-01-01');
    expect(status).toBe(1);
    expect(says).toContain('would break it');
    expect((await refused('renegotiate', row!.id))[0]).toBe(2);
  });
});
