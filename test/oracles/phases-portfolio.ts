import { dayMs } from '#core/zones.js';
import { dayOf, type Instant } from '#core/time.js';
import { operationalClock } from '#measures/calendar/operational-time.js';
import { nextLookAt } from '#measures/phases/next-look.js';
import { phaseRulesV0, type PhaseRules } from '#measures/phases/phase-rules.js';
import { contactHappened, timePassed } from '#measures/phases/trajectory.js';
import { noTrajectory, type TrajectoryTerms } from '#measures/phases/trajectory-state.js';
import { fitRhythm } from '#measures/rhythm/rhythm-fit.js';
import type { Rhythm } from '#measures/rhythm/rhythm.js';
import { estimateShape } from '#measures/rhythm/shape-estimate.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';

// Bound once: a look-up costs more than the arithmetic under Jest.
const { PI, cos, exp, log, min } = Math;

/** Relationships that never change: gaps of one shape, in operational time, each relationship with a rate of its own. */
export interface UnchangingPortfolio {
  readonly seed: number;
  /** 4 regular, 1 random, ½ in bursts. */
  readonly k: 4 | 1 | 0.5;
  /** Mean gap in operational days, from and to; between them the logarithm is uniform. */
  readonly gapFrom: number;
  readonly gapTo: number;
  readonly relationships: number;
  /** How long each is watched, in calendar days. */
  readonly days: number;
  readonly rules?: Partial<PhaseRules>;
}

/** What the machine said of them although nothing changed; all per relationship and year. */
export interface SaidOfUnchanging {
  readonly changes: number;
  /** Without those of the beginning: out of establishment. */
  readonly changesAfterwards: number;
  readonly silence: number;
  readonly decline: number;
  readonly growth: number;
  readonly recoveries: number;
  /** Share of the time in deterioration or dissolution. */
  readonly down: number;
}

const weekdays = {
  zone: 'UTC',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, open: '00:00', close: '24:00' })),
  holidays: [],
};
const start = Date.UTC(2020, 0, 1, 9);

/** Simulates a portfolio and tells it to the state machine, act by act and deadline by deadline. */
export function toldOf(portfolio: UnchangingPortfolio): SaidOfUnchanging {
  const clock = operationalClock(weekdays);
  const histories = drawHistories(portfolio, clock.instantAfter.bind(clock));
  const terms: TrajectoryTerms = {
    rules: { ...phaseRulesV0, ...portfolio.rules },
    rhythm: fitted(histories, clock.msBetween.bind(clock)),
    clock,
    openDays: clock,
    cadenceDays: null,
    kind: 'b2b',
    itself: [],
    feedsUp: () => true,
  };
  const found = { changes: 0, changesAfterwards: 0, silence: 0, decline: 0, growth: 0, recoveries: 0, down: 0 };
  for (const history of histories) addTo(found, history, terms, start + portfolio.days * dayMs);
  const years = (portfolio.relationships * portfolio.days) / 365;
  return Object.fromEntries(Object.entries(found).map(([name, n]) => [name, n / years])) as unknown as SaidOfUnchanging;
}

function drawHistories(
  { seed, k, gapFrom, gapTo, relationships, days }: UnchangingPortfolio,
  instantAfter: (from: Instant, ms: number) => Instant | undefined,
): Instant[][] {
  const uniform = mulberry32(seed);
  const exponential = (): number => -log(1 - uniform());
  const drawGap =
    k === 0.5
      ? () => 2 * exponential() * cos(2 * PI * uniform()) ** 2
      : () => {
          let sum = 0;
          for (let i = 0; i < k; i++) sum += exponential();
          return sum / k;
        };
  return Array.from({ length: relationships }, () => {
    const meanGap = exp(log(gapFrom) + uniform() * log(gapTo / gapFrom));
    const acts = [start + uniform() * min(30, meanGap) * dayMs];
    for (;;) {
      const next = instantAfter(acts.at(-1)!, drawGap() * meanGap * dayMs);
      if (next === undefined || next > start + days * dayMs) return acts;
      acts.push(next);
    }
  });
}

/** The rhythm of the segment as it would be fitted: to the contact-days of these relationships. */
function fitted(histories: readonly (readonly Instant[])[], msBetween: (a: Instant, b: Instant) => number): Rhythm {
  const gaps = histories.slice(0, 500).map((acts) => {
    const days = acts.filter((at, i) => i === 0 || dayOf(at, 'UTC') !== dayOf(acts[i - 1]!, 'UTC'));
    return days.slice(1).map((at, i) => msBetween(days[i]!, at) / dayMs);
  });
  const fit = fitRhythm(gaps);
  if (!('noFit' in fit)) return fit;
  // Relationships too much alike to have rates of their own: a wide prior about the rate that they share.
  const shape = estimateShape(gaps)?.k ?? 1;
  const all = gaps.flat();
  return { k: shape, r: 3, alpha: ((3 / shape) * all.reduce((sum, gap) => sum + gap, 0)) / all.length };
}

const theirs = new Set(['theirs'] as const);

function addTo(
  found: { -readonly [N in keyof SaidOfUnchanging]: number },
  history: readonly Instant[],
  terms: TrajectoryTerms,
  until: Instant,
): void {
  const state = noTrajectory();
  let decline: unknown = null;
  const pass = (to: Instant): void => {
    for (let next = nextLookAt(state, terms); next !== undefined && next <= to; next = nextLookAt(state, terms)) {
      const before = state.silence.alarmAt;
      timePassed(state, next, terms);
      if (before === null && state.silence.alarmAt !== null) found.silence++;
    }
  };
  for (const [i, at] of history.entries()) {
    pass(at - 1);
    const act = { at, day: dayOf(at, 'UTC'), sides: theirs, conversations: [], people: { theirs: [], ours: [] } };
    contactHappened(state, act, { event: `e${i}`, since: at }, terms);
    if (state.decline !== null && state.decline !== decline && state.decline.detectedAt === at) found.decline++;
    decline = state.decline;
    if (state.growth?.at === at) found.growth++;
  }
  pass(until);
  found.changes += state.history.length + state.dropped;
  const entries = [...state.history, state.phase];
  for (const [i, entry] of entries.entries()) {
    if (i > 0 && !/establish/.test(entries[i - 1]!.phase)) found.changesAfterwards++;
    if (entry.phase === 'recovery') found.recoveries++;
    const next = entries[i + 1]?.detectedAt ?? until;
    if (entry.phase === 'deterioration' || entry.phase === 'dissolved')
      found.down += (next - entry.detectedAt) / (365 * dayMs);
  }
}
