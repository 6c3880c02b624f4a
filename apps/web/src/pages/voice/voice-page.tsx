import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { voiceMeasures } from '../../api/voice-reads.js';
import { useLanguage } from '../../language/language.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { MomentNote, useMoment } from '../made/moment.js';
import { AnswersList } from './answers-list.js';
import { Chips } from './chips.js';
import { questionKey } from './measure-text.js';
import { MattersTable } from './matters-table.js';
import { MeasureSection } from './measure-section.js';
import { OthersTable } from './others-table.js';
import { useVoiceAddress } from './voice-address.js';
import styles from './voice.module.css';

const words = texts.voice;
/** The segment of relationships that nobody put into one. */
const noSegment = 'all';

/** What customers tell us outright. */
export default function VoicePage() {
  useDocumentTitle(`${texts.pages.voice} · ${texts.name}`);
  const { instrument, segment, answers, addressWith } = useVoiceAddress();
  const moment = useMoment();
  const { data, error, refetch } = useQuery(voiceMeasures({ instrument, segment }, moment));
  return (
    <>
      <h1>{texts.pages.voice}</h1>
      <p className="quiet">{words.says}</p>
      <MomentNote />
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {!error && !data && <SkeletonLines count={12} />}
      {data && (
        <>
          <Chips
            label={words.instrument}
            values={data.choices.instruments}
            chosen={instrument}
            addressOf={(value) => addressWith('instrument', value)}
          />
          <Chips
            label={words.segment}
            values={data.choices.segments}
            chosen={segment}
            addressOf={(value) => addressWith('segment', value)}
            nameOf={(value) => (value === noSegment ? words.noSegment : value)}
          />
          {answers !== undefined && (
            <AnswersList
              choice={{ instrument: answers, segment }}
              moment={moment}
              closeAt={addressWith('answers', undefined)}
            />
          )}
          {isEmpty(data) && (
            <Nothing example={data.example} isNarrowed={instrument !== undefined || segment !== undefined} />
          )}
          <div className={styles['measures']}>
            {data.surveys.map((measure) => (
              <MeasureSection
                key={questionKey(measure)}
                measure={measure}
                answer={data}
                answersAt={addressWith('answers', measure.instrument)}
              />
            ))}
          </div>
          {!isEmpty(data) && (
            <>
              <OthersTable answer={data} />
              <MattersTable answer={data} />
            </>
          )}
          <Notes answer={data} />
        </>
      )}
    </>
  );
}

function isEmpty({ surveys, responses, replies, told, tone, effort, escalations }: VoiceAnswer): boolean {
  const unasked = told === undefined ? 0 : told.complaints + told.praise + told.referrals;
  const matters = effort.n + effort.unopened + effort.uncontacted + effort.lost + (escalations?.n ?? 0);
  const waits = replies.first.n + replies.next.n;
  return surveys.length + responses.length + waits + unasked + tone.length + matters === 0;
}

/** What is not in the numbers, and why. */
function Notes({ answer: { apart, unclassified } }: { readonly answer: VoiceAnswer }) {
  const { count } = useLanguage();
  const aside = apart.filter(({ reason }) => reason === 'off-scale' || reason === 'no-time');
  return (
    <footer className={`${styles['notes']} quiet small`}>
      {unclassified > 0 && <p>{words.unclassified(count(unclassified))}</p>}
      {aside.map(({ reason, instrument, answers }) => (
        <p key={`${reason} ${instrument}`}>{words.apart(count(answers), instrument)}</p>
      ))}
    </footer>
  );
}

function Nothing({ isNarrowed, example }: { readonly isNarrowed: boolean; readonly example: object | undefined }) {
  if (isNarrowed) {
    return (
      <section className={states['state']}>
        <h2>{words.nothingFits}</h2>
        <p>{words.nothingFitsDetail}</p>
        <p>
          <Link to="/voice">{words.showAll}</Link>
        </p>
      </section>
    );
  }
  return (
    <section className={states['state']}>
      <h2>{words.nothing}</h2>
      <p>{words.nothingDetail}</p>
      <pre className={styles['example']}>{JSON.stringify(example, undefined, 1)}</pre>
      <p>
        <Link to="/imports">{texts.pages.imports}</Link>
      </p>
    </section>
  );
}
