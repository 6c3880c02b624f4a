import { Link } from 'react-router';
import type { ReplyTimes, Told, VoiceAnswer } from '#workspace/voice/voice-answers.js';
import type { VoiceDefinition } from '#workspace/voice/voice-definitions.js';
import { useLanguage, type Language } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import styles from './voice.module.css';

const words = texts.voice;
const toldNames = ['complaints', 'praise', 'referrals'] as const satisfies readonly (keyof Told)[];

interface Row {
  readonly name: string;
  readonly of: string;
  readonly value: string;
  readonly definition: VoiceDefinition;
}

/** Response rates, reply times, what was told unasked, and the tone of it: a line each. */
export function OthersTable({ answer }: { readonly answer: VoiceAnswer }) {
  const language = useLanguage();
  const rows = rowsOf(answer, language);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">{words.others}</h2>
      <WideTable className={styles['others']!}>
        <table aria-labelledby="others">
          <thead>
            <tr>
              <th scope="col">{words.measure}</th>
              <th scope="col">{words.count}</th>
              <th scope="col">{words.value}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, of, value, definition }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-label={words.count} className={countCell}>
                  {of}
                </td>
                <td data-label={words.value}>
                  <WhyNumber
                    title={name}
                    value={value}
                    definition={`${definition.says} (${definition.source})`}
                    more={<Link to={totalsOf(definition)}>{words.behind}</Link>}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </section>
  );
}

function rowsOf(answer: VoiceAnswer, { count, share, duration }: Language): Row[] {
  const { responses, replies, told, tone = [], definitions } = answer;
  const waits = (name: string, definition: VoiceDefinition, times: ReplyTimes): Row[] => {
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
    ...tone.map(({ by, n, positive, neutral, negative, missing }) => ({
      name: words.tone[by],
      of: words.toneOf(count(n)),
      value: [
        words.tones(count(positive), count(neutral), count(negative)),
        ...(missing === 0 ? [] : [words.toneMissing(count(missing))]),
      ].join(' · '),
      definition: definitions.tone,
    })),
  ];
}

/** The totals that a measure is made of. */
function totalsOf({ madeOf }: VoiceDefinition): string {
  return `/projections/${encodeURIComponent(madeOf.split(' ')[0]!)}/totals`;
}
