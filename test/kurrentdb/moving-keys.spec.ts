import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '#core/testing.js';
import type { Id } from '#core/time.js';
import { KurrentKeyLog } from '#event-store/kurrentdb/key-log.js';
import { openDirectory, type Directory } from '#privacy/directory.js';
import { KeyFile } from '#privacy/key-file.js';
import { openKeyStore } from '#privacy/key-store.js';
import { foundingIn } from '#privacy/replica/founding.js';
import { openSharedKeyStore } from '#privacy/replica/open-shared-key-store.js';
import { replicateKeys } from '#privacy/replica/replicate-keys.js';
import type { SharedKeyFile } from '#privacy/replica/shared-key-file.js';
import { temporaryPrivacy, type TemporaryPrivacy } from '#privacy/testing.js';
import { verifyKeyStore } from '#privacy/verify-key-store.js';
import { serverOfTests } from './ledger-nodes.js';

const server = serverOfTests();

type Step = readonly ['claim', number, number, string | undefined] | readonly ['destroy' | 'draw' | 'label', number];

const number = fc.integer({ min: 0, max: 7 });
const name = fc.option(fc.constantFrom('Ada', 'Bea', 'Cy'), { nil: undefined });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('claim' as const), number, number, name) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom('destroy' as const, 'draw' as const, 'label' as const), number) },
  ),
  { minLength: 10, maxLength: 40, size: 'max' },
);

const person = (numbers: readonly number[], called?: string) => ({
  kind: 'person' as const,
  role: 'customer',
  side: 'customer' as const,
  identifiers: [...new Set(numbers)].map((n) => ({ scheme: 'email', value: `p${n}@example.org` })),
  ...(called === undefined ? {} : { name: called }),
});
const thing = (n: number): Id => `00000000-0000-4000-8000-00000000000${n}`;

describe('keys and names that are moved to a server', () => {
  let local: TemporaryPrivacy;
  let count = 0;
  afterEach(() => local.dispose());

  /** One machine's history: who is met, is named, is erased, and is met again. */
  async function live(history: readonly Step[]): Promise<readonly Id[]> {
    const { keys, directory } = local;
    const met: Id[] = [];
    for (const step of history) {
      if (step[0] === 'claim') {
        const id = directory.claim(person([step[1], step[2]], step[3]), 'crm');
        keys.ensure(id);
        met.push(id);
      } else if (met.length > 0) {
        const id = met[step[1] % met.length]!;
        if (step[0] === 'destroy') keys.destroy(id);
        if (step[0] === 'draw') keys.ensure(id);
        if (step[0] === 'label' && keys.has(id)) directory.label(thing(step[1]), `number ${step[1]}`, id);
      }
    }
    await keys.flush();
    return met;
  }

  const node = async (prefix: string, at: string, isFirst = false) => {
    const source = new KeyFile(join(local.path, 'keys', 'keys.mdb'), join(local.path, 'keys'), { readOnly: true });
    const founding = foundingIn(source)!;
    await source.close();
    const { keys } = await openSharedKeyStore({
      directory: join(local.path, at),
      masterKeyFile: join(local.path, 'keys', 'master.key'),
      random: seededRandom(`moving ${++count}`),
      log: new KurrentKeyLog({ url: server() }, prefix),
      zone: 'UTC',
      ...(isFirst ? { founding } : {}),
    });
    return keys;
  };

  /** Everything that may be asked of somebody, as one value. */
  const known = (names: Directory, keys: TemporaryPrivacy['keys'], met: readonly Id[]): unknown => [
    met.map((id) => [
      keys.find(id)?.keyId,
      keys.find(id)?.key.export().toString('hex'),
      keys.isDestroyed(id),
      names.names([id]).get(id),
      names.identifiersOf(id),
    ]),
    [...names.labels(Array.from({ length: 8 }, (_, n) => thing(n)))],
    names.search('e', 10).filter((id) => keys.has(id)),
  ];

  it('are known to a node that has never seen them, whatever has happened, wherever it was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat({ max: 3 }), async (history, stops) => {
        local = await temporaryPrivacy(seededRandom(`local ${++count}`));
        const met = await live(history);
        const prefix = `tend-keys.${randomUUID()}.`;
        for (let stop = 0; stop < stops; stop++) {
          const to = await node(prefix, 'moving', true);
          const controller = new AbortController();
          const moving = replicateKeys(local.keys.file, to.file as SharedKeyFile, { signal: controller.signal });
          if (stop > 0) controller.abort();
          await moving.catch((error: { code?: string }) => expect(error.code).toBe('cancelled'));
          await to.close();
        }
        const to = await node(prefix, 'moving', true);
        expect(await replicateKeys(local.keys.file, to.file as SharedKeyFile)).toBe(new Set(met).size);
        await to.close();

        const fresh = await node(prefix, 'fresh');
        const names = openDirectory(fresh, seededRandom('fresh'));
        expect(known(names, fresh, met)).toEqual(known(local.directory, local.keys, met));
        expect([...verifyKeyStore(fresh)]).toEqual([]);
        // Whom an identifier leads to stays the same, of those who are still known.
        const there = new Set(met.filter((id) => local.keys.has(id)));
        for (let n = 0; n <= 7; n++) {
          const ours = local.directory.claim(person([n]), 'crm');
          if (there.has(ours)) expect(names.claim(person([n]), 'crm')).toBe(ours);
        }
        await fresh.close().catch(() => undefined);
        await local.dispose();
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  it('open as those of one machine again, and go to another server from there', async () => {
    local = await temporaryPrivacy();
    const met = await live([
      ['claim', 1, 2, 'Ada'],
      ['claim', 3, 3, 'Bea'],
      ['destroy', 1],
      ['claim', 4, 4, 'Cy'],
    ]);
    const prefix = `tend-keys.${randomUUID()}.`;
    const to = await node(prefix, 'moving', true);
    await replicateKeys(local.keys.file, to.file as SharedKeyFile);
    await to.close();
    const back = await openKeyStore({
      directory: join(local.path, 'moving'),
      masterKeyFile: join(local.path, 'keys', 'master.key'),
      random: seededRandom('back'),
      create: false,
    });
    const names = openDirectory(back, seededRandom('back'));
    expect(known(names, back, met)).toEqual(known(local.directory, local.keys, met));
    const added = names.claim(person([5], 'Dee'), 'crm');
    back.ensure(added);
    await back.flush();
    expect([...verifyKeyStore(back)]).toEqual([]);
    const second = await node(`tend-keys.${randomUUID()}.`, 'second', true);
    await replicateKeys(back.file, second.file as SharedKeyFile);
    expect(known(openDirectory(second, seededRandom('second')), second, [...met, added])).toEqual(
      known(names, back, [...met, added]),
    );
    await second.close();
    await back.close();
  });

  it('are refused where those of others are', async () => {
    local = await temporaryPrivacy();
    await live([['claim', 1, 2, 'Ada']]);
    const prefix = `tend-keys.${randomUUID()}.`;
    await (await node(prefix, 'moving', true)).close();
    const first = local;
    local = await temporaryPrivacy(seededRandom('others'));
    await expect(node(prefix, 'moving', true)).rejects.toMatchObject({ code: 'key-missing' });
    await first.dispose();
  });
});
