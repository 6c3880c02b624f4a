import { describe, expect, it } from '@jest/globals';
import { alarmRecordOf } from './alarm-record.js';
import { usualHorizon, type RelationshipHistory } from './relationship-history.js';

const known = (...days: readonly number[]) => days.map((day) => ({ day, knownOn: day }));
const record = (histories: readonly Omit<RelationshipHistory, 'id'>[], knownUntil = 730) =>
  alarmRecordOf(
    histories.map((history, i) => ({ id: `R${i}`, ...history })),
    usualHorizon,
    knownUntil,
  );

describe('the record of alarms', () => {
  it('counts who left after a flag, who did not, and what cannot be known yet', () => {
    const found = record([
      { acts: known(0, 10), flags: [40] },
      { acts: known(0, 10, 100), flags: [40] },
      { acts: known(0, 10), endings: known(300), flags: [200] },
      { acts: known(0, 640), flags: [700] },
      { acts: known(0, 10), outages: [{ from: 50, until: 60 }], flags: [40] },
    ]);
    expect(found).toMatchObject({ flags: 5, right: 2, wrong: 1, notYetKnown: 2 });
  });

  it('says how long before it was plain the right ones came', () => {
    // 190 is 180 days after the last act on day 10; an ending says it at once; a flag of day 195 came too late.
    const found = record([
      { acts: known(0, 10), flags: [40] },
      { acts: known(0, 10), endings: known(300), flags: [200] },
      { acts: known(0, 10), flags: [195] },
    ]);
    expect(found.leadDays).toEqual({ low: (100 - 5) / 2, median: 100, high: (150 + 100) / 2 });
  });

  it('forgets what was known to be no act, and watches from a day on where that is told', () => {
    const acts = [...known(0, 10), { day: 100, knownOn: 100, withdrawnOn: 110 }];
    expect(record([{ acts, flags: [40, 120] }])).toMatchObject({ flags: 1, right: 1, wrong: 0 });
    const watched = alarmRecordOf([{ id: 'R', acts: known(0, 10) }], usualHorizon, 730, 365);
    expect(watched.relationshipYears).toBe(1);
  });

  it('counts the false ones for each relationship and year that was watched', () => {
    const found = record([
      { acts: known(0, 250, 600), flags: [100, 400] },
      { acts: known(365, 400), flags: [] },
      { acts: known(0, 100), endings: known(365) },
      { acts: known(0), unusable: 'erased', flags: [50] },
    ]);
    expect(found).toMatchObject({ wrong: 1, right: 0, notYetKnown: 1, relationshipYears: 2 + 1 + 1 });
    expect(found.wrongPerYear).toBe(1 / 4);
  });

  it('takes the flags of one silence as one', () => {
    const found = record([{ acts: known(0, 10, 200, 210), flags: [80, 40, 40, 250] }]);
    expect(found).toMatchObject({ flags: 2, wrong: 1, right: 1 });
  });

  it('looks not beyond what is known', () => {
    expect(record([{ acts: known(0, 10), flags: [900] }]).flags).toBe(0);
  });

  it('of nobody is empty', () => {
    expect(record([])).toEqual({
      flags: 0,
      right: 0,
      wrong: 0,
      notYetKnown: 0,
      relationshipYears: 0,
      wrongPerYear: undefined,
      leadDays: undefined,
    });
    expect(record([{ acts: [], flags: [100] }])).toMatchObject({ relationshipYears: 0, wrongPerYear: undefined });
  });
});
