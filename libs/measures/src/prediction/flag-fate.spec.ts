import { describe, expect, it } from '@jest/globals';
import { fateOfFlag } from './flag-fate.js';
import { usualHorizon, type RelationshipHistory } from './relationship-history.js';

const known = (...days: readonly number[]) => days.map((day) => ({ day, knownOn: day }));
const history = (given: Partial<RelationshipHistory>): RelationshipHistory => ({ id: 'a', acts: [], ...given });
const fate = (given: Partial<RelationshipHistory>, day: number, endedOn?: number, through = 5_000) =>
  fateOfFlag(history(given), { day, endedOn }, usualHorizon, through);

describe('the fate of a flag', () => {
  it('is that nobody came for a whole horizon, from the last act on, or that somebody did', () => {
    expect(fate({ acts: known(0, 10, 20) }, 40)).toEqual({ outcome: 'left', leftOn: 200, leadDays: 160 });
    expect(fate({ acts: known(0, 10, 20, 220) }, 40)).toEqual({ outcome: 'stayed' });
    expect(fate({ acts: known(0, 10, 20, 221) }, 40)).toMatchObject({ outcome: 'left' });
  });

  it('waits four usual gaps of what was known on the day of the flag, where these are longer', () => {
    expect(fate({ acts: known(0, 100, 200, 750) }, 350)).toEqual({ outcome: 'stayed' });
    expect(fate({ acts: known(0, 100, 200, 751) }, 350)).toEqual({ outcome: 'left', leftOn: 600, leadDays: 250 });
    const lateFirst = [{ day: 0, knownOn: 400 }, ...known(190, 200, 540)];
    expect(fate({ acts: lateFirst }, 350)).toEqual({ outcome: 'left', leftOn: 380, leadDays: 30 });
  });

  it('is not known before the horizon is over, whatever was seen', () => {
    expect(fate({ acts: known(0, 10, 20, 60) }, 40, 60, 219)).toEqual({ outcome: 'not-yet-known' });
    expect(fate({ acts: known(0, 10, 20, 60) }, 40, 60, 220)).toEqual({ outcome: 'stayed' });
  });

  it('counts an act of the day of the flag where the flag was over on it', () => {
    const acts = known(0, 10, 20, 40);
    expect(fate({ acts }, 40, 40)).toEqual({ outcome: 'stayed' });
    // Over for another reason than an act, or over later.
    expect(fate({ acts: known(0, 10, 20) }, 40, 40)).toMatchObject({ outcome: 'left' });
    expect(fate({ acts }, 40, 90)).toMatchObject({ outcome: 'left' });
    expect(fate({ acts, endings: known(50) }, 40, 40)).toEqual({ outcome: 'left', leftOn: 50, leadDays: 10 });
  });

  it('is an ending alone where a contract runs, and unknown where a feed is down', () => {
    const acts = known(0, 10, 20);
    const contracts = [{ from: 0, until: 1_000 }];
    expect(fate({ acts, contracts }, 40)).toEqual({ outcome: 'stayed' });
    expect(fate({ acts, contracts, endings: known(45) }, 40)).toEqual({ outcome: 'left', leftOn: 45, leadDays: 5 });
    expect(fate({ acts, outages: [{ from: 100, until: 110 }] }, 40)).toEqual({ outcome: 'feed-down' });
  });

  it('is unusable of who was merged or erased, or never acted', () => {
    expect(fate({ unusable: 'merged' }, 40)).toEqual({ outcome: 'unusable' });
    expect(fateOfFlag(undefined, { day: 40 }, usualHorizon, 5_000)).toEqual({ outcome: 'unusable' });
  });
});
