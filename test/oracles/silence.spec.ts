import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { alarmThreshold, decideSilence } from '#measures/rhythm/silence-decision.js';
import { lnSilenceProbability, silenceProbability } from '#measures/rhythm/silence.js';
import { silenceAlarmAfter } from '#measures/rhythm/silence-deadline.js';
import { testData } from './test-data.js';

type Row = readonly number[];

const golden = JSON.parse(readFileSync(testData('cx', 'golden', 'silence.json'), 'utf8')) as {
  readonly cases: readonly Row[];
  readonly instant: readonly Row[];
  readonly decision: readonly {
    readonly f: number;
    readonly usualGapDays: number;
    readonly x: number;
    readonly silentDays: number;
    readonly p: number;
    readonly pStar: number;
    readonly alarm: boolean;
    readonly why: string;
  }[];
};

const relativeError = (actual: number, expected: number): number =>
  actual === expected ? 0 : Math.abs(actual / expected - 1);

describe('silence', () => {
  it('has the tails that were computed with 36 digits', () => {
    expect(golden.cases).toHaveLength(1004);
    const wrong = golden.cases.filter(([k, r, alpha, x, t, s, p, lnP]) => {
      const rhythm = { k: k!, r: r!, alpha: alpha! };
      const span = { gaps: x!, operationalDays: t! };
      const lnError = Math.abs(lnSilenceProbability(rhythm, span, s!) - lnP!);
      const isNear = p! <= 1e-300 || relativeError(silenceProbability(rhythm, span, s!), p!) <= 1e-8;
      return !isNear || !(lnError <= Math.max(1e-8, 1e-10 * Math.abs(lnP!)));
    });
    expect(wrong).toEqual([]);
  });

  it.each(golden.decision)('is decided: $why', ({ f, usualGapDays, x, silentDays, p, pStar, alarm }) => {
    expect(alarmThreshold(usualGapDays, f)).toBe(pStar);
    const { outcome } = decideSilence({ gaps: x, usualGapDays, silentDays, p, falseAlarmsPerYear: f });
    expect(outcome === 'alarm').toBe(alarm);
  });

  it('reaches the threshold when it should', () => {
    expect(golden.instant).toHaveLength(60);
    const wrong = golden.instant.filter(([k, r, alpha, x, t, usualGap, pStar, sAtPStar, sAlarm]) => {
      // Here every day is open: operational days are calendar days.
      const span = { gaps: x!, operationalDays: t!, calendarDays: t! };
      const after = silenceAlarmAfter({ k: k!, r: r!, alpha: alpha! }, span)!;
      const alarm = Math.max(after.operationalDays, after.calendarDays);
      return !(
        relativeError(alarmThreshold(usualGap!), pStar!) < 1e-15 &&
        relativeError(after.operationalDays, sAtPStar!) <= 1e-8 &&
        relativeError(alarm, sAlarm!) <= 1e-8
      );
    });
    expect(wrong).toEqual([]);
  });
});
