import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { publicHolidays, wholeDays, type HolidaysAsked, type HolidaysFound } from './public-holidays.js';

async function daysOf(asked: HolidaysAsked): Promise<readonly string[]> {
  const found = await publicHolidays(asked);
  if (!('days' in found)) throw new Error(JSON.stringify(found));
  return found.days;
}
const refusals = async (asked: HolidaysAsked): Promise<readonly string[]> => {
  const found = await publicHolidays(asked);
  if ('days' in found) throw new Error(`It found ${found.days.length} days.`);
  return found.map(({ field, message }) => `${field} ${message}`);
};
const in2026 = { fromYear: 2026, toYear: 2026 };

/**
 * Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8), as ms of its midnight in UTC.
 */
function easterMs(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const i = Math.floor(c / 4);
  const l = (32 + 2 * (b % 4) + 2 * i - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  return Date.UTC(year, month - 1, (h + l - 7 * m + 33 * month + 19) % 32);
}
const dayAfter = (ms: number, days: number): string => new Date(ms + days * 86_400_000).toISOString().slice(0, 10);

describe('public holidays', () => {
  // Written down from the calendars of 2026: 26 January is a Monday, 25 April a Saturday, 26 December a Saturday.
  it('of New South Wales are those of its Public Holidays Act, days in lieu included', async () => {
    expect(await daysOf({ country: 'AU', region: 'NSW', ...in2026 })).toEqual([
      '2026-01-01',
      '2026-01-26',
      '2026-04-03',
      '2026-04-04',
      '2026-04-05',
      '2026-04-06',
      '2026-04-25',
      '2026-04-27',
      '2026-06-08',
      '2026-10-05',
      '2026-12-25',
      '2026-12-26',
      '2026-12-28',
    ]);
  });

  // Corpus Christi is 60 days after Easter Sunday, 5 April 2026; all of Germany does not have it, nor All Saints' Day.
  it('of a part are those of the country and its own', async () => {
    const [germany, bavaria] = [
      await daysOf({ country: 'DE', ...in2026 }),
      await daysOf({ country: 'DE', region: 'BY', ...in2026 }),
    ];
    expect(germany).toHaveLength(9);
    expect(bavaria.filter((day) => !germany.includes(day))).toEqual(['2026-01-06', '2026-06-04', '2026-11-01']);
    expect(germany.filter((day) => !bavaria.includes(day))).toEqual([]);
    // The peace festival is a holiday in Augsburg alone, the Assumption where most people are Catholics.
    const augsburg = await daysOf({ country: 'DE', region: 'BY-A', ...in2026 });
    expect(augsburg.filter((day) => !bavaria.includes(day))).toEqual(['2026-08-08', '2026-08-15']);
  });

  // 5 U.S.C. 6103: the fourth Thursday in November; 4 July 2026 is a Saturday, so the Friday before is free too.
  it('of the United States are the federal ones', async () => {
    const days = await daysOf({ country: 'US', ...in2026 });
    expect(days).toEqual(
      expect.arrayContaining(['2026-11-26', '2026-07-03', '2026-07-04', '2026-09-07', '2026-06-19']),
    );
    expect(days).not.toContain('2026-11-27');
  });

  // 1 January 2022 is a Saturday: the day in lieu lies in the year before, and belongs to that one.
  it('lie in the years that are asked for, wherever the holiday that they stand for lies', async () => {
    expect(await daysOf({ country: 'US', fromYear: 2021, toYear: 2021 })).toContain('2021-12-31');
    expect((await daysOf({ country: 'US', fromYear: 2022, toYear: 2022 }))[0]).toBe('2022-01-01');
    // The Feast of Sacrifice of 1427 was from 31 December 2006 to 3 January 2007 in Turkey.
    const [turkey2006, turkey2007] = [
      await daysOf({ country: 'TR', fromYear: 2006, toYear: 2006 }),
      await daysOf({ country: 'TR', fromYear: 2007, toYear: 2007 }),
    ];
    expect([turkey2006.at(-1), ...turkey2007.slice(0, 4)]).toEqual([
      '2006-12-31',
      '2007-01-01',
      '2007-01-02',
      '2007-01-03',
      '2007-04-23',
    ]);
  });

  it('that move with Easter are where the computus has it, in every year that can be asked for', async () => {
    for (const [fromYear, toYear] of [
      [1970, 1999],
      [2000, 2029],
      [2030, 2059],
      [2060, 2075],
    ] as const) {
      const days = new Set(await daysOf({ country: 'AT', fromYear, toYear }));
      for (let year = fromYear; year <= toYear; year++)
        expect([1, 39, 50, 60].map((after) => days.has(dayAfter(easterMs(year), after)))).toEqual([
          true,
          true,
          true,
          true,
        ]);
    }
  });

  it('are whole days alone', async () => {
    // Northern Territory: 24 December from 19:00. Solothurn: 1 May from noon.
    expect(await daysOf({ country: 'AU', region: 'NT', ...in2026 })).not.toContain('2026-12-24');
    expect(await daysOf({ country: 'CH', region: 'SO', ...in2026 })).not.toContain('2026-05-01');
    // Turkey, law 2429: three and a half, and four and a half days. In 2026 the whole ones begin on 20 March and 27 May.
    const turkey = await daysOf({ country: 'TR', ...in2026 });
    expect(turkey.filter((day) => /^2026-(?:03|05-2|05-3)/.test(day))).toEqual([
      '2026-03-20',
      '2026-03-21',
      '2026-03-22',
      '2026-05-27',
      '2026-05-28',
      '2026-05-29',
      '2026-05-30',
    ]);
    // Israel: days begin in the evening before; Yom Kippur of 5787 is 21 September 2026.
    expect(await daysOf({ country: 'IL', ...in2026 })).toContain('2026-09-21');
    expect(await daysOf({ country: 'IL', ...in2026 })).not.toContain('2026-09-20');
    // Chuseok is the full moon of the eighth lunar month, 25 September 2026, with the days before and after.
    const korea = await daysOf({ country: 'KR', ...in2026 });
    expect(korea).toEqual(expect.arrayContaining(['2026-09-24', '2026-09-25', '2026-09-26']));
  });

  // Landsgemeinde of Glarus: the Näfelser Fahrt is the first Thursday in April, a week later in Holy Week, as in 2026.
  it('give way to days that are no public holidays themselves', async () => {
    const glarus = await daysOf({ country: 'CH', region: 'GL', ...in2026 });
    expect(glarus).toContain('2026-04-09');
    expect(glarus).not.toContain('2026-04-02');
  });

  it.each([
    ['2026-12-24 14:00:00', '2026-12-24T14:00Z', 10, []],
    ['2026-12-24 14:00:00', '2026-12-24T14:00Z', 48, ['2026-12-25']],
    ['2026-12-24 14:00:00', '2026-12-24T14:00Z', 58, ['2026-12-25', '2026-12-26']],
    ['2026-12-31 00:00:00', '2026-12-31T00:00Z', 36, ['2026-12-31']],
    ['2026-12-31 00:00:00 -0600', '2026-12-30T18:00Z', 48, ['2026-12-31', '2027-01-01']],
  ])('from %s (%s) for %d hours take up %j', (date, start, hours, days) => {
    const startMs = Date.parse(start);
    const given = { date, start: new Date(startMs), end: new Date(startMs + hours * 3_600_000) };
    expect(wholeDays(given)).toEqual(days);
  });

  it('are found by codes in small letters too, and told in capital ones', async () => {
    const found = (await publicHolidays({ country: 'de', region: 'by.a', ...in2026 })) as HolidaysFound;
    expect(found.of).toEqual({ country: 'DE', region: 'BY-A', ...in2026 });
    expect(((await publicHolidays({ country: 'se', ...in2026 })) as HolidaysFound).of).toEqual({
      country: 'SE',
      ...in2026,
    });
  });

  it('of some years are those of each of them, in order, each once', async () => {
    const country = fc.constantFrom('AU', 'DE', 'US', 'GB', 'JP', 'TR', 'KR', 'IL', 'BR', 'IN');
    await fc.assert(
      fc.asyncProperty(country, fc.integer({ min: 1990, max: 2060 }), fc.nat(4), async (one, fromYear, more) => {
        const all = await daysOf({ country: one, fromYear, toYear: fromYear + more });
        const each: string[] = [];
        for (let year = fromYear; year <= fromYear + more; year++)
          each.push(...(await daysOf({ country: one, fromYear: year, toYear: year })));
        expect(all).toEqual(each);
        expect(all).toEqual([...new Set(all)].sort());
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    [{ country: 'Australia' }, 'perhaps AU (Australia)'],
    [{ country: 'Germny' }, 'perhaps DE (Germany)'],
    [{ country: 'UK' }, 'perhaps GB (United Kingdom)'],
    [{ country: 'XX' }, 'known are AD, AE, AG'],
    [{ country: '__proto__' }, 'known are AD'],
    [{ country: 'DE', region: 'Bavaria' }, 'a part of Germany: BB (Brandenburg), BE (Berlin)'],
    [{ country: 'DE', region: 'Bayern' }, 'perhaps BY (Bayern)'],
    [{ country: 'DE', region: 'BY-X' }, 'a part of DE, Bayern: BY-A (Stadt Augsburg)'],
    [{ country: 'DE', region: 'BY-A-B' }, 'a part of DE, Bayern'],
    [{ country: 'DE', region: 'constructor' }, 'a part of Germany'],
    [{ country: 'AX', region: 'X' }, 'must be absent: of no part of Åland Islands'],
    [{ country: 'DE', region: 'BE-X' }, 'must be absent: of no part of DE, Berlin'],
  ] as const)('of %j are refused', async (place, says) => {
    const [only, ...others] = await refusals({ ...place, ...in2026 });
    expect(only).toContain(says);
    expect(others).toEqual([]);
  });

  it.each([
    [2026, 2025, ['toYear must not be before fromYear']],
    [2026, 2056, ['toYear must leave at most 30 years: the law changes']],
    [1969, 2076, ['fromYear must be a year from 1970 to 2075', 'toYear must be a year from 1970 to 2075']],
  ])('of the years %d to %d are refused', async (fromYear, toYear, says) => {
    expect(await refusals({ country: 'AT', fromYear, toYear })).toEqual(says);
    expect(await daysOf({ country: 'AT', fromYear: 2026, toYear: 2055 })).toHaveLength(30 * 13);
  });
});
