import { createHash } from 'node:crypto';
import { afterEach, beforeEach } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { importLines, testFolder, type TestFolder } from '../testing.js';
import type { PlaysQuery } from './play-answers.js';

export const dayMs = 86_400_000;
export const start = Date.parse('2026-03-20T12:00:00Z');
export const customers = Array.from({ length: 70 }, (_, n) => `Customer ${String(n).padStart(2, '0')}`);
const holdout = 0.35;

/** What a spec of plays works on: made anew before each test. */
export interface SilentCustomers {
  readonly folder: TestFolder;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly tend: LocalTend;
  readonly idOf: (customer: string) => string;
  readonly publish: (
    version?: string,
    given?: object,
    effectiveFrom?: string,
  ) => ReturnType<LocalTend['rules']['publish']>;
  readonly list: (query?: PlaysQuery) => Promise<Awaited<ReturnType<LocalTend['plays']['list']>>['rows']>;
  readonly names: (query?: PlaysQuery) => Promise<string[]>;
  readonly isHeld: (customer: string, version?: string) => boolean;
  /** All to whom a version is shown. */
  readonly shown: (version?: string) => string[];
}

/** All customers were in touch every fourth day until the end of January, and then not: it is the twentieth of March. */
export function silentCustomers(given: (silent: SilentCustomers) => void): void {
  let folder: TestFolder;
  const ids = new Map<string, string>();

  beforeEach(async () => {
    folder = testFolder();
    const clock = fixedClock(start);
    const tend = await folder.open({ clock, user: 'ann' });
    await importLines(
      tend,
      customers.flatMap((customer, c) =>
        Array.from({ length: 30 }, (_, n) =>
          contact(`${c}-${n}`, Date.parse('2025-10-05T09:00:00Z') + 4 * n * dayMs, customer),
        ),
      ),
    );
    for (const { id, name } of (await tend.relationships({ limit: 1000 })).rows) ids.set(name!, id);
    const data = { play: 'call', phases: ['withdrawal', 'neglect'], horizonDays: 30, holdout };
    const list = async (query: PlaysQuery = {}) => (await tend.plays.list({ limit: 1000, ...query })).rows;
    /** Reckoned apart: the first 52 bits of the hash as a share of all that there could be. */
    const isHeld = (customer: string, version = '1'): boolean => {
      const digest = createHash('sha256')
        .update(`${ids.get(customer)}\ncall\n${version}`)
        .digest();
      return Number(digest.readBigUInt64BE(0) >> 12n) / 2 ** 52 < holdout;
    };
    given({
      folder,
      clock,
      tend,
      idOf: (customer) => ids.get(customer)!,
      publish: (version = '1', more = {}, effectiveFrom) =>
        tend.rules.publish(
          [
            {
              type: 'PlayPublished',
              data: { version, ...data, ...more },
              ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
            },
          ],
          {},
        ),
      list,
      names: async (query) => (await list(query)).map(({ relationship }) => relationship.name!).sort(),
      isHeld,
      shown: (version) => customers.filter((customer) => !isHeld(customer, version)),
    });
  });
  afterEach(() => folder.dispose());
}

export function contact(id: string, at: number, customer: string) {
  return { id, at: new Date(at).toISOString(), customer };
}
