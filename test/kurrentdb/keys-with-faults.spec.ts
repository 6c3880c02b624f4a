import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KurrentKeyLog } from '#event-store/kurrentdb/key-log.js';
import { startDouble, type RunningDouble } from '../kurrentdb-double/double-server.js';
import { done, KeyNodes, rowsOf, until } from './key-nodes.js';
import { naiveKeys } from './naive-keys.js';

let directory: string;
let double: RunningDouble;
let nodes: KeyNodes;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tend-double-'));
  double = await startDouble({ directory });
  nodes = new KeyNodes(double.url);
});

afterEach(async () => {
  double.faults.beforeAnswer = undefined;
  double.faults.beforeCall = undefined;
  await nodes.dispose();
  await double.close();
  rmSync(directory, { recursive: true, force: true });
});

function person(n: number) {
  const identifiers = [{ scheme: 'email', value: `p${n}@example.org` }];
  return { kind: 'person', identifiers, role: 'customer', side: 'customer' } as const;
}

const isOfNode = (stream: string): boolean => stream.includes('.node-');

describe('keys in common, when things fail', () => {
  it('says once what was stored and not answered, and says so here', async () => {
    const node = await nodes.open('one');
    let lost = 0;
    double.faults.beforeAnswer = ({ method, stream }) => {
      if (method !== 'append' || !isOfNode(stream) || lost++ > 0) return;
      double.cutConnections();
    };
    const id = await done(node, () => node.names.claim(person(1), 'crm'));
    expect(lost).toBeGreaterThan(0);
    const naive = await naiveKeys(double.url, nodes.prefix);
    expect(naive).toMatchObject({ count: 1, refused: [] });
    expect(node.names.find('p1@example.org')).toEqual([id]);
    await done(node, () => node.names.claim(person(2), 'crm'));
    expect((await naiveKeys(double.url, nodes.prefix)).count).toBe(2);
  }, 60_000);

  it('acknowledges nothing before the server has it and it is here', async () => {
    const node = await nodes.open('one');
    let go!: () => void;
    const held = new Promise<void>((resolve) => (go = resolve));
    let isAsked = false;
    double.faults.beforeCall = ({ method, stream }) => {
      if (method !== 'append' || !isOfNode(stream)) return undefined;
      isAsked = true;
      return held;
    };
    const id = node.names.claim(person(1), 'crm');
    let isFlushed = false;
    const flushed = node.keys.flush().then(() => (isFlushed = true));
    await until(() => isAsked);
    expect(isFlushed).toBe(false);
    expect(rowsOf(node).has(`parties/${id.replaceAll('-', '')}`)).toBe(false);
    go();
    await flushed;
    expect(rowsOf(node).has(`parties/${id.replaceAll('-', '')}`)).toBe(true);
  }, 60_000);

  it('takes over what a node that ended had stored and not taken itself', async () => {
    const log = new KurrentKeyLog({ url: double.url }, nodes.prefix);
    // As if it ended between the two: what comes from the server does not reach its replica.
    log.follow = () => ({ caughtUp: async () => undefined, stop: async () => undefined });
    const ending = await nodes.open('one', log);
    const id = ending.names.claim(person(1), 'crm');
    const flushed = ending.keys.flush().catch((error: { code: string }) => error.code);
    let naive = await naiveKeys(double.url, nodes.prefix);
    for (let i = 0; i < 500 && naive.count === 0; i++) naive = await naiveKeys(double.url, nodes.prefix);
    expect(await flushed).toBe('outcome-unknown');
    await nodes.close(ending);
    const again = await nodes.open('one');
    expect(again.names.find('p1@example.org')).toEqual([id]);
    const other = await nodes.open('two');
    expect(rowsOf(other)).toEqual(rowsOf(again));
    expect(other.keys.find(id)!.key.equals(again.keys.find(id)!.key)).toBe(true);
  }, 60_000);
});
