import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { summarizeCounts } from './effort-counts.js';
import { assignedTo, contactedAbout, newMatter, openedMatter, resolvedMatter, transferredTo } from './matter-effort.js';

const nobody = { person: null, team: null };
const none = { repeatContacts: 0, channelSwitches: 0, transfers: 0, reopenings: 0 };

describe('the effort of a matter', () => {
  it('is contact-days beyond the first, and switches of a channel that is known', () => {
    const matter = newMatter();
    openedMatter(matter, true);
    contactedAbout(matter, '2024-01-01', 'email');
    contactedAbout(matter, '2024-01-01', 'email');
    contactedAbout(matter, '2024-01-02', undefined);
    contactedAbout(matter, '2024-01-03', 'phone');
    contactedAbout(matter, '2024-01-03', 'email');
    expect(resolvedMatter(matter)).toEqual({ ...none, repeatContacts: 2, channelSwitches: 2 });
    expect(matter.firstChannel).toBe('email');
  });

  it('is nothing where nobody was in contact', () => {
    expect(resolvedMatter(newMatter())).toEqual(none);
  });

  it('counts the first of two resolutions, and goes on where it is opened again', () => {
    const matter = newMatter();
    openedMatter(matter, true);
    contactedAbout(matter, '2024-01-01', 'email');
    expect(resolvedMatter(matter)).toEqual(none);
    contactedAbout(matter, '2024-01-05', 'phone');
    expect(resolvedMatter(matter)).toBeUndefined();
    openedMatter(matter, false);
    openedMatter(matter, false);
    expect(resolvedMatter(matter)).toEqual({ ...none, repeatContacts: 1, channelSwitches: 1, reopenings: 1 });
  });

  it.each([
    ['the first to have it', [{ person: 'a', team: 'x' }], 0],
    [
      'a person of the team that has it',
      [
        { ...nobody, team: 'x' },
        { person: 'a', team: 'x' },
      ],
      0,
    ],
    [
      'the same person again',
      [
        { person: 'a', team: 'x' },
        { person: 'a', team: null },
        { person: 'a', team: 'x' },
      ],
      0,
    ],
    [
      'another person',
      [
        { person: 'a', team: 'x' },
        { person: 'b', team: 'x' },
      ],
      1,
    ],
    [
      'another team, and back',
      [
        { ...nobody, team: 'x' },
        { ...nobody, team: 'y' },
        { ...nobody, team: 'x' },
      ],
      2,
    ],
    [
      'another team, then one of it',
      [
        { person: 'a', team: 'x' },
        { ...nobody, team: 'y' },
        { person: 'b', team: 'y' },
      ],
      1,
    ],
    ['nobody that is named', [nobody, { person: 'a', team: null }, nobody], 0],
  ])('is given to %s', (_name, holders, transfers) => {
    const matter = newMatter();
    for (const to of holders) assignedTo(matter, to);
    expect(matter.transfers).toBe(transfers);
  });

  it('is one transfer where it is handed over and then given to one of that team', () => {
    const matter = newMatter();
    assignedTo(matter, { person: 'a', team: 'x' });
    transferredTo(matter, { ...nobody, team: 'y' });
    assignedTo(matter, { person: 'b', team: 'y' });
    expect(matter.transfers).toBe(1);
  });
});

describe('counts of matters', () => {
  it('have mean, median and 90th percentile of the list that they count, from 20 on', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 60 }), (values) => {
        const found = summarizeCounts(values.map((value) => ({ value, matters: 1 })));
        expect(found.n).toBe(values.length);
        if (values.length < 20)
          return expect([found.mean, found.median, found.p90]).toEqual([undefined, undefined, undefined]);
        const sorted = values.toSorted((a, b) => a - b);
        const at = (share: number): number => {
          const place = share * (sorted.length - 1);
          const low = sorted[Math.floor(place)]!;
          return low + ((sorted[Math.floor(place) + 1] ?? low) - low) * (place - Math.floor(place));
        };
        expect(found.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 12);
        expect(found.median).toBeCloseTo(at(0.5), 9);
        expect(found.p90).toBeCloseTo(at(0.9), 9);
      }),
    );
  });

  it('leave out what is counted no more', () => {
    const given = [
      { value: 3, matters: 2 },
      { value: 1, matters: 1 },
      { value: 3, matters: -2 },
    ];
    expect(summarizeCounts(given)).toMatchObject({ n: 1, counts: [{ value: 1, matters: 1 }] });
    expect(summarizeCounts([])).toMatchObject({ n: 0, counts: [] });
  });
});
