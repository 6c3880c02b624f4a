import type { Happened, PhasesOf } from './experience-testing.js';

/** What customers feel of a process, recomputed from what happened by plain loops, for the definition of `experience-testing`. */

const dayMs = 86_400_000;
const windowMs = 90 * dayMs;
const limitMs = 60 * 3_600_000;

interface NaiveCase {
  readonly number: string;
  readonly customer: string;
  readonly steps: readonly Happened[];
}

export function naiveCases(happened: readonly Happened[], at: number): NaiveCase[] {
  const found = new Map<string, Happened[]>();
  for (const one of happened)
    if (one.case !== undefined && one.at <= at) found.set(one.case, [...(found.get(one.case) ?? []), one]);
  return [...found].map(([number, steps]) => ({ number, customer: steps[0]!.customer, steps }));
}

/** A case as it was by an instant. */
function walked({ steps }: NaiveCase, at: number) {
  const known = steps.filter((step) => step.at <= at);
  const seen = new Set<string>();
  const teams: string[] = [];
  const result = {
    state: 'open',
    steps: known.length,
    rework: 0,
    reopenings: 0,
    waitMs: 0,
    longestWaitMs: 0,
    waitForOthersMs: 0,
    waitForCustomerMs: 0,
    endedAt: undefined as number | undefined,
    handovers: undefined as number | undefined,
  };
  for (const [i, step] of known.entries()) {
    if (seen.has(step.activity!)) result.rework++;
    seen.add(step.activity!);
    if (step.activity === 'Resolve') {
      result.state = 'ended';
      result.endedAt = step.at;
    }
    if (step.activity === 'Reopen') {
      result.state = 'open';
      result.reopenings++;
    }
    const team = step.data?.['team'] as string | undefined;
    if (team !== undefined && teams.at(-1) !== team) teams.push(team);
    if (result.state === 'ended') continue;
    const wait = (known[i + 1]?.at ?? at) - step.at;
    if (step.activity === 'Ask') result.waitForCustomerMs += wait;
    else {
      result.waitMs += wait;
      result.longestWaitMs = Math.max(result.longestWaitMs, wait);
      if (step.activity === 'Order part') result.waitForOthersMs += wait;
    }
  }
  if (teams.length > 0) result.handovers = teams.length - 1;
  return result;
}

/** Sums of each member over the cases in one state. */
export function naiveEffort(happened: readonly Happened[], at: number, state: 'open' | 'ended') {
  const all = naiveCases(happened, at)
    .map((one) => walked(one, at))
    .filter((one) => one.state === state);
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    cases: all.length,
    steps: sum(({ steps }) => steps),
    rework: sum(({ rework }) => rework),
    withRework: all.filter(({ rework }) => rework > 0).length,
    reopened: all.filter(({ reopenings }) => reopenings > 0).length,
    handovers: sum(({ handovers }) => handovers ?? 0),
    withTeam: all.filter(({ handovers }) => handovers !== undefined).length,
    wait: sum(({ waitMs }) => waitMs) / 1000,
    longestWaitMax: Math.max(0, ...all.map(({ longestWaitMs }) => longestWaitMs)) / 1000,
    waitForOthers: sum(({ waitForOthersMs }) => waitForOthersMs) / 1000,
    waitForCustomer: sum(({ waitForCustomerMs }) => waitForCustomerMs) / 1000,
  };
}

const answersOf = (happened: readonly Happened[], at: number) =>
  happened.filter((one) => one.type === 'SurveyAnswered' && one.at <= at);

/** Of each instrument how often each score was given, of answers that count and lie within a case or 90 days behind it. */
export function naiveVoice(happened: readonly Happened[], at: number) {
  const cases = naiveCases(happened, at);
  const isIn = ({ customer, at: told }: Happened): boolean =>
    cases.some((one) => {
      const { state, endedAt } = walked(one, at);
      const to = state === 'open' ? at : endedAt! + windowMs;
      return one.customer === customer && told >= one.steps[0]!.at && told <= to;
    });
  const kept: Happened[] = [];
  for (const one of answersOf(happened, at).toReversed()) {
    const isSame = (other: Happened) =>
      other.customer === one.customer && other.data!['instrument'] === one.data!['instrument'];
    if (!kept.some((other) => isSame(other) && other.at - one.at < windowMs)) kept.push(one);
  }
  const counted = kept.filter(isIn);
  const complaints = happened.filter((one) => one.type === 'ComplaintRaised' && one.at <= at && isIn(one));
  const scores: Record<string, Record<number, number>> = {};
  for (const { data } of counted) {
    const { instrument, score } = data as { instrument: string; score: number };
    (scores[instrument] ??= {})[score] = (scores[instrument][score] ?? 0) + 1;
  }
  return {
    relationships: new Set(cases.map(({ customer }) => customer)).size,
    answering: new Set(counted.map(({ customer }) => customer)).size,
    complaining: new Set(complaints.map(({ customer }) => customer)).size,
    complaints: complaints.length,
    scores,
  };
}

const lowest: Readonly<Record<string, number>> = { nps: 6, csat: 2, ces: 3 };

/** What a process declares that endings are told apart by. */
interface NaiveTerms {
  readonly caseType: string;
  readonly seriousness: string;
  readonly hasTarget: boolean;
}

const ofSupport: NaiveTerms = { caseType: 'category', seriousness: 'severity', hasTarget: true };

/** Every ending whose 90 days are over. */
export function naiveEndings(
  happened: readonly Happened[],
  at: number,
  phasesOf: PhasesOf,
  { caseType, seriousness, hasTarget } = ofSupport,
) {
  return naiveCases(happened, at).flatMap((one) =>
    one.steps
      .filter(({ activity, at: ended }) => activity === 'Resolve' && ended + windowMs <= at)
      .map(({ at: ended }) => {
        const was = walked(one, ended);
        const isBehind = (when: number): boolean => when > ended && when <= ended + windowMs;
        const ofCustomer = happened.filter(({ customer, at: told }) => customer === one.customer && isBehind(told));
        const answer = ofCustomer.find(({ type }) => type === 'SurveyAnswered')?.data as
          | { instrument: string; score: number }
          | undefined;
        const phases = phasesOf(one.customer);
        const isBad = ({ phase }: { phase: string }): boolean => phase === 'deterioration' || phase === 'dissolved';
        const then = phases.findLast(({ detectedAt }) => detectedAt <= ended);
        const first = (name: string) => one.steps.find(({ data }) => data?.[name] !== undefined);
        const said = (name: string) => {
          const step = first(name);
          return step === undefined || step.at > ended ? null : step.data![name];
        };
        return {
          stratum: [said(caseType), said(seriousness)].join('|'),
          longestWaitMs: was.longestWaitMs,
          exposed: {
            'reopened': was.reopenings > 0,
            'rework': was.rework > 0,
            'handovers': was.handovers === undefined ? undefined : was.handovers >= 2,
            'target-breached': hasTarget ? was.waitMs + was.waitForCustomerMs >= limitMs : undefined,
          },
          behind: {
            'turned-bad':
              then === undefined || isBad(then)
                ? undefined
                : phases.some((phase) => isBad(phase) && isBehind(phase.detectedAt)),
            'low-answer': answer && answer.score <= lowest[answer.instrument]!,
            'complaint': ofCustomer.some(({ type }) => type === 'ComplaintRaised'),
          },
        };
      }),
  );
}

type NaiveEnding = ReturnType<typeof naiveEndings>[number];

/** The same endings with whether their longest wait is above three quarters of theirs. */
export function withLongWaits(endings: readonly NaiveEnding[]) {
  const waits = endings.map(({ longestWaitMs }) => longestWaitMs).sort((a, b) => a - b);
  const place = 0.75 * (waits.length - 1);
  const low = waits[Math.floor(place)]!;
  const long = low + (place - Math.floor(place)) * ((waits[Math.ceil(place)] ?? low) - low);
  return endings.map((one) => ({ ...one, exposed: { ...one.exposed, 'long-wait': one.longestWaitMs > long } }));
}

/** Arms, and both differences; the stratified one is Σ (a·n₀ − c·n₁)/N ÷ Σ n₁·n₀/N. */
export function naiveAssociation(endings: ReturnType<typeof withLongWaits>, exposure: string, aftermath: string) {
  const tables = new Map<string, { a: number; n1: number; c: number; n0: number }>();
  for (const { stratum, exposed, behind } of endings) {
    const side = exposed[exposure as keyof typeof exposed];
    const came = behind[aftermath as keyof typeof behind];
    if (side === undefined || came === undefined) continue;
    const table = tables.get(stratum) ?? { a: 0, n1: 0, c: 0, n0: 0 };
    tables.set(stratum, table);
    if (side) table.n1++;
    else table.n0++;
    if (came && side) table.a++;
    if (came && !side) table.c++;
  }
  const sum = { a: 0, n1: 0, c: 0, n0: 0 };
  const compared = { n1: 0, n0: 0 };
  let [numerator, weights, expected, least, most] = [0, 0, 0, 0, 0];
  for (const { a, n1, c, n0 } of tables.values()) {
    sum.a += a;
    sum.n1 += n1;
    sum.c += c;
    sum.n0 += n0;
    if (n1 === 0 || n0 === 0) continue;
    compared.n1 += n1;
    compared.n0 += n0;
    numerator += (a * n0 - c * n1) / (n1 + n0);
    weights += (n1 * n0) / (n1 + n0);
    expected += ((a + c) * n1) / (n1 + n0);
    // All numbers of exposed outcomes that these margins allow.
    const possible = Array.from({ length: n1 + 1 }, (_, k) => k).filter((k) => a + c - k >= 0 && a + c - k <= n0);
    least += possible[0]!;
    most += possible.at(-1)!;
  }
  const isTold = Math.min(compared.n1, compared.n0) >= 5;
  return {
    exposed: { n: sum.n1, outcomes: sum.n1 < 5 ? undefined : sum.a },
    others: { n: sum.n0, outcomes: sum.n0 < 5 ? undefined : sum.c },
    crude: isTold ? sum.a / sum.n1 - sum.c / sum.n0 : undefined,
    stratified: isTold ? numerator / weights : undefined,
    fewOutcomes: !isTold || expected - least < 5 || most - expected < 5,
  };
}

export function naiveNeeds(happened: readonly Happened[], at: number) {
  const known = happened.filter((one) => one.at <= at);
  const stated = known.filter(({ type }) => type === 'NeedStated');
  const of = (type: string, id: string) => known.find((one) => one.type === type && one.need === id);
  const met = stated.flatMap((need) => {
    const found = of('NeedMet', need.id);
    return found === undefined ? [] : [(found.at - need.at) / 1000];
  });
  const reasons: Record<string, number> = {};
  for (const { id } of stated) {
    const reason = of('NeedDeclined', id)?.reasonCode;
    if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return { stated: stated.length, met: met.length, seconds: met.reduce((a, b) => a + b, 0), reasons };
}

/** Cases that wait now above the 90th percentile of waits behind the same step that are over and began before. */
export function naiveStuck(happened: readonly Happened[], at: number) {
  const waits = naiveCases(happened, at).flatMap(({ number, customer, steps }) =>
    steps.flatMap((step, i) => {
      if (step.activity === 'Resolve' || step.activity === 'Ask') return [];
      return [{ number, customer, activity: step.activity!, since: step.at, until: steps[i + 1]?.at }];
    }),
  );
  return waits
    .filter(({ until }) => until === undefined)
    .flatMap(({ number, customer, activity, since }) => {
      const before = waits
        .filter((one) => one.activity === activity && one.until !== undefined && one.since < since)
        .map((one) => one.until! - one.since)
        .sort((a, b) => a - b);
      if (before.length < 20) return [];
      const place = 0.9 * (before.length - 1);
      const below = before[Math.floor(place)]!;
      const p90 = below + (place - Math.floor(place)) * (before[Math.ceil(place)]! - below);
      return at - since > p90 ? [{ number, customer, activity, waited: (at - since) / 1000 }] : [];
    })
    .sort((a, b) => b.waited - a.waited);
}
