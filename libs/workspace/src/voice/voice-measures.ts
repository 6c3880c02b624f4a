import type { Question, ScoreCount } from '#measures/voice/answer-counts.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { aalenJohansen, incidenceAtEnd, timeToIncidence } from '#measures/survival/aalen-johansen.js';
import { portfolioFigure, replicatesFor } from '#measures/voice/portfolio-figure.js';
import { wilsonInterval } from '#measures/voice/wilson.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { ReplyTimes, ResponseOfInstrument, VoiceMeasure } from './voice-answers.js';
import type { AnswersPart, SurveysPart, VoiceParts, WaitsPart } from './voice-parts.js';

/** Any: the same answers always give the same limits. */
const seed = 20_261_129;

/** The measures of surveys, a question each, those with most answers first. @param replicates of each interval */
export function* measuresOf(
  parts: readonly AnswersPart[],
  kinds: VoiceParts['kinds'],
  replicates: number,
): Pieces<VoiceMeasure[]> {
  const found: VoiceMeasure[] = [];
  for (const of of Map.groupBy(parts, ({ question }) => keyOf(question)).values()) {
    found.push(yield* measureOf(of[0]!.question, of, kinds, replicates));
    yield;
  }
  return found.filter(({ n }) => n > 0).sort((a, b) => b.n - a.n || (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** How many times organisations are drawn for each interval, where all of an answer, whole and by group, share their cost. */
export function* replicatesOf(wholeAndGroups: readonly (readonly AnswersPart[])[]): Pieces<number> {
  let drawn = 0;
  for (const parts of wholeAndGroups) {
    drawn += new Set(parts.map(({ relationship, question }) => `${relationship} ${keyOf(question)}`)).size;
    yield;
  }
  return replicatesFor(drawn);
}

/**
 * Who was asked and answered, by instrument. Where answers came and not one names its survey there is no rate: it is not 0 %,
 * it is not known.
 * @param measured how many answers to an instrument came all the same
 */
export function responsesOf(
  parts: readonly SurveysPart[],
  measured: readonly Pick<VoiceMeasure, 'instrument' | 'n'>[],
): ResponseOfInstrument[] {
  const instruments = [...Map.groupBy(parts, ({ instrument }) => instrument)].sort(([a], [b]) => (a < b ? -1 : 1));
  return instruments.map(([instrument, of]) => {
    const sum = (member: 'sent' | 'answered' | 'ignored') => of.reduce((all, part) => all + part[member], 0);
    const [sent, answered] = [sum('sent'), sum('answered')];
    const cannotTell = answered === 0 && measured.some((one) => one.instrument === instrument && one.n > 0);
    const rate = cannotTell ? undefined : wilsonInterval(answered, sent);
    return {
      instrument,
      sent,
      answered,
      ignored: sum('ignored'),
      ...(rate === undefined ? {} : { rate: { share: rate.share, low: rate.low, high: rate.high } }),
    };
  });
}

export function repliesOf(parts: readonly WaitsPart[]): { readonly first: ReplyTimes; readonly next: ReplyTimes } {
  const of = (wanted: WaitsPart['which']) => replyTimesOf(parts.filter(({ which }) => which === wanted));
  return { first: of('first'), next: of('next') };
}

function* measureOf(
  question: Question,
  parts: readonly AnswersPart[],
  kinds: VoiceParts['kinds'],
  replicates: number,
): Pieces<VoiceMeasure> {
  const { instrument, scale, polarity } = question;
  const counts = parts.flatMap((part) => part.counts);
  const isOfFirms = parts.some(({ relationship }) => kinds.get(relationship) === 'b2b');
  const organisations = isOfFirms ? { counts: countsOfEach(parts), uniform: mulberry32(seed), replicates } : undefined;
  const { n, mean, figure, counts: given } = yield* portfolioFigure(question, counts, organisations);
  return {
    measure: instrument,
    instrument,
    scale,
    polarity,
    n,
    counts: given,
    ...(mean === undefined ? {} : { mean }),
    ...(figure === undefined
      ? {}
      : {
          figure: {
            value: figure.value,
            ...(figure.interval === undefined ? {} : { interval: figure.interval }),
            over: figure.over,
          },
        }),
  };
}

/** A person of their own is one of those that are drawn, as an organisation is. */
function countsOfEach(parts: readonly AnswersPart[]): ScoreCount[][] {
  const each = Map.groupBy(parts, ({ relationship }) => relationship);
  return [...each.values()].map((of) => of.flatMap(({ counts }) => counts));
}

function keyOf({ instrument, scale, polarity }: Pick<VoiceMeasure, 'instrument' | 'scale' | 'polarity'>): string {
  return JSON.stringify([instrument, scale.min, scale.max, polarity]);
}

function replyTimesOf(parts: readonly WaitsPart[]): ReplyTimes {
  const sum = (member: 'replied' | 'neverAnswered' | 'waiting' | 'late') =>
    parts.reduce((all, part) => all + part[member], 0);
  const curve = aalenJohansen(parts.flatMap(({ times }) => times));
  const [medianMs, neverAnsweredShare] = [timeToIncidence(curve, 0.5), incidenceAtEnd(curve)?.competing];
  const counts = { replied: sum('replied'), neverAnswered: sum('neverAnswered'), waiting: sum('waiting') };
  return {
    n: counts.replied + counts.neverAnswered + counts.waiting,
    ...counts,
    late: sum('late'),
    ...(medianMs === undefined ? {} : { medianSeconds: medianMs / 1000 }),
    ...(neverAnsweredShare === undefined ? {} : { neverAnsweredShare }),
  };
}
