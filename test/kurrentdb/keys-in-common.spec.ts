import { afterEach, describe, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import fc from 'fast-check';
import type { Id } from '#core/time.js';
import { recordTouchpoints } from '#capture/record-touchpoints.js';
import { memoryPorts } from '#capture/testing-ports.js';
import { KurrentKeyLog } from '#event-store/kurrentdb/key-log.js';
import { unseal } from '#privacy/sealing.js';
import { verifyKeyStore } from '#privacy/verify-key-store.js';
import { done, KeyNodes, rowsOf, until, type OpenKeys } from './key-nodes.js';
import { serverOfTests } from './ledger-nodes.js';
import { naiveKeys } from './naive-keys.js';

const server = serverOfTests();
const organisations: KeyNodes[] = [];

function organisation(): KeyNodes {
  const nodes = new KeyNodes(server());
  organisations.push(nodes);
  return nodes;
}

afterEach(async () => {
  for (const nodes of organisations.splice(0)) await nodes.dispose();
});

const things = [1, 2, 3].map((n): Id => `00000000-0000-4000-8000-00000000000${n}`);

type Step =
  | { readonly do: 'claim'; readonly numbers: readonly number[]; readonly name: string | undefined }
  | { readonly do: 'label'; readonly thing: number; readonly number: number }
  | { readonly do: 'ensure'; readonly thing: number }
  | { readonly do: 'destroy'; readonly number: number }
  | { readonly do: 'destroyThing'; readonly thing: number };

const number = fc.integer({ min: 0, max: 5 });
const thing = fc.integer({ min: 0, max: 2 });
const claimStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('claim'),
  numbers: fc.uniqueArray(number, { minLength: 1, maxLength: 2 }),
  name: fc.option(fc.constantFrom('Ada', 'Bea', 'Cy'), { nil: undefined }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: claimStep },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('label'), thing, number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ensure'), thing }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('destroy'), number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('destroyThing'), thing }) },
);
const script = fc.array(fc.array(step, { minLength: 1, maxLength: 10 }), { minLength: 3, maxLength: 3, size: 'max' });

function person(numbers: readonly number[], name?: string) {
  const identifiers = numbers.map((n) => ({ scheme: 'email', value: `p${n}@example.org` }));
  return {
    kind: 'person',
    identifiers,
    role: 'customer',
    side: 'customer',
    ...(name === undefined ? {} : { name }),
  } as const;
}

/** What was answered, to be held against what there is in the end. */
interface Told {
  readonly claimed: { readonly id: Id; readonly keyId: Id; readonly numbers: readonly number[] }[];
  readonly drawn: { readonly subject: Id; readonly keyId: Id }[];
  readonly destroyed: Set<Id>;
}

async function perform(node: OpenKeys, one: Step, told: Told): Promise<void> {
  const { keys, names } = node;
  const destroy = (subject: Id): void => {
    told.destroyed.add(subject);
    keys.destroy(subject);
  };
  switch (one.do) {
    case 'claim': {
      const claimed = await done(node, () => {
        const id = names.claim(person(one.numbers, one.name), 'crm');
        return { id, keyId: keys.ensure(id).keyId, numbers: one.numbers };
      });
      told.claimed.push(claimed);
      return;
    }
    case 'label':
      return done(node, () => names.label(things[one.thing]!, 'C-7', names.claim(person([one.number]), 'crm')));
    case 'ensure':
      told.drawn.push(await done(node, () => keys.ensure(things[one.thing]!)));
      return;
    case 'destroy':
      return done(node, () => names.find(`p${one.number}@example.org`).forEach(destroy));
    case 'destroyThing':
      return done(node, () => destroy(things[one.thing]!));
  }
}

/** What of the rows is in common by what was said, and not by how it came. */
function said(rows: ReadonlyMap<string, string>): [string, string][] {
  return [...rows].filter(([name]) => !name.startsWith('meta/')).sort(([a], [b]) => (a < b ? -1 : 1));
}

async function settled(nodes: KeyNodes, open: readonly OpenKeys[]) {
  const naive = await naiveKeys(nodes.url, nodes.prefix);
  for (const each of open)
    await until(
      () => naive.last === undefined || each.file.stored('meta', Buffer.from('place'))?.includes(naive.last) === true,
    );
  return naive;
}

describe('keys and names in common', () => {
  it('come to the same on all nodes, whatever they do at once', async () => {
    let refusedEver = 0;
    await fc.assert(
      fc.asyncProperty(script, async (ofNodes) => {
        const nodes = organisation();
        const open = await Promise.all(['one', 'two', 'three'].map((name) => nodes.open(name)));
        const told: Told = { claimed: [], drawn: [], destroyed: new Set() };
        await Promise.all(
          ofNodes.map(async (steps, at) => {
            // Two at a time on each node, so that what is staged by one is dropped with what another one staged.
            for (let from = 0; from < steps.length; from += 2)
              await Promise.all(steps.slice(from, from + 2).map((one) => perform(open[at]!, one, told)));
          }),
        );
        const naive = await settled(nodes, open);
        refusedEver += naive.refused.length;
        const expected = [...naive.rows].sort(([a], [b]) => (a < b ? -1 : 1));
        for (const each of open) {
          expect(said(rowsOf(each))).toEqual(expected);
          expect(rowsOf(each)).toEqual(rowsOf(open[0]!));
          expect(verifyKeyStore(each.keys)).toEqual([]);
        }
        for (const { id, keyId, numbers } of told.claimed) {
          const fate = open[0]!.keys.fateOf(id, keyId);
          expect(told.destroyed.has(id) ? ['there', 'erased'] : ['there']).toContain(fate);
          if (!told.destroyed.has(id))
            expect(numbers.some((n) => open[1]!.names.find(`p${n}@example.org`).includes(id))).toBe(true);
        }
        for (const { subject, keyId } of told.drawn)
          expect(told.destroyed.has(subject) ? ['there', 'erased'] : ['there']).toContain(
            open[2]!.keys.fateOf(subject, keyId),
          );
        for (const n of [0, 1, 2, 3, 4, 5]) expect(open[0]!.names.find(`p${n}@example.org`).length).toBeLessThan(2);
        await nodes.close(open[0]!);
        nodes.lose('one');
        const again = await nodes.open('one');
        await settled(nodes, [again]);
        expect(rowsOf(again)).toEqual(rowsOf(open[1]!));
        await nodes.dispose();
      }),
      { numRuns: 12, seed: 45, endOnFailure: true },
    );
    // Else nothing of it was tried.
    expect(refusedEver).toBeGreaterThan(5);
  }, 240_000);

  it('lets one of two nodes be first with an identifier, and the other one come to the same party', async () => {
    const nodes = organisation();
    const open = [await nodes.open('one'), await nodes.open('two')];
    let attempts = 0;
    const ids = await Promise.all(
      open.map((node) =>
        done(node, () => {
          attempts++;
          return node.names.claim(person([1]), 'crm');
        }),
      ),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(attempts).toBe(3);
    await settled(nodes, open);
    for (const { names } of open) expect(names.find('p1@example.org')).toEqual([ids[0]]);
  });

  it('keeps nobody from going on who does other things', async () => {
    const nodes = organisation();
    const open = [await nodes.open('one'), await nodes.open('two')];
    const work = open.flatMap((node, at) =>
      [0, 1, 2].map(async (n) => {
        node.names.claim(person([at * 3 + n]), 'crm');
        await node.keys.flush();
      }),
    );
    await Promise.all(work);
    const naive = await settled(nodes, open);
    expect(naive.refused).toEqual([]);
    expect(naive.count).toBeGreaterThanOrEqual(2);
  });

  it('drops what was staged on top of what was refused, and says so to whoever waits for it', async () => {
    const nodes = organisation();
    const [one, two] = [await nodes.open('one'), await nodes.open('two')];
    const began = two.keys.file.dropped;
    const flushes = [one, two].map((node) => {
      const id = node.names.claim(person([1]), 'crm');
      return {
        id,
        flushed: node.keys.flush().then(
          () => true,
          () => false,
        ),
      };
    });
    // Staged while the first is under way: one of them is made of what will be refused.
    one.names.claim(person([2]), 'crm');
    two.names.claim(person([2]), 'crm');
    const won = await Promise.all(flushes.map(({ flushed }) => flushed));
    expect(won.filter(Boolean)).toHaveLength(1);
    const loser = won[0] === true ? two : one;
    expect(loser.names.find('p2@example.org')).toEqual([]);
    await expect(loser.keys.flush(began)).rejects.toMatchObject({ code: 'revision-conflict' });
    const winner = flushes[won.indexOf(true)]!;
    await settled(nodes, [loser]);
    expect(loser.names.claim(person([1]), 'crm')).toBe(winner.id);
  });

  it('leaves nothing of a key that can be read of its stream, and lets a node that was away learn of it', async () => {
    const nodes = organisation();
    const one = await nodes.open('one');
    const away = await nodes.open('two');
    const id = await done(one, () => one.names.claim(person([1], 'Ada'), 'crm'));
    await settled(nodes, [one, away]);
    expect(away.names.names([id]).get(id)?.name).toBe('Ada');
    await nodes.close(away);
    await done(one, () => one.keys.destroy(id));
    const client = EventStoreDBClient.connectionString(nodes.url);
    try {
      const read = async () => {
        for await (const _event of client.readStream(`${nodes.prefix}subject-${id}.0`)) throw new Error('It is there');
      };
      await expect(read()).rejects.toMatchObject({ type: 'stream-deleted' });
    } finally {
      await client.dispose();
    }
    const back = await nodes.open('two');
    for (const node of [one, back]) {
      expect(node.keys.isDestroyed(id)).toBe(true);
      expect(node.names.find('p1@example.org')).toEqual([]);
      expect(node.names.names([id]).size).toBe(0);
      for (const table of ['claims', 'found', 'parties', 'changes'] as const)
        expect([...node.file.rows(table)]).toEqual([]);
    }
    expect(await done(back, () => back.names.claim(person([1]), 'crm'))).not.toBe(id);
  });

  it('refuses a directory of another organisation in one sentence', async () => {
    const [ours, theirs] = [organisation(), organisation()];
    const one = await ours.open('one');
    const organisationOfOurs = one.keys.organisation;
    await ours.close(one);
    const other = await theirs.open('other');
    const log = new KurrentKeyLog({ url: theirs.url }, theirs.prefix);
    await expect(ours.open('one', log)).rejects.toMatchObject({
      code: 'key-missing',
      message: expect.stringContaining(
        `is of organisation ${organisationOfOurs}, the keys on the server are of ${other.keys.organisation}.`,
      ),
    });
  });

  it('gives two nodes that record of the same new person at once one party, and events that open', async () => {
    const nodes = organisation();
    const open = [await nodes.open('one'), await nodes.open('two')];
    const { ledger, clock, random, mayMeasure } = memoryPorts();
    const record = ({ keys, names: directory }: OpenKeys, id: string) =>
      recordTouchpoints(
        { body: JSON.stringify(messageOf(id)), contentType: 'application/cloudevents+json', recorder: 'key:7' },
        { ledger, keys, directory, clock, random, mayMeasure },
      );
    await Promise.all(open.flatMap((node, at) => ['a', 'b', 'c'].map((letter) => record(node, `${letter}${at}`))));
    const naive = await settled(nodes, open);
    expect(naive.refused.length).toBeGreaterThan(0);
    const events = [...ledger.readAll()];
    expect(events).toHaveLength(6);
    const [party] = open[0]!.names.find('p1@example.org');
    for (const event of events) {
      expect(event.parties.map(({ id }) => id)).toEqual([party]);
      for (const { keys } of open) {
        const subjectKey = keys.find(event.sealed!.subject)!;
        const { organisation: of } = keys;
        const { id: eventId, type } = event;
        expect(unseal(event.sealed!, { subjectKey, organisation: of, eventId, type })).toMatchObject({ text: 'Hello' });
      }
    }
  });
});

function messageOf(id: string) {
  return {
    specversion: '1.0',
    id,
    source: '/crm/eu',
    type: 'tend.MessageReceived.v1',
    time: '2024-03-01T09:30:00Z',
    data: { parties: [person([1])], data: { channel: 'email', direction: 'inbound' }, personal: { text: 'Hello' } },
  };
}
