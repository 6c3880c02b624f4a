import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { momentOf } from './moment.js';
import { importLines, now, refusalOf, testFolder, type TestTouchpoint } from '../testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const message = (id: string, at: string, person = 'Ann'): TestTouchpoint => ({
  id,
  at,
  customer: 'Amber Mills',
  person,
});

describe('a moment', () => {
  const folder = testFolder();
  const clock = fixedClock(now);
  let tend: LocalTend;
  let taken: string;

  beforeAll(async () => {
    tend = await folder.open({ zone: 'Asia/Tokyo', clock });
    clock.set(now - 10 * day);
    await importLines(tend, [message('1', '2026-01-01T10:00:00Z'), message('2', '2026-03-01T10:00:00Z')]);
    clock.set(now - 5 * day);
    // Late: it had happened long before it was known.
    ({ importId: taken } = await importLines(tend, [message('3', '2026-02-01T10:00:00Z', 'Bea')]));
    clock.set(now - 2 * day);
    await tend.revert(taken, {}, {});
    clock.set(now);
  });

  afterAll(() => folder.dispose());

  const touchpoints = async (query: { asOf?: string; knownBy?: string }) =>
    (await tend.relationship('amber mills', query)).touchpoints;
  const ids = async (query: { asOf?: string; knownBy?: string; limit?: number }) =>
    (await tend.timeline('amber mills', query)).rows.map(({ occurredAt, withdrawal }) => [
      occurredAt.slice(0, 7),
      withdrawal,
    ]);

  it('cuts what had occurred by then, as it is known today', async () => {
    expect(await touchpoints({})).toBe(2);
    expect(await touchpoints({ asOf: '2026-02-15' })).toBe(1);
    expect(await touchpoints({ asOf: '2026-03-01T10:00:00Z' })).toBe(2);
    expect(await touchpoints({ asOf: '2026-03-01T09:59:59.999Z' })).toBe(1);
    expect(await ids({ asOf: '2026-02-15' })).toEqual([
      ['2026-02', 'reverted'],
      ['2026-01', undefined],
    ]);
  });

  it('shows what was known then: late touchpoints before they came, and what has been taken back since', async () => {
    expect(await touchpoints({ asOf: '-0d', knownBy: '-7d' })).toBe(2);
    expect(await touchpoints({ asOf: '-0d', knownBy: '-3d' })).toBe(3);
    expect(await touchpoints({ asOf: '2026-02-15', knownBy: '-3d' })).toBe(2);
    expect(await touchpoints({ knownBy: '-3d' })).toBe(3);
    expect((await tend.relationship('amber mills', { knownBy: '-3d' })).stakeholders.map(({ name }) => name)).toContain(
      'Bea',
    );
    expect(await ids({ knownBy: '-3d' })).toEqual([
      ['2026-03', undefined],
      ['2026-02', undefined],
      ['2026-01', undefined],
    ]);
    expect(await ids({ knownBy: '-7d' })).toHaveLength(2);
  });

  it('says how far an answer was', async () => {
    const { position, horizon } = await tend.relationship('amber mills', { asOf: '2026-02-15', knownBy: '-7d' });
    const { sequence } = [...tend.workspace.ledger.readAll()].findLast(
      ({ recordedAt }) => recordedAt <= now - 7 * day,
    )!;
    expect([position, horizon]).toEqual([{ from: sequence, to: sequence }, '2026-02-15T23:59:59.999+09:00']);
  });

  it('is paged like the head', async () => {
    const query = { knownBy: '-3d', limit: 2 };
    const first = await tend.timeline('amber mills', query);
    expect([first.rows.length, first.total]).toEqual([2, 3]);
    const second = await tend.timeline('amber mills', { ...query, after: first.next! });
    expect([second.rows.length, second.next]).toEqual([1, undefined]);
    const other = await refusalOf(() => tend.timeline('amber mills', { limit: 2, after: first.next! }));
    expect(other.code).toBe('invalid');
  });

  it('is that of lists too, whose rows are as they were then', async () => {
    const rows = async (query: { asOf?: string; knownBy?: string }) =>
      (await tend.relationships(query)).rows.map(({ name, touchpoints: count }) => [name, count]);
    expect(await rows({})).toEqual([['Amber Mills', 2]]);
    expect(await rows({ asOf: '2026-02-15' })).toEqual([['Amber Mills', 1]]);
    expect(await rows({ asOf: '2026-02-15', knownBy: '-3d' })).toEqual([['Amber Mills', 2]]);
    expect(await rows({ knownBy: '-7d' })).toEqual([['Amber Mills', 2]]);
    expect(await rows({ knownBy: '-3d' })).toEqual([['Amber Mills', 3]]);
    expect(await rows({ asOf: '2020-01-01' })).toEqual([]);
    expect(await rows({ knownBy: '2020-01-01' })).toEqual([]);
    const { position, horizon } = await tend.relationships({ asOf: '2026-02-15', knownBy: '-7d' });
    expect([position.from, horizon]).toEqual([position.to, '2026-02-15T23:59:59.999+09:00']);
  });

  it('tells a relationship that was not there yet from one that is not known', async () => {
    const early = await refusalOf(() => tend.relationship('amber mills', { asOf: '2020-01-01' }));
    expect([early.code, early.message]).toEqual(['not-found', expect.stringContaining('at that moment')]);
    expect((await refusalOf(() => tend.relationship('nobody', { asOf: '2026-02-15' }))).message).toContain('“nobody”');
  });

  it('is a time, a date (its end in the zone of the workspace; today is now), or so long ago', () => {
    const asOf = (text: string) => momentOf(tend.workspace, { asOf: text })!.asOf;
    expect(asOf('2026-02-15')).toBe(Date.parse('2026-02-15T14:59:59.999Z'));
    // Now is 21:00 in Tokyo.
    expect(asOf('2026-11-24')).toBe(now);
    expect(asOf('2026-02-15T12:00')).toBe(Date.parse('2026-02-15T03:00:00Z'));
    expect([asOf('-1h'), asOf('-30d'), asOf('-2w')]).toEqual([now - 3_600_000, now - 30 * day, now - 14 * day]);
    expect(momentOf(tend.workspace, {})).toBeUndefined();
    expect(momentOf(tend.workspace, { knownBy: '1999-01-01' })).toMatchObject({ known: 0 });
  });

  it.each(['2026-11-25', '2027-01-01T00:00:00Z', 'yesterday', '30d', '-30', '2026-02-30', ''])(
    'is not %j',
    async (text) => {
      for (const field of ['asOf', 'knownBy']) {
        expect(await refusalOf(() => momentOf(tend.workspace, { [field]: text }))).toMatchObject({
          code: 'invalid',
          violations: [{ field }],
        });
      }
    },
  );
});
