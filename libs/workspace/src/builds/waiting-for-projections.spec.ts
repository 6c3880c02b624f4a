import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { overviewProjections } from '../portfolio/figure-reads.js';
import { standingProjections } from '../portfolio/standing.js';
import type { LocalTend } from '../local-tend.js';
import { partNames } from '../relationships/standing-answers.js';
import { linesOf, refusalOf, testFolder, textOf, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

const json = 'application/json';
const body = linesOf([{ id: '1', at: '2026-01-01T00:00:00Z', customer: 'Amber Mills', person: 'Ann' }]);

describe('a question to a workspace in this process', () => {
  let folder: TestFolder;
  let tend: LocalTend;

  beforeEach(async () => {
    folder = testFolder();
    tend = await folder.open();
  });

  afterEach(() => folder.dispose());

  it('waits for the projections that an answer is made of, and for no other', async () => {
    await tend.record(body, json, {});
    const { projections } = tend.workspace as WritableWorkspace;
    const waitedFor: string[] = [];
    const waitFor = projections.waitFor.bind(projections);
    jest.spyOn(projections, 'waitFor').mockImplementation((name, ...rest) => {
      waitedFor.push(name);
      return waitFor(name, ...rest);
    });
    const waited = async (ask: () => Promise<unknown>) => {
      waitedFor.length = 0;
      await ask();
      return waitedFor.toSorted();
    };
    expect(await waited(() => tend.relationships({}))).toEqual(['relationships', ...standingProjections].toSorted());
    expect(await waited(() => tend.portfolio.movements({}))).toEqual(['trajectory']);
    expect(await waited(() => tend.portfolio.movements({ by: 'team' }))).toEqual(['stakeholders', 'trajectory']);
    expect(await waited(() => tend.portfolio.movements({ channel: 'email' }))).toEqual(['contact-days', 'trajectory']);
    expect(await waited(() => tend.portfolio.overview({}))).toEqual([...overviewProjections({})].toSorted());
    expect(await waited(() => tend.portfolio.overview({ figures: ['people', 'needs-met'] }))).toEqual([
      'needs',
      'stakeholders',
    ]);
    // Open signals are those of whatever raises any.
    const parts = [...partNames, 'process-deviations', 'process-targets', 'relationships'].sort();
    expect(await waited(() => tend.relationship('amber mills'))).toEqual(parts);
    expect(await waited(() => tend.promises.list({}))).toEqual(['promises']);
    expect(await waited(() => tend.promises.list({ relationship: 'amber mills' }))).toEqual([
      'promises',
      'relationships',
    ]);
    expect(await waited(() => tend.timeline('amber mills', {}))).toEqual(['relationships']);
    expect(await waited(() => tend.density({ relationship: 'amber mills' }))).toEqual(['relationships']);
    expect(await waited(() => tend.density({}))).toEqual(['touchpoint-days']);
    expect(await waited(() => tend.processes())).toEqual(['process-flow']);
    const process = () => tend.process('sales', {}).catch(() => undefined);
    expect(await waited(process)).toEqual(['process-flow', 'process-handovers']);
    expect(await waited(() => tend.imports())).toEqual(['imports']);
    expect(await waited(() => textOf(tend.export('csv', {})))).toEqual([]);
  });

  it('begins to fold again when it could not at first', async () => {
    const { projections } = tend.workspace as WritableWorkspace;
    const start = jest.spyOn(projections, 'start').mockRejectedValueOnce(new Error('The disk is full'));
    await expect(tend.relationships({})).rejects.toThrow('The disk is full');
    expect(await tend.relationships({})).toMatchObject({ total: 0 });
    expect(start).toHaveBeenCalledTimes(2);
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    const stopped = await folder.open({ name: 'stopped', work: { signal: stop.signal } });
    await stopped.record(body, json, {});
    expect((await refusalOf(() => stopped.relationships({}))).code).toBe('cancelled');
  });
});
