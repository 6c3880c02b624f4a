import type { StagesAnswer } from '#workspace/processes/parts/stage-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';
import { listedText, RelationshipLinks, Since } from './told-case.js';

const words = texts.process.stages;
const { told } = texts.process;
const columns = ['cases', 'came', 'median', 'p90', 'now', 'age', 'oldest'] as const;
const shownStuck = 10;

/** How long cases stay in the declared stages, how old those are that are there now, and which are stuck. */
export function StagesSection({ answer: { stages: part } }: { readonly answer: ProcessAnswer }) {
  const { count, duration } = useLanguage();
  if (part === undefined) return null;
  const { stages, version } = part;
  const shown = [...columns, ...(stages.some(({ unknown }) => unknown > 0) ? (['unknown'] as const) : [])];
  const leftBy = (seconds: number | undefined, stays: number): string =>
    seconds !== undefined ? duration(seconds) : stays === 0 ? '–' : words.longer;
  return (
    <>
      <p className="quiet">{words.version(version)}</p>
      <FigureTable
        label={words.table}
        head={words.stage}
        columns={shown.map((name) => ({ title: words.columns[name], why: words.columnWhy[name] }))}
        rows={stages.map(({ stage, cases, visits, dwell, current, unknown }) => {
          const of = {
            cases: count(cases),
            came: count(visits),
            median: leftBy(dwell.median, dwell.stays),
            p90: leftBy(dwell.p90, dwell.stays),
            now: count(current.n),
            age: current.n === 0 ? '–' : duration(current.median),
            oldest: current.n === 0 ? '–' : duration(current.max),
            unknown: count(unknown),
          };
          return { key: stage, name: stage, cells: shown.map((name) => of[name]) };
        })}
        atFirst={stages.length}
      />
      <Stuck part={part} />
    </>
  );
}

function Stuck({ part: { stuck, stuckTotal } }: { readonly part: StagesAnswer }) {
  const { count, duration } = useLanguage();
  return (
    <>
      <h3>
        {words.stuck}{' '}
        {stuckTotal > 0 && (
          <span className="quiet small">{words.stuckOf(listedText(stuck.length, stuckTotal, count))}</span>
        )}
      </h3>
      {stuckTotal === 0 && <p className="quiet">{words.noneStuck}</p>}
      {stuckTotal > 0 && (
        <FigureTable
          label={words.stuck}
          head={told.case}
          columns={[
            { title: told.relationships, isText: true },
            { title: words.stage, isText: true },
            { title: told.since, isText: true },
            { title: told.age },
            { title: words.usual },
          ]}
          rows={stuck.map(({ case: one, key, relationships, stage, since, age, p90 }) => ({
            key,
            name: nameOf(one),
            cells: [
              <RelationshipLinks key="of" relationships={relationships} />,
              stage,
              <Since key="since" at={since} />,
              duration(age),
              duration(p90),
            ],
          }))}
          atFirst={shownStuck}
        />
      )}
    </>
  );
}
