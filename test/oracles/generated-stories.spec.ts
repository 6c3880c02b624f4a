import { beforeAll, describe, expect, it } from '@jest/globals';
import { portfolioTruths, type StoryTruth } from '#workspace/demonstration/portfolio.js';
import { storyKinds, type StoryKind } from '#workspace/demonstration/story.js';
import { naiveDays, rawEvents, type RawEvent } from './naive-portfolio.js';

const dayMs = 86_400_000;

interface Told {
  readonly truth: StoryTruth;
  readonly events: readonly RawEvent[];
  /** Instants of their contact-days. */
  readonly days: readonly number[];
}

async function toldOf(options: { relationships: number; events: number; seed: number }): Promise<Told[]> {
  const events = await rawEvents(options);
  const byKey = Map.groupBy(events, ({ id }) => id.split('/')[0]!);
  return [...portfolioTruths(options)].map((truth) => {
    const own = byKey.get(truth.relationship)!;
    const [days = []] = naiveDays(own, Infinity).values();
    return { truth, events: own, days };
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const gapsOf = (days: readonly number[]): number[] => days.slice(1).map((day, i) => (day - days[i]!) / dayMs);
const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** What is true of a story has to be in its touchpoints, counted by the plainest means. */
describe.each([
  ['told tersely', { relationships: 300, events: 15_000, seed: 21 }],
  ['told at length', { relationships: 150, events: 45_000, seed: 22 }],
])('stories %s', (_title, options) => {
  let told: Told[];
  beforeAll(async () => {
    told = await toldOf(options);
  });

  const of = (...kinds: StoryKind[]): Told[] => told.filter(({ truth }) => kinds.includes(truth.kind));
  const before = ({ truth, days }: Told): number[] => days.filter((day) => day <= truth.turnAt! + 60_000);
  const after = ({ truth, days }: Told): number[] => days.filter((day) => day > truth.turnAt! + dayMs);

  it('are of every kind', () => {
    expect(new Set(told.map(({ truth }) => truth.kind))).toEqual(new Set(storyKinds));
  });

  it('have the usual gap that is said, however many touchpoints a day has', () => {
    const ratios = told.flatMap((one) => {
      const { kind, turnAt, gapDays } = one.truth;
      if (gapDays === null || kind === 'seasonal') return [];
      const gaps = gapsOf(turnAt === null ? one.days : before(one));
      return gaps.length < 8 ? [] : [meanOf(gaps) / gapDays];
    });
    expect(ratios.length).toBeGreaterThan(70);
    expect(median(ratios)).toBeGreaterThan(0.9);
    expect(median(ratios)).toBeLessThan(1.12);
  });

  it('have the rhythm after the turn that they are told with', () => {
    // Time by contact-days, and not the mean of gaps: the long ones are those that the end cuts off.
    const stretchOf = (kind: StoryKind): number => {
      let [usualGaps, contacts] = [0, 0];
      for (const one of of(kind)) {
        const { turnAt, until, gapDays } = one.truth;
        const end = one.events.find(({ type }) => type === 'Cancelled')?.at ?? until;
        usualGaps += (end - turnAt!) / dayMs / gapDays!;
        contacts += after(one).length;
      }
      return usualGaps / contacts;
    };
    expect(stretchOf('withdrawal')).toBeGreaterThan(2.8);
    expect(stretchOf('champion-lost')).toBeGreaterThan(2);
    expect(stretchOf('recovery')).toBeLessThan(1.4);
    expect(stretchOf('new-product')).toBeLessThan(1.2);
  });

  it('go quiet where they go quiet, and call three times where nobody answers', () => {
    for (const one of of('goes-quiet')) expect(after(one)).toEqual([]);
    for (const one of of('neglect')) {
      expect(after(one).length).toBeLessThanOrEqual(3);
      const ours = one.events.filter(({ type, at, data }) => {
        const isContact = type === 'CallHeld' ? data.direction === 'outbound' : type === 'MessageSent';
        return isContact && data.automated !== true && at > one.truth.turnAt! + 5 * dayMs;
      });
      expect(ours).toEqual([]);
    }
    expect(meanOf(of('neglect').map((one) => after(one).length))).toBeGreaterThan(2);
    for (const { days } of of('one-time')) expect(days.length).toBe(1);
    for (const { days } of of('outreach')) expect(days.length).toBe(0);
  });

  it('have the event at the turn that turns them', () => {
    const at = ({ truth, events }: Told, type: string): boolean =>
      events.some((event) => event.type === type && Math.abs(event.at - truth.turnAt!) < dayMs);
    for (const one of of('betrayal', 'apology', 'recovery')) expect(at(one, 'ComplaintRaised')).toBe(true);
    for (const one of of('champion-lost')) expect(at(one, 'ChampionLost')).toBe(true);
    for (const one of of('new-product')) expect(at(one, 'OrderPlaced')).toBe(true);
    const apologised = ({ truth, events }: Told): boolean =>
      events.some(({ type, at: when }) => type === 'ApologyMade' && when > truth.turnAt!);
    for (const one of of('apology', 'recovery')) expect(apologised(one)).toBe(true);
  });

  it('come in their season', () => {
    const months = of('seasonal').flatMap(({ days }) => days.map((day) => new Date(day).getUTCMonth()));
    // 2.5 against 0.25 a day: five of six in a third of the year.
    expect(months.filter((month) => month >= 8).length / months.length).toBeGreaterThan(0.7);
  });
});
