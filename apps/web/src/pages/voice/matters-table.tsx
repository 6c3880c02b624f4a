import type { EscalationsOfMatters, TakenByMatters, TimeToOwner } from '#workspace/voice/effort-answers.js';
import type { VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { MeasureTable, type MeasureRow } from './measure-table.js';

const words = texts.voice.matters;
const effortNames = ['repeatContacts', 'channelSwitches', 'transfers', 'reopenings'] as const;

/** What it took customers to have matters resolved, and how often matters are escalated: a line each. */
export function MattersTable({ answer }: { readonly answer: VoiceAnswer }) {
  const language = useLanguage();
  return <MeasureTable id="matters" title={words.title} rows={rowsOf(answer, language)} />;
}

function rowsOf(answer: VoiceAnswer, language: Language): MeasureRow[] {
  const { n, unopened, uncontacted, lost } = answer.effort;
  if (n + unopened + uncontacted + lost + (answer.escalations?.n ?? 0) === 0) return [];
  return [...effortRows(answer, language), ...escalationRows(answer, language)];
}

function effortRows({ effort, definitions }: VoiceAnswer, { count, share }: Language): MeasureRow[] {
  const { n, unopened, uncontacted, forgotten, lost, suppressed, firstContact, took } = effort;
  const row = (name: string, value: string, of = n): MeasureRow => ({
    name,
    of: words.resolved(count(of)),
    value,
    definition: definitions.effort,
  });
  const apart = [
    ...(unopened === 0 ? [] : [words.unopened(count(unopened))]),
    ...(uncontacted === 0 ? [] : [words.uncontacted(count(uncontacted))]),
  ];
  const unfollowed = [
    ...(lost === 0 ? [] : [words.lost(count(lost))]),
    ...(forgotten === 0 ? [] : [words.forgotten(count(forgotten))]),
  ];
  const apartRows = [
    ...(apart.length === 0 ? [] : [row(words.apart, apart.join(' · '), unopened + uncontacted)]),
    ...(unfollowed.length === 0
      ? []
      : [{ ...row(words.unfollowed, unfollowed.join(' · ')), of: words.matters(count(forgotten + lost)) }]),
  ];
  if (n === 0) return apartRows;
  if (suppressed === true || took === undefined) return [row(words.effort, words.suppressed), ...apartRows];
  const first =
    firstContact === undefined
      ? words.tooFew
      : `${share(firstContact.share)} (${texts.voice.limits(share(firstContact.low), share(firstContact.high))})`;
  return [
    row(words.firstContact, first),
    ...effortNames.map((name) => row(words.took[name], takenText(took[name], count))),
    ...apartRows,
  ];
}

function takenText({ counts, mean, median, p90 }: TakenByMatters, count: Language['count']): string {
  if (mean === undefined)
    return counts.map(({ value, matters }) => words.given(count(value), count(matters))).join(' · ');
  return words.taken(mean.toFixed(2), quantileText(median!), quantileText(p90!));
}

function quantileText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function escalationRows({ escalations, definitions }: VoiceAnswer, { count, duration }: Language): MeasureRow[] {
  if (escalations === undefined) return [];
  const { n, contactDays, suppressed, tiers = [], toOwner } = escalations;
  const row = (name: string, of: string, value: readonly string[]): MeasureRow => ({
    name,
    of,
    value: value.join(' · '),
    definition: definitions.escalations,
  });
  const of = words.escalated(count(n), count(contactDays));
  if (suppressed === true) return [row(words.escalations, of, [words.suppressedEscalations])];
  const byTier = tiers.map(({ tier, n: times }) =>
    words.tier(tier === undefined ? undefined : String(tier), count(times)),
  );
  const owner =
    toOwner === undefined || toOwner.n === 0
      ? []
      : [
          row(words.toOwner, words.waits(count(toOwner.n)), [
            ownerText(toOwner, count, duration),
            words.closed(count(toOwner.closed)),
            texts.voice.waiting(count(toOwner.waiting)),
            ...(toOwner.lost === 0 ? [] : [words.lostWaits(count(toOwner.lost))]),
          ]),
        ];
  return [row(words.escalations, of, [rateText(escalations), ...(n === 0 ? [] : byTier)]), ...owner];
}

function ownerText(
  { owned, medianSeconds, noMedian }: TimeToOwner,
  count: Language['count'],
  duration: Language['duration'],
): string {
  if (medianSeconds !== undefined) return texts.voice.median(duration(medianSeconds));
  return noMedian === 'too-few' ? words.tooFewWaits(count(owned)) : texts.voice.noMedian;
}

function rateText({ rate, noRate }: EscalationsOfMatters): string {
  if (rate === undefined) return noRate === 'no-contact-days' ? words.noDays : words.fewDays;
  return `${words.per100(rate.per100.toFixed(2))} (${texts.voice.limits(rate.low.toFixed(2), rate.high.toFixed(2))})`;
}
