/** The measures of surveys, recomputed from lines of a file by loops over all answers, and with formulas written out. */

export interface NaiveAnswer {
  readonly at: number;
  readonly organisation: string;
  readonly person: string;
  readonly instrument: string;
  readonly min: number;
  readonly max: number;
  readonly lowIsGood: boolean;
  readonly score: number;
}

const z = 1.959963984540054;
const ninetyDays = 90 * 24 * 3600 * 1000;

export function canBeMeasured({ instrument, min, max, score }: NaiveAnswer): boolean {
  if (!Number.isInteger(score) || score < min || score > max) return false;
  if (instrument === 'nps') return min === 0 && max === 10;
  if (instrument === 'csat') return min === 1 && max === 5;
  return instrument === 'ces';
}

/**
 * Walks back in time: an answer counts when none that counts follows it within 90 days, of one person to one instrument. Of
 * two at one instant the one that stands later in the file is the later one.
 */
export function naiveCounted(answers: readonly NaiveAnswer[]): NaiveAnswer[] {
  const counted: NaiveAnswer[] = [];
  for (const answer of answers
    .filter(canBeMeasured)
    .toReversed()
    .toSorted((a, b) => b.at - a.at)) {
    const later = counted.some(
      (one) =>
        one.instrument === answer.instrument &&
        one.person === answer.person &&
        one.organisation === answer.organisation &&
        one.at - answer.at < ninetyDays,
    );
    if (!later) counted.push(answer);
  }
  return counted;
}

export interface NaiveMeasure {
  readonly n: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly counts: Readonly<Record<number, number>>;
}

/** By question: `nps 0 10 false` …; the scores of NPS and CSAT are turned where the low end is the good one. */
export function naiveMeasures(counted: readonly NaiveAnswer[]): Map<string, NaiveMeasure> {
  const found = new Map<string, number[]>();
  for (const { instrument, min, max, lowIsGood, score } of counted) {
    const turns = instrument !== 'ces' && lowIsGood;
    const name = `${instrument} ${min} ${max} ${instrument === 'ces' && lowIsGood}`;
    found.set(name, [...(found.get(name) ?? []), turns ? min + max - score : score]);
  }
  return new Map([...found].map(([name, scores]) => [name, naiveMeasure(name, scores)]));
}

function naiveMeasure(name: string, scores: readonly number[]): NaiveMeasure {
  const [instrument, min, max, lowIsGood] = name.split(' ');
  const n = scores.length;
  const counts: Record<number, number> = {};
  for (const score of scores) counts[score] = (counts[score] ?? 0) + 1;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  if (instrument === 'nps') {
    const promoters = scores.filter((score) => score >= 9).length;
    const detractors = scores.filter((score) => score <= 6).length;
    const [p, d] = [(promoters + 3 / 4) / (n + 3), (detractors + 3 / 4) / (n + 3)];
    const half = z * Math.sqrt((p + d - (p - d) ** 2) / (n + 3));
    const value = (100 * (promoters - detractors)) / n;
    return {
      n,
      value,
      low: Math.max(-100, 100 * (p - d - half)),
      high: Math.min(100, 100 * (p - d + half)),
      mean,
      counts,
    };
  }
  const middle = (Number(min) + Number(max)) / 2;
  const isGood = (score: number): boolean =>
    instrument === 'csat' ? score >= 4 : lowIsGood === 'true' ? score < middle : score > middle;
  const share = scores.filter(isGood).length / n;
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  return { n, value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), mean, counts };
}
