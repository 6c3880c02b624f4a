import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import type { ConformanceAnswer, DeviatingVariant } from '#workspace/processes/parts/part-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { activityColours } from '../process/activity-colours.js';
import { Strip } from '../process/variants.js';
import { ExplainedHead } from './explained-head.js';
import styles from './sections.module.css';

const words = texts.process.conformance;
const kinds = ['skipped', 'extra', 'reordered', 'unknown'] as const;
const shownWays = 10;

/** How cases keep to the declared path: in numbers, by activity, and the ways that deviate. */
export function ConformanceSection({ answer }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  const { conformance } = answer;
  if (conformance === undefined) return null;
  return (
    <>
      <Facts conformance={conformance} />
      {conformance.tooLong.cases > 0 && <p className="quiet">{words.tooLong(count(conformance.tooLong.cases))}</p>}
      <ByActivity conformance={conformance} />
      <Ways answer={answer} conformance={conformance} />
    </>
  );
}

function Facts({ conformance }: { readonly conformance: ConformanceAnswer }) {
  const { count, share } = useLanguage();
  const { cases, fitting, ended, averageFitness, logFitness, version } = conformance;
  const shares = [
    [words.fitting, words.fittingWhy, fitting, cases],
    ...(ended === undefined ? [] : [[words.ended, words.endedWhy, ended.fitting, ended.cases] as const]),
  ] as const;
  const fitnesses = [
    [words.fitness, words.fitnessWhy, averageFitness],
    [words.logFitness, words.logFitnessWhy, logFitness],
  ] as const;
  return (
    <p className={styles['facts']}>
      {shares.map(([title, why, some, of]) => (
        <span key={title}>
          <WhyNumber title={title} value={`${count(some)} of ${count(of)}`} definition={why} /> {title}{' '}
          {of > 0 && <span className="quiet">({share(some / of)})</span>}
        </span>
      ))}
      {fitnesses.map(([title, why, value]) => (
        <span key={title}>
          {title} <WhyNumber title={title} value={value === undefined ? '–' : fitnessText(value)} definition={why} />
        </span>
      ))}
      <span className="quiet">{words.version(version)}</span>
    </p>
  );
}

/** Rounded, but never up to 1: that is what fits. */
function fitnessText(value: number): string {
  return (value < 1 ? Math.min(value, 0.9999) : value).toFixed(4);
}

function ByActivity({ conformance: { activities } }: { readonly conformance: ConformanceAnswer }) {
  const { count } = useLanguage();
  const deviating = activities.filter((row) => kinds.some((kind) => row[kind] > 0));
  if (deviating.length === 0) return <p className="quiet">{words.allFit}</p>;
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col" className={styles['name']}>
              {words.activity}
            </th>
            {kinds.map((kind) => (
              <ExplainedHead key={kind} title={words.columns[kind]} why={words.columnWhy[kind]} />
            ))}
          </tr>
        </thead>
        <tbody>
          {deviating.map(({ activity, ...row }) => (
            <tr key={activity}>
              <th scope="row" className={styles['name']}>
                {activity}
              </th>
              {kinds.map((kind) => (
                <td key={kind} className={row[kind] === 0 ? 'quiet' : undefined}>
                  {count(row[kind])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface WaysProps {
  readonly answer: ProcessAnswer;
  readonly conformance: ConformanceAnswer;
}

/** The most frequent ways that are not the declared one, each with what is wrong with it. */
function Ways({ answer, conformance: { deviating, cases } }: WaysProps) {
  const { count, share } = useLanguage();
  const colourOf = activityColours(answer.activities);
  if (deviating.length === 0) return null;
  return (
    <>
      <h3>{words.deviating}</h3>
      <ol className={styles['ways']}>
        {deviating.slice(0, shownWays).map((way) => (
          <li key={JSON.stringify(way.activities)} className={styles['way']}>
            <span>
              {count(way.count)} <span className="quiet small">{share(way.count / Math.max(1, cases))}</span>
            </span>
            <div>
              <Strip activities={way.activities} colourOf={colourOf} />
              <Deviations way={way} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function Deviations({ way }: { readonly way: DeviatingVariant }) {
  return (
    <p className={styles['deviations']}>
      {kinds.map((kind) =>
        way[kind].length === 0 ? null : (
          <span key={kind}>
            <span className="quiet">{words.signs[kind]}</span> {namesIn(way[kind])}
          </span>
        ),
      )}
    </p>
  );
}

/** Each once, with how many times. */
function namesIn(activities: readonly string[]): string {
  const times = new Map<string, number>();
  for (const activity of activities) times.set(activity, (times.get(activity) ?? 0) + 1);
  return Array.from(times, ([activity, n]) => (n === 1 ? activity : words.times(activity, String(n)))).join(', ');
}
