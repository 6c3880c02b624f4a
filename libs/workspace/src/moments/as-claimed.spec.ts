import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock, seededRandom } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, refusalOf, testFolder } from '../testing.js';
import type { TimelineEntry } from '../answers.js';

jest.setTimeout(60_000);

const [hour, day] = [3_600_000, 86_400_000];
const iso = (ms: number): string => new Date(ms).toISOString();

interface HelpRow {
  readonly no: string;
  readonly at: number;
  /** When the help desk says that it was written down; some rows do not say. */
  readonly noted?: number;
  readonly customer: string;
  readonly activity: string;
}

/** Rows of a help desk that writes some things down at once and some days later, in three cases of two customers. */
const rows: readonly HelpRow[] = (() => {
  const random = seededRandom('help desk');
  const upTo = (most: number): number => Buffer.from(random.bytes(2)).readUInt16BE() % most;
  return Array.from({ length: 60 }, (_, i) => {
    const at = now - 60 * day + i * 11 * hour;
    return {
      no: `${i}`,
      at,
      ...(i % 7 === 3 ? {} : { noted: at + upTo(6) * day }),
      customer: i % 3 === 0 ? 'Birch Tools' : 'Amber Mills',
      activity: ['Open', 'Look into', 'Close'][i % 3]!,
    };
  });
})();

const mapping = {
  version: 1,
  format: 'csv',
  dataset: 'helpdesk',
  process: 'helpdesk',
  zone: 'UTC',
  id: 'No',
  time: { column: 'At' },
  sourceRecordedAt: { column: 'Noted' },
  case: 'Case',
  activity: 'Activity',
  type: 'ActivityRecorded',
  parties: [{ column: 'Customer', kind: 'organisation', role: 'customer', side: 'customer' }],
  actor: { column: 'Agent', kind: 'person', role: 'agent', side: 'ours' },
  unmapped: 'drop',
};

function csvOf(some: readonly HelpRow[]): string {
  const lines = some.map(({ no, at, noted, customer, activity }) =>
    [no, iso(at), noted === undefined ? '' : iso(noted), `C-${Number(no) % 3}`, activity, customer, 'Ann'].join(),
  );
  return ['No,At,Noted,Case,Activity,Customer,Agent', ...lines, ''].join('\n');
}

/** Of the file that was taken back some rows never came again. */
const isGone = ({ no }: HelpRow): boolean => Number(no) < 30 && Number(no) % 10 > 6;

/** More than there are between two snapshots of a fold; every other one was written down late. */
const many: readonly HelpRow[] = Array.from({ length: 1100 }, (_, i) => {
  const at = now - 50 * day + i * 60_000;
  return { no: `${1000 + i}`, at, noted: at + (i % 2) * 40 * day, customer: 'Cedar Works', activity: 'Open' };
});

describe('a relationship, as claimed by its sources', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;

  beforeAll(async () => {
    tend = await folder.open({ clock });
    // Half of it came a week ago, in a file that was taken back and given again; the rest today.
    clock.set(now - 7 * day);
    const early = csvOf(rows.slice(0, 30));
    const { importId } = await tend.import(fileOf('helpdesk.csv', early), { mapping }, {});
    clock.set(now - 5 * day);
    await tend.revert(importId, {}, {});
    clock.set(now);
    await tend.import(fileOf('helpdesk.csv', csvOf(rows.filter((row) => !isGone(row)))), { mapping }, {});
    await tend.import(fileOf('helpdesk.csv', csvOf(many)), { mapping }, {});
    // Whoever closes it says of every slot how far it is: from then on snapshots may serve.
    await folder.close(tend);
    tend = await folder.open({ clock });
    await tend.relationships({});
  });

  afterAll(() => folder.dispose());

  const recordedAt = ({ no }: HelpRow): number => (Number(no) < 30 ? now - 7 * day : now);
  /** The rows of a customer that had occurred by one instant and were written down, or came here, by another. */
  const known = (customer: string, by: number, asOf = by) =>
    rows.filter(
      (row) => row.customer === customer && row.at <= asOf && Math.min(row.noted ?? Infinity, recordedAt(row)) <= by,
    );

  it.each([-60, -58, -50, -41.3, -30, -20, -8, -7, -6, -4, -1, 0])(
    'counts the rows that the help desk says it knew %s days ago',
    async (days) => {
      const by = now + days * day;
      for (const customer of ['Amber Mills', 'Birch Tools']) {
        const expected = known(customer, by);
        const query = { knownBy: iso(by), asClaimed: true };
        const timeline = await tend.timeline(customer, { ...query, limit: 100 });
        expect([timeline.total, timeline.asClaimed]).toEqual([expected.length, true]);
        expect(timeline.rows.map(({ occurredAt }) => Date.parse(occurredAt))).toEqual(
          expected.map(({ at }) => at).reverse(),
        );
        const isReverted = (row: HelpRow) => isGone(row) && days >= -5;
        expect(timeline.rows.map(({ withdrawal }) => withdrawal)).toEqual(
          expected.map((row) => (isReverted(row) ? 'reverted' : undefined)).reverse(),
        );
        const counted = expected.filter((row) => !isReverted(row));
        if (counted.length === 0) {
          expect((await refusalOf(() => tend.relationship(customer, query))).code).toBe('not-found');
          continue;
        }
        const answer = await tend.relationship(customer, query);
        expect([answer.touchpoints, answer.asClaimed]).toEqual([counted.length, true]);
        expect(Date.parse(answer.lastTouchpoint!)).toBe(counted.at(-1)!.at);
      }
    },
  );

  it('is folded from what was claimed also where a build has kept what it holds', async () => {
    const { touchpoints } = await tend.relationship('Cedar Works', { knownBy: iso(now - 20 * day), asClaimed: true });
    expect(touchpoints).toBe(550);
  });

  it('is cut on both axes apart', async () => {
    const [asOf, by] = [now - 30 * day, now - 27 * day];
    const { touchpoints } = await tend.relationship('Amber Mills', {
      asOf: iso(asOf),
      knownBy: iso(by),
      asClaimed: true,
    });
    expect(touchpoints).toBe(known('Amber Mills', by, asOf).length);
  });

  it('is another answer than what was recorded by then', async () => {
    const knownBy = iso(now - 20 * day);
    expect((await refusalOf(() => tend.relationship('Amber Mills', { knownBy }))).code).toBe('not-found');
    const { asClaimed } = await tend.relationship('Amber Mills', { knownBy: iso(now - 6 * day) });
    expect(asClaimed).toBeUndefined();
    const [entry] = (await tend.timeline('Amber Mills', { knownBy, asClaimed: true })).rows as [TimelineEntry];
    expect(Date.parse(entry.sourceRecordedAt!)).toBeLessThanOrEqual(Date.parse(knownBy));
  });

  it('is paged, and its cursor is of it alone', async () => {
    const query = { knownBy: iso(now - 20 * day), asClaimed: true, limit: 5 };
    const found: TimelineEntry[] = [];
    let after: string | undefined;
    do {
      const page = await tend.timeline('Amber Mills', { ...query, ...(after === undefined ? {} : { after }) });
      found.push(...page.rows);
      after = page.next;
    } while (after !== undefined);
    expect(found).toHaveLength(known('Amber Mills', now - 20 * day).length);
    const { next } = await tend.timeline('Amber Mills', { ...query, knownBy: iso(now) });
    expect((await refusalOf(() => tend.timeline('Amber Mills', { knownBy: iso(now), after: next! }))).code).toBe(
      'invalid',
    );
  });

  it('needs to be told by when, and is refused for lists and totals', async () => {
    expect(await refusalOf(() => tend.relationship('Amber Mills', { asClaimed: true }))).toMatchObject({
      code: 'invalid',
      violations: [{ field: 'asClaimed' }],
    });
    const query = { knownBy: '-1d', asClaimed: true };
    const asked = [
      () => tend.relationships(query),
      () => tend.signals(query),
      () => tend.processes(query),
      () => tend.process('helpdesk', query),
    ];
    for (const ask of asked) {
      const refusal = await refusalOf(ask);
      expect(refusal).toMatchObject({ code: 'invalid', violations: [{ field: 'asClaimed' }] });
      expect(refusal.message).toContain('one relationship');
    }
  });
});
