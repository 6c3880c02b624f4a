import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { businessClock } from '#measures/calendar/business-time.js';
import { clockInForce } from '#measures/calendar/clocks-in-force.js';
import type { OpenHours, OpeningHours } from '#measures/calendar/opening-hours.js';
import { testData } from './test-data.js';

interface BusinessCase {
  readonly why: string;
  readonly zone: string;
  readonly hours: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly holidays: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const { cases } = JSON.parse(readFileSync(testData('cx', 'golden', 'businesstime.json'), 'utf8')) as {
  cases: readonly BusinessCase[];
};

function openingOf({ zone, hours, holidays }: BusinessCase): OpeningHours {
  const entries = Object.entries(hours).flatMap(([name, windows]) =>
    windows.map(([open, close]): OpenHours => ({ weekday: weekdays.indexOf(name) + 1, open, close })),
  );
  return { zone, hours: entries, holidays };
}

describe('business time', () => {
  it('has 40 cases', () => expect(cases).toHaveLength(40));

  it.each(cases)('$zone, $from to $to: $why', (given) => {
    const [from, to] = [Date.parse(given.from), Date.parse(given.to)];
    const clock = businessClock(openingOf(given));
    expect(clock.msBetween(from, to)).toBe(given.seconds * 1000);
    // The way back: so much business time after the start it is the end, or the last open instant before it.
    const reached = clock.instantAfter(from, given.seconds * 1000)!;
    expect(reached).toBeLessThanOrEqual(to);
    expect(clock.msBetween(from, reached)).toBe(given.seconds * 1000);
    if (given.seconds > 0) expect(clock.msBetween(from, reached - 1)).toBe(given.seconds * 1000 - 1);
  });
});

describe('business time across a change of the calendar', () => {
  const { business_minutes: published } = JSON.parse(
    readFileSync(testData('cx', 'metrics_published_examples.json'), 'utf8'),
  ) as {
    business_minutes: {
      created: string;
      first_public_agent_comment: string;
      schedule_change: string;
      schedule_1_minutes_from_sunday: readonly (readonly [number, number])[];
      schedule_2_minutes_from_sunday: readonly (readonly [number, number])[];
    };
  };
  const before = businessClock(scheduleOf(published.schedule_1_minutes_from_sunday));
  const after = businessClock(scheduleOf(published.schedule_2_minutes_from_sunday));
  const [created, changed, commented] = [
    published.created,
    published.schedule_change,
    published.first_public_agent_comment,
  ].map((text) => Date.parse(text)) as [number, number, number];

  it('adds up what each calendar says for its own time: 960 minutes and 8 seconds', () => {
    const clock = clockInForce([
      { since: 0, clock: before },
      { since: changed, clock: after },
    ]);
    expect(clock.msBetween(created, commented)).toBe((960 * 60 + 8) * 1000);
    expect(clock.instantAfter(created, (960 * 60 + 8) * 1000)).toBe(commented);
  });

  it('under the later calendar alone is 448 min 22 s on the first day and 241 min 46 s on the second', () => {
    // Printed are 689.46 min: there the start was rounded, and 19:01:46 was written as minute 1.46.
    expect(after.msBetween(created, commented)).toBe((448 * 60 + 22 + 241 * 60 + 46) * 1000);
  });
});

/** Minutes since Sunday 00:00; a window may go on after midnight. */
function scheduleOf(windows: readonly (readonly [number, number])[]): OpeningHours {
  const time = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const hours = windows.flatMap(([from, to]) => {
    const days: OpenHours[] = [];
    for (let day = Math.floor(from / 1440); day * 1440 < to; day++) {
      const [open, close] = [Math.max(from - day * 1440, 0), Math.min(to - day * 1440, 1440)];
      days.push({ weekday: day % 7 === 0 ? 7 : day % 7, open: time(open), close: time(close) });
    }
    return days;
  });
  return { zone: 'UTC', hours, holidays: [] };
}
