import type { DurationSummary } from '#workspace/answers.js';
import type { LoadAnswer } from '#workspace/processes/parts/time-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';
import { LoadChart } from './load-chart.js';

const words = texts.process.load;
const shownPeriods = 12;
const moves = ['begun', 'ended', 'open'] as const;
const works = ['firstWork', 'lastSteps'] as const;

/** How many cases came in, ended and are open: now, and over time. */
export function LoadSection({ answer: { process, load } }: { readonly answer: ProcessAnswer }) {
  if (load === undefined) return null;
  if (load.periods.length === 0) return <p className="quiet">{words.none}</p>;
  return (
    <>
      <Now process={process} load={load} />
      <LoadChart load={load} />
      <Periods load={load} />
      <Between what={words.firstWork} summary={load.betweenFirstWork} />
      <Between what={words.lastSteps} summary={load.betweenLastSteps} />
    </>
  );
}

function Now({ process, load: { now, undeclared, at } }: { readonly process: string; readonly load: LoadAnswer }) {
  const { count, instants } = useLanguage();
  const again = now?.reopened ?? 0;
  return (
    <>
      {now !== undefined && (
        <p>
          {words.now(count(now.open), count(now.ended), `${instants.date(at)}, ${instants.time(at)}`)}
          {again > 0 && `; ${words.again(count(again))}`}.
        </p>
      )}
      {undeclared > 0 && (
        <p className="quiet">
          {words.undeclared(count(undeclared))} <code>{words.how(process)}</code>
        </p>
      )}
    </>
  );
}

function Periods({ load: { now, period, periods, periodsTotal } }: { readonly load: LoadAnswer }) {
  const { count } = useLanguage();
  const columns = [...(now === undefined ? [] : moves), ...works];
  return (
    <>
      <FigureTable
        label={words.table[period]}
        head={words.period[period]}
        columns={columns.map((name) => ({ title: words.columns[name], why: words.columnWhy[name] }))}
        rows={periods.toReversed().map((row) => ({
          key: row.period,
          name: row.period,
          cells: columns.map((name) => count(row[name] ?? 0)),
        }))}
        atFirst={shownPeriods}
      />
      {periodsTotal > periods.length && <p className="quiet">{words.earlier(count(periodsTotal - periods.length))}</p>}
    </>
  );
}

function Between({ what, summary: { n, mean, median } }: { readonly what: string; readonly summary: DurationSummary }) {
  const { duration } = useLanguage();
  return n === 0 ? null : <p className="quiet">{words.between(what, duration(mean), duration(median))}</p>;
}
