/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing of what the page knows is no file that an img could show */
import type { RelationshipAnswer } from '#workspace/answers.js';
import type { RelationshipHealth } from '#workspace/relationships/health-answers.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { eventList } from '../../parts/event-list.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { healthSteps, type BandScale } from './band-scale.js';
import styles from './health-band.module.css';

const words = texts.health;

interface HealthBandProps {
  readonly health: RelationshipHealth;
  readonly events: RelationshipAnswer['events'];
  readonly horizon: string;
  readonly scale: BandScale;
}

/** The number over time in steps; what it is now, what it is made of, and what changed it last, each with its why. */
export function HealthBand({ health, events, horizon, scale }: HealthBandProps) {
  const define = useDefinitions();
  const steps = healthSteps(health.changes, horizon, scale);
  const { sentence: text, model, assessed: said } = health;
  const label = words.label(text);
  return (
    <div className={styles['health']}>
      {steps.length > 0 && (
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={label}>
          <title>{label}</title>
          <path className={styles['middle']} d="M0 50H100" vectorEffect="non-scaling-stroke" />
          <path className={styles['steps']} d={steps.join('')} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
      <p>
        <strong>
          <WhyNumber
            title={words.title}
            value={text}
            definition={define('health')}
            because={health.olderChanges > 0 ? `${model.sentence}. ${words.older}` : model.sentence}
            events={eventList([...new Set(health.contributions.flatMap(({ evidence }) => evidence))], events)}
          />
        </strong>{' '}
        <span className="quiet">{model.sentence}</span>
        {said !== undefined && <span className={health.disagreement && styles['against']}> {said}</span>}
      </p>
      <Contributions health={health} events={events} />
      <LatestChange health={health} events={events} />
    </div>
  );
}

type PartsProps = Pick<HealthBandProps, 'health' | 'events'>;

function Contributions({ health: { value, contributions }, events }: PartsProps) {
  const { count } = useLanguage();
  if (value === null) return null;
  return (
    <p>
      <span className="quiet">{words.madeOf}</span>{' '}
      {contributions.map(
        ({ signal, label, definition, contribution, value: measured, unit, score, weight, evidence }) => (
          <WhyNumber
            key={signal}
            title={label}
            value={words.part(label.toLowerCase(), signed(contribution))}
            definition={definition}
            because={words.measured(count(rounded(measured)), unit, count(Math.round(score)), count(weight))}
            events={eventList(evidence, events)}
          />
        ),
      )}
    </p>
  );
}

function LatestChange({ health: { changes, contributions, absent }, events }: PartsProps) {
  const [latest] = changes;
  if (latest === undefined) return null;
  const definitions = new Map([...contributions, ...absent].map(({ signal, definition }) => [signal, definition]));
  return (
    <p>
      <span className="quiet">
        {words.changedBy} {latest.sentence}:
      </span>{' '}
      {latest.parts
        .filter(({ kind, points }) => points !== 0 || kind === 'coverage')
        .map((part) => (
          <WhyNumber
            key={`${part.kind} ${part.signal ?? ''}`}
            title={part.label ?? words.title}
            value={part.sentence}
            definition={definitions.get(part.signal ?? '') ?? ''}
            events={eventList(part.evidence, events)}
          />
        ))}
    </p>
  );
}

function signed(points: number): string {
  const shown = Math.abs(points).toFixed(1);
  return shown === '0.0' ? '±0' : `${points > 0 ? '+' : '−'}${shown}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
