import type { ReplyTimes, Told, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import type { VoiceDefinition } from '#workspace/voice/voice-definitions.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { MeasureTable, type MeasureRow } from './measure-table.js';

const words = texts.voice;
const toldNames = ['complaints', 'praise', 'referrals'] as const satisfies readonly (keyof Told)[];

/** Response rates, reply times, what was told unasked and in what tone: a line each. */
export function OthersTable({ answer }: { readonly answer: VoiceAnswer }) {
  const language = useLanguage();
  return <MeasureTable id="others" title={words.others} rows={rowsOf(answer, language)} />;
}

function rowsOf(
  { responses, replies, told, tone, definitions }: VoiceAnswer,
  { count, share, duration }: Language,
): MeasureRow[] {
  const waits = (name: string, definition: VoiceDefinition, times: ReplyTimes): MeasureRow[] => {
    if (times.n === 0) return [];
    const { medianSeconds, neverAnsweredShare } = times;
    const parts = [
      medianSeconds === undefined ? words.noMedian : words.median(duration(medianSeconds)),
      ...(neverAnsweredShare === undefined ? [] : [words.neverAnswered(share(neverAnsweredShare))]),
      words.waiting(count(times.waiting)),
    ];
    return [{ name, of: words.waits(count(times.n)), value: parts.join(' · '), definition }];
  };
  return [
    ...responses.map(({ instrument, sent, rate }) => ({
      name: words.responseRate(instrument),
      of: words.sent(count(sent)),
      value:
        rate === undefined
          ? words.rateUnknown
          : `${share(rate.share)} (${words.limits(share(rate.low), share(rate.high))})`,
      definition: definitions.responseRate,
    })),
    ...waits(words.firstReply, definitions.firstReply, replies.first),
    ...waits(words.nextReply, definitions.nextReply, replies.next),
    ...(told === undefined
      ? []
      : toldNames.map((name) => ({
          name: words[name],
          of: words.nobody,
          value: count(told[name]),
          definition: definitions.told,
        }))),
    ...tone.map(({ by, n, missing, positive = 0, neutral = 0, negative = 0, suppressed }) => ({
      name: words.tone[by],
      of: words.texts(count(n)),
      value: [
        suppressed === true ? words.fewTones : words.tones(count(positive), count(neutral), count(negative)),
        words.missingTones(count(missing)),
      ].join(' · '),
      definition: definitions.tone,
    })),
  ];
}
