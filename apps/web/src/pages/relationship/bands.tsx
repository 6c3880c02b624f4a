/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing of what the page knows is no file that an img could show */
import type { RelationshipAnswer } from '#workspace/answers.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { phaseMark, unknownHatch } from '../../language/phases.js';
import { eventList } from '../../parts/event-list.js';
import { useWhy } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { bandScale, phaseSegments, ticksOf, type BandScale } from './band-scale.js';
import { HealthBand } from './health-band.js';
import { PromiseBand } from './promise-band.js';
import styles from './bands.module.css';

const words = texts.standing.bands;
/** A segment narrower than this, in per cent, has no room for its glyph. */
const glyphFrom = 2;

/** Time is the page: phases, rhythm and promises on one line of time. Nothing where there is too little to draw. */
export function Bands({ answer }: { readonly answer: RelationshipAnswer }) {
  const { instants } = useLanguage();
  const scale = bandScale(answer);
  if (scale === undefined) return null;
  const from = new Date(scale.fromMs).toISOString();
  return (
    <section className={styles['bands']} aria-label={words.label}>
      <span className={styles['label']}>{words.phase}</span>
      <Phases answer={answer} scale={scale} />
      <span className={styles['label']}>{words.rhythm}</span>
      <Rhythm answer={answer} scale={scale} />
      {answer.health !== undefined && (
        <>
          <span className={styles['label']}>{texts.health.title}</span>
          <HealthBand health={answer.health} events={answer.events} horizon={answer.horizon} scale={scale} />
        </>
      )}
      {answer.promises !== undefined && (
        <>
          <span className={styles['label']}>{words.promises}</span>
          <PromiseBand promises={answer.promises} events={answer.events} scale={scale} />
        </>
      )}
      <span />
      <div className={styles['axis']} aria-hidden="true">
        <span className={styles['start']}>{instants.date(from)}</span>
        {ticksOf(scale)
          .filter(({ iso }) => scale.at(iso) > 12 && scale.at(iso) < 90)
          .map(({ iso, label }) => (
            <span key={iso} className={styles['tick']} style={{ left: `${scale.at(iso)}%` }}>
              {label}
            </span>
          ))}
        <span className={styles['end']}>{instants.date(answer.horizon)}</span>
      </div>
    </section>
  );
}

interface BandProps {
  readonly answer: RelationshipAnswer;
  readonly scale: BandScale;
}

function Phases({ answer, scale }: BandProps) {
  const { instants } = useLanguage();
  const define = useDefinitions();
  const explain = useWhy();
  const { history = [], basis, events } = answer;
  const unknownSince = basis?.unknownSince ?? null;
  return (
    <div className={styles['phases']}>
      {phaseSegments(answer, scale).map(({ at, left, width, from, to }) => {
        const { phase, cause, phaseWords, why, evidence, detectedAt } = history[at]!;
        const mark = phaseMark(phase, cause);
        const label = words.span(phaseWords, instants.date(from), instants.date(to));
        return (
          <button
            key={`${detectedAt} ${at}`}
            type="button"
            aria-label={label}
            title={label}
            style={{ left: `${left}%`, width: `${width}%`, background: mark.colour, color: mark.on }}
            onClick={({ currentTarget }) =>
              explain(currentTarget, {
                title: phaseWords,
                value: instants.date(from),
                definition: define('history'),
                because: `${texts.standing.because}: ${why}.`,
                events: eventList(evidence, events),
              })
            }
          >
            {width >= glyphFrom && <span aria-hidden="true">{mark.glyph}</span>}
          </button>
        );
      })}
      {unknownSince !== null && (
        <span
          className={styles['unknown']}
          title={texts.standing.unknownSince(instants.date(unknownSince))}
          style={{ left: `${scale.at(unknownSince)}%`, background: unknownHatch }}
        />
      )}
    </div>
  );
}

/** Strokes stay as thin as they are, however wide the drawing is. */
function Rhythm({ answer, scale }: BandProps) {
  const { count } = useLanguage();
  const { days, silence } = answer;
  const { theirs, ours } = days!;
  const strokes = (list: readonly string[], y: number, length: number): string =>
    list.map((day) => `M${scale.at(`${day}T12:00:00Z`).toFixed(3)} ${y}v${length}`).join('');
  const since = silence?.theirs?.since ?? null;
  const p = silence?.theirs?.p ?? null;
  const label = `${words.days(count(theirs.length), count(ours.length))}${days!.earlier ? ` ${words.earlier}` : ''}`;
  return (
    <svg
      className={styles['rhythm']}
      viewBox="0 0 100 32"
      preserveAspectRatio="none"
      role="img"
      aria-label={silence?.theirs ? `${label}; ${silence.theirs.sentence}` : label}
    >
      <title>{label}</title>
      {since !== null && p !== null && (
        // The less likely the silence is, the darker.
        <rect
          className={styles['silence']}
          x={scale.at(since)}
          width={100 - scale.at(since)}
          y="0"
          height="32"
          style={{ opacity: 0.08 + 0.32 * (1 - Math.min(1, p * 10)) }}
        />
      )}
      <path className={styles['middle']} d="M0 16H100" vectorEffect="non-scaling-stroke" />
      <path className={styles['theirs']} d={strokes(theirs, 2, 13)} vectorEffect="non-scaling-stroke" />
      <path className={styles['ours']} d={strokes(ours, 17, 13)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
