import type { RelationshipAnswer } from '#workspace/answers.js';
import type { Defined } from '#workspace/definitions.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { phaseMark } from '../../language/phases.js';
import { nameOf } from '../../language/words.js';
import { EventList } from '../../parts/event-list.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './standing.module.css';

const words = texts.standing;
/** What is defined by which term. */
const termOf = { silence: 'silence', decline: 'change', growth: 'change', breach: 'breach' } as const;

/** Under the name: the phase, since when and on what it rests; silence, trend and alarms, each with its why. */
export function StandingLines({ answer }: { readonly answer: RelationshipAnswer }) {
  const define = useDefinitions();
  const { count } = useLanguage();
  const { silence, trend, alarms = [], events } = answer;
  // That they are silent the silence says already; of each other kind the first is told, and how many more.
  const others = alarms.filter(({ kind }) => kind !== 'silence');
  const shown = others.filter(({ kind }, at) => others.findIndex((one) => one.kind === kind) === at);
  const line = (title: string, sentence: string, term: Defined, evidence: readonly string[] = []) => (
    <span>
      <span className="quiet">{title}</span>{' '}
      <WhyNumber
        title={title}
        value={sentence}
        definition={define(term)}
        because={rulesText(answer)}
        events={<EventList ids={evidence} events={events} />}
      />
    </span>
  );
  return (
    <div className={styles['lines']}>
      <PhaseLine answer={answer} />
      <p className={styles['facts']}>
        {silence?.theirs && (
          <span className={others.length < alarms.length ? styles['alarm'] : undefined}>
            {line(words.silence, silence.theirs.sentence, 'silence', silence.theirs.evidence)}
          </span>
        )}
        {silence?.ours && line(words.ourSide, silence.ours.sentence, 'ourSilence', silence.ours.evidence)}
        {trend && answer.basis?.tooEarly === false && line(words.trend, trend.sentence, 'trend')}
        {shown.map(({ kind, since, sentence, evidence }) => (
          <span key={`${kind} ${since}`} className={styles['alarm']}>
            {line(words.alarm, sentence, termOf[kind], evidence)}
          </span>
        ))}
        {others.length > shown.length && (
          <span className="quiet">{words.moreAlarms(count(others.length - shown.length))}</span>
        )}
      </p>
      <Untold answer={answer} />
    </div>
  );
}

function PhaseLine({ answer }: { readonly answer: RelationshipAnswer }) {
  const { instants, count } = useLanguage();
  const define = useDefinitions();
  const { phase, cause, phaseWords, onset, detectedAt, basis, why, evidence = [], events } = answer;
  if (phase === undefined || basis === undefined || onset === undefined || detectedAt === undefined) return null;
  const mark = phaseMark(phase, cause);
  const shown = basis.tooEarly ? words.tooEarly(phaseWords!) : phaseWords!;
  return (
    <p className={styles['phase']}>
      <span className={styles['mark']} style={{ color: mark.on, background: mark.colour }} aria-hidden="true">
        {mark.glyph}
      </span>{' '}
      <strong>
        <WhyNumber
          title={words.phase}
          value={shown}
          definition={define('phase')}
          because={`${words.because}: ${why}. ${rulesText(answer) ?? ''}`}
          events={<EventList ids={evidence} events={events} />}
        />
      </strong>{' '}
      <WhyNumber title={words.since('')} value={instants.exact(onset)} definition={define('since')}>
        {words.since(instants.date(onset))}
        {instants.dayKey(detectedAt) === instants.dayKey(onset) ? '' : ` ${words.seen(instants.date(detectedAt))}`}
      </WhyNumber>{' '}
      <span>
        <WhyNumber
          title={words.contactDays.other}
          value={count(basis.contactDays)}
          definition={define('contactDays')}
        />{' '}
        {basis.contactDays === 1 ? words.contactDays.one : words.contactDays.other}
      </span>{' '}
      {basis.unknownSince !== null && (
        <span className={styles['alarm']}>{words.unknownSince(instants.date(basis.unknownSince))}</span>
      )}
      {answer.people?.owner && (
        <span className={`quiet ${styles['owner']}`} title={words.since(instants.date(answer.people.owner.since))}>
          {words.owner(nameOf(answer.people.owner))}
        </span>
      )}
    </p>
  );
}

/** Parts that are not simply empty: why they are not here. */
function Untold({ answer: { parts } }: { readonly answer: RelationshipAnswer }) {
  const untold = parts.filter(({ state }) => state !== 'told' && state !== 'nothing');
  if (untold.length === 0) return null;
  return (
    <ul className="quiet small">
      {untold.map(({ projection, state, says = '' }) => (
        <li key={projection}>
          {state === 'set-apart' ? `${projection}: ${says}` : words.cannotTell(projection, says)}
        </li>
      ))}
    </ul>
  );
}

function rulesText({ rules, hindsightParameters }: RelationshipAnswer): string | undefined {
  if (rules === undefined) return undefined;
  const of = (version: string) => (version === '0' ? words.v0 : words.version(version));
  const text = words.rules(of(rules.version), of(rules.rhythm.version));
  return hindsightParameters === true ? `${text} ${words.hindsight}` : text;
}
