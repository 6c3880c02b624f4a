import { formatInstant, type Instant } from '#core/time.js';
import type { PhaseEntry } from '#measures/phases/phase.js';
import type { Breach } from '#measures/phases/breaches.js';
import type { Likely } from '#measures/rhythm/silence-sentence.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { OurSilence, TheirSilence, TrajectoryView, TrendView } from '#read-models/trajectory-view.js';
import { phaseWords, reasonWords } from './phase-words.js';
import { countText, daysText, eventIds, instantOr, joined, wholeDays } from './standing-presentation.js';
import type { StandingPresentation } from './standing-presentation.js';
import type {
  AlarmAnswer,
  BasisAnswer,
  OurSilenceAnswer,
  PhaseAnswer,
  TheirSilenceAnswer,
  TrajectoryPart,
  TrendAnswer,
} from './standing-answers.js';
import { knownUntil, unknownText } from './unknown-since.js';

const waitingListed = 10;

/** Where a relationship stands, from its document of `trajectory`. @returns undefined where nothing had happened by then */
export function trajectoryPart(
  doc: TrajectoryDocument,
  view: TrajectoryView,
  presentation: StandingPresentation,
): TrajectoryPart | undefined {
  const { trajectory, kind, segment, cadenceDays } = doc;
  if (trajectory.at === null) return undefined;
  const { zone } = presentation;
  const history = [...trajectory.history, trajectory.phase].map((entry) => phaseAnswer(entry, zone));
  const { rhythm, version } = view.rules;
  return {
    ...history.at(-1)!,
    classified: { kind, segment, cadenceDays },
    basis: basisAnswer(view.basis, zone),
    silence: {
      theirs: view.silence.theirs && theirSilence(doc, view.silence.theirs, zone),
      ours: view.silence.ours && ourSilence(doc, view.silence.ours),
    },
    trend: knownUntil(trendAnswer(view.trend), instantOr(view.basis.unknownSince, zone))!,
    alarms: alarmsOf(doc, view, presentation),
    history,
    earlierPhases: trajectory.dropped,
    rules: { version, rhythm: { version: rhythm.version, segment: rhythm.segment } },
    hindsightParameters: rhythm.hindsightParameters,
  };
}

function phaseAnswer(entry: PhaseEntry, zone: string): PhaseAnswer {
  const { phase, cause, reason, onset, detectedAt, begun, evidence } = entry;
  return {
    phase,
    cause,
    phaseWords: phaseWords(phase, cause),
    reason,
    why: reasonWords[reason],
    onset: formatInstant(onset, zone),
    detectedAt: formatInstant(detectedAt, zone),
    evidence: eventIds(begun?.event, ...evidence),
  };
}

function basisAnswer(
  { contactDays, since, tooEarly, feeds, unknownSince }: TrajectoryView['basis'],
  zone: string,
): BasisAnswer {
  const basis = {
    contactDays,
    since: instantOr(since, zone),
    tooEarly,
    feeds,
    unknownSince: instantOr(unknownSince, zone),
  };
  const days = `${countText(contactDays, 'contact-day')} of theirs`;
  const sentence = joined([
    since === null ? 'no contact-day of theirs yet' : `${days} since ${basis.since!.slice(0, 10)}`,
    tooEarly && 'too early to tell',
    basis.unknownSince !== null && unknownText(basis.unknownSince),
  ]);
  return { ...basis, sentence };
}

function theirSilence({ trajectory }: TrajectoryDocument, silence: TheirSilence, zone: string): TheirSilenceAnswer {
  const { latest } = trajectory.rhythm;
  const { sentence, ...numbers } = silence;
  return {
    ...numbers,
    since: instantOr(latest?.since ?? null, zone),
    sentence: silenceText(silence),
    evidence: eventIds(latest?.event),
  };
}

/** “usually every 6 days; silent for 41; 0.3 % likely” (definitions.md §1.2). */
function silenceText({ sentence, outcome }: TheirSilence): string {
  const unknown = outcome === 'unknown';
  if (sentence.kind === 'too-few-contacts') {
    const why = unknown ? 'a feed is down' : 'too few contacts to say what is usual';
    return `silent for ${countText(sentence.silentDays, 'day')}; ${why}`;
  }
  const { usualGapDays, silentDays, likely } = sentence;
  return joined([
    `usually every ${usualGapDays.toLocaleString('en')} ${usualGapDays === 1 ? 'day' : 'days'}`,
    `silent for ${silentDays.toLocaleString('en')}`,
    unknown ? 'a feed is down, so it is not known whether they are' : `${likelyText(likely)} likely`,
  ]);
}

function likelyText(likely: Likely): string {
  return 'percent' in likely ? `${likely.percent} %` : `less than ${likely.belowPercent} %`;
}

function ourSilence({ trajectory }: TrajectoryDocument, silence: OurSilence): OurSilenceAnswer {
  const { days, cadenceDays, targetDays } = silence;
  const overdue = silence.waiting.filter((one) => one.overdue).length;
  const oldest = silence.waiting[0];
  const sentence = joined([
    days === null ? 'we have not been in touch' : `our last contact is ${countText(Math.floor(days), 'day')} ago`,
    cadenceDays !== null && `we mean to be in touch every ${daysText(cadenceDays)}`,
    oldest !== undefined &&
      `${countText(silence.waiting.length, 'message')} of theirs unanswered, the oldest for ${countText(Math.floor(oldest.days), 'day')}`,
    overdue > 0 && `${overdue} past the target of ${countText(targetDays, 'open day')}`,
  ]);
  return {
    days,
    cadenceDays,
    targetDays,
    waiting: silence.waiting.slice(0, waitingListed),
    sentence,
    evidence: eventIds(
      trajectory.ours.latest?.event,
      ...silence.waiting.slice(0, waitingListed).map(({ event }) => event),
    ),
  };
}

/** The rate of their contact-days against before, in words. */
function trendAnswer(trend: TrendView): TrendAnswer {
  return { ...trend, sentence: trendText(trend) };
}

function trendText({ kind, ratio, low, high, windowDays, n }: TrendView): string {
  const window = `the last ${countText(Math.round(windowDays), 'day')} against the time before`;
  const of = countText(n, 'contact-day');
  if (kind === 'between' && ratio !== null)
    return `${times(ratio)} as many contact-days in ${window} (95 %: ${times(low)} to ${times(high)}; ${of})`;
  if (kind === 'at-most') return `no contact-day in ${window} (95 %: at most ${times(high)} as many; ${of})`;
  if (kind === 'at-least') return `all contact-days in ${window} (95 %: at least ${times(low)} as many; ${of})`;
  return kind === 'too-few'
    ? `too few to tell: ${of} to compare in ${countText(Math.round(4 * windowDays), 'day')}, and 8 are needed`
    : 'too early to tell: there is no time to compare with';
}

function times(ratio: number | null): string {
  return ratio === null ? '?' : `${Number(ratio.toPrecision(2)).toLocaleString('en')} times`;
}

function alarmsOf(
  doc: TrajectoryDocument,
  { power }: TrajectoryView,
  { zone, at }: StandingPresentation,
): AlarmAnswer[] {
  const { silence, rhythm, decline, growth, breaches } = doc.trajectory;
  const alarms: AlarmAnswer[] = [];
  const add = (kind: AlarmAnswer['kind'], since: Instant, sentence: string, evidence: AlarmAnswer['evidence']): void =>
    void alarms.push({ kind, since: formatInstant(since, zone), sentence, evidence });
  if (silence.alarmAt !== null)
    add('silence', silence.alarmAt, 'silent for longer than their rhythm explains', eventIds(rhythm.latest?.event));
  const found = power?.shareFoundWithin40Contacts;
  if (decline !== null) {
    const worth =
      found === undefined ? '' : worthText(power!.contactsPerFalseAlarm.decline, found.twiceAsLong, 'twice as long');
    add('decline', decline.detectedAt, `their gaps have become longer${worth}`, eventIds(decline.begun.event));
  }
  if (growth?.reason === 'growth-alarm') {
    const worth =
      found === undefined ? '' : worthText(power!.contactsPerFalseAlarm.growth, found.halfAsLong, 'half as long');
    add('growth', growth.at, `their gaps have become shorter${worth}`, eventIds(growth.begun.event));
  }
  for (const breach of breaches.filter(({ open }) => open))
    add('breach', breach.at, breachText(breach, at), eventIds(breach.id, breach.begun.event, breach.answer?.event));
  return alarms;
}

function worthText(contactsPerFalse: number, share: number, change: string): string {
  const percent = Math.round(100 * share);
  return `; false about once in ${contactsPerFalse.toLocaleString('en')} contacts; gaps ${change} are found in ${percent} % of cases within 40 contacts`;
}

const breachWords: Readonly<Record<Breach['kind'], string>> = {
  'broken-promise': 'a promise of ours was broken',
  'complaint': 'they complained',
  'escalation': 'a case was escalated',
};

function breachText({ kind, at: since, answer }: Breach, at: Instant): string {
  const answered = answer === null ? '' : '; they have answered to it since';
  return `${breachWords[kind]} ${countText(wholeDays(since, at), 'day')} ago, and it is open${answered}`;
}
