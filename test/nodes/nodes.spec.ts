import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ProjectionsAnswer, RelationshipRow, StatusAnswer, WrittenAnswer } from '#workspace/answers.js';
import { touchpoint } from '../faults/server-appends.js';
import type { ServerProcess } from '../faults/server-process.js';
import { NodesRig } from './nodes-rig.js';

jest.setTimeout(240_000);

describe('several nodes of one ledger', () => {
  let nodes: NodesRig;
  beforeAll(async () => void (nodes = await NodesRig.start()));
  afterAll(() => nodes.dispose());

  const ask = async <T>({ url, token }: ServerProcess, path: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()) as T;
  };
  const record = async ({ url, token }: ServerProcess, name: string, customer: number, wait = '') => {
    const response = await fetch(`${url}/api/v1/touchpoints${wait}`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(touchpoint(name, customer)),
    });
    return [response.status, (await response.json()) as WrittenAnswer & { code?: string }] as const;
  };
  const names = async (node: ServerProcess): Promise<readonly (string | undefined)[]> => {
    const { rows } = await ask<{ rows: RelationshipRow[] }>(node, 'relationships?sort=name');
    return rows.map(({ name }) => name);
  };

  it('share keys, names, slots and answers, and go on without one that is killed', async () => {
    const [one, two] = await Promise.all([nodes.node('one'), nodes.node('two')]);
    expect((await record(one, 'a', 1, '?wait=relationships'))[0]).toBe(201);
    const [status, written] = await record(two, 'b', 1, '?wait=relationships');
    expect([status, written.events.map(({ outcome }) => outcome)]).toEqual([201, ['appended']]);
    expect(await names(two)).toEqual(['Customer 1']);
    expect((await record(two, 'a', 1))[1].events[0]!.outcome).toBe('known');

    const heads = await Promise.all([one, two].map(async (node) => (await ask<StatusAnswer>(node, 'status')).head));
    expect(heads[0]).toEqual(heads[1]);
    const rows = await Promise.all(
      [one, two].map(async (node) => (await ask<ProjectionsAnswer>(node, 'projections')).projections),
    );
    for (const [at, { name, slots, sharedBytes }] of rows[0]!.entries())
      expect([name, slots! + rows[1]![at]!.slots!, sharedBytes! > 0]).toEqual([name, 64, true]);

    await nodes.stop('one', 'SIGKILL');
    expect((await record(two, 'c', 2, '?wait=relationships'))[0]).toBe(201);
    expect(await names(two)).toEqual(['Customer 1', 'Customer 2']);
    const again = await nodes.node('one', { TEND_ROLES: 'queries' });
    expect(await names(again)).toEqual(['Customer 1', 'Customer 2']);
    expect((await record(again, 'd', 2))[1].code).toBe('misdirected');
    expect(await nodes.stop('two')).toBe('Stopping …\n');
    expect(await nodes.stop('one')).toBe('Stopping …\n');
  });
});
