import type { ExperienceAnswer, VoiceOfTouched } from '#workspace/processes/experience/experience-answers.js';
import type { VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { PhaseName } from '../portfolio/phase-glyph.js';
import { figureText, limitsText, questionKey } from '../voice/measure-text.js';
import { FigureTable } from './figure-table.js';
import styles from './sections.module.css';

const words = texts.process.experience.touched;

/** Where the same relationships stand, and what they told from the beginning of a case on. */
export function TouchedRelationships({ experience }: { readonly experience: ExperienceAnswer }) {
  const { count } = useLanguage();
  const { total, phases, casesWithout } = experience.relationships;
  const unknown = total - phases.reduce((sum, { relationships }) => sum + relationships, 0);
  return (
    <>
      <h3>{words.title}</h3>
      {total === 0 && <p className="quiet">{words.nobody}</p>}
      {total > 0 && (
        <>
          <p className="quiet">{words.now(count(total))}</p>
          <ul className={styles['facts']}>
            {phases.map(({ phase, relationships, tooEarly }) => (
              <li key={phase}>
                <PhaseName phase={phase} /> {count(relationships)}
                {tooEarly > 0 && <span className="quiet"> ({words.tooEarly(count(tooEarly))})</span>}
              </li>
            ))}
            {unknown > 0 && (
              <li className="quiet">
                {words.unknown} {count(unknown)}
              </li>
            )}
          </ul>
          {casesWithout > 0 && <p className="quiet">{words.casesWithout(count(casesWithout))}</p>}
          <Voice voice={experience.voice} windowDays={experience.windowDays} />
        </>
      )}
    </>
  );
}

interface VoiceProps {
  readonly voice: VoiceOfTouched;
  readonly windowDays: number;
}

function Voice({ voice, windowDays }: VoiceProps) {
  const language = useLanguage();
  const { count } = language;
  const { answering, relationships, complaining, complaints, surveys } = voice;
  return (
    <>
      <p>
        {words.told(count(answering), count(relationships), count(complaining), count(complaints), count(windowDays))}{' '}
        {surveys.length === 0 && <span className="quiet">{words.noAnswers}</span>}
      </p>
      {surveys.length > 0 && (
        <FigureTable
          label={words.answers}
          head={words.answers}
          columns={[{ title: words.n }, { title: words.value, isText: true }, { title: words.limits, isText: true }]}
          rows={surveys.map((measure) => ({
            key: questionKey(measure),
            name: nameOfQuestion(measure, language),
            cells: [count(measure.n), valueOf(measure, language), limitsOf(measure, language)],
          }))}
        />
      )}
    </>
  );
}

function nameOfQuestion({ instrument, scale, polarity }: VoiceMeasure, { count }: Language): string {
  return `${instrument}, ${texts.voice.scale(count(scale.min), count(scale.max), polarity === 'lower-is-better')}`;
}

/** The figure; of fewer than 20 answers these alone, and of fewer than five nothing. */
function valueOf(measure: VoiceMeasure, { count }: Language): string {
  if (measure.suppressed === true) return words.suppressed;
  const given = measure.counts.map(({ score, count: times }) => words.given(String(score), count(times)));
  return figureText(measure) || given.join(' · ');
}

/** The limits, or why there is no figure. */
function limitsOf(measure: VoiceMeasure, { count }: Language): string {
  if (measure.figure !== undefined) return limitsText(measure, count);
  return measure.suppressed === true ? '' : words.tooFew;
}
