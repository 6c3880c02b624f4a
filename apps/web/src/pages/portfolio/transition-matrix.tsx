import type { Transitions } from '#workspace/portfolio/portfolio-answers.js';
import { phaseNames, type PhaseName as Phase } from '#workspace/portfolio/standing-answers.js';
import { useLanguage } from '../../language/language.js';
import { phaseWords, portfolioTexts } from '../../portfolio-texts.js';
import { PhaseName } from './phase-glyph.js';
import styles from './standing.module.css';

const words = portfolioTexts.movements;

/** From which phase to which. */
export interface Way {
  readonly from: Phase;
  readonly to: Phase;
}

interface TransitionMatrixProps {
  readonly name: string;
  readonly transitions: Transitions;
  readonly chosen?: Way | undefined;
  /** Absent: the numbers are only shown. */
  readonly choose?: (way: Way | undefined) => void;
}

/** Rows: the phase at the beginning; columns: the phase at the end. A number of those who moved shows them. */
export function TransitionMatrix({
  name,
  transitions: { transitions, entered, left },
  chosen,
  choose,
}: TransitionMatrixProps) {
  const { count } = useLanguage();
  const at = (from: Phase, to: Phase): number =>
    transitions.find((one) => one.from === from && one.to === to)?.relationships ?? 0;
  const countIn = (counts: Transitions['left'], phase: Phase): number =>
    counts.find((one) => one.phase === phase)?.relationships ?? 0;
  const shown = (number: number): string => (number === 0 ? '' : count(number));
  const columns = phaseNames.filter((to) => transitions.some((one) => one.to === to) || countIn(entered, to) > 0);
  const rows = phaseNames.filter((from) => transitions.some((one) => one.from === from) || countIn(left, from) > 0);
  return (
    <div className={styles['scroll']}>
      <table className={styles['matrix']} aria-label={words.matrix(name)}>
        <thead>
          <tr>
            <th scope="col">
              {words.was} ↓ {words.is} →
            </th>
            {columns.map((to) => (
              <th key={to} scope="col">
                <PhaseName phase={to} />
              </th>
            ))}
            {left.length > 0 && <th scope="col">{words.left}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((from) => (
            <tr key={from}>
              <th scope="row">
                <PhaseName phase={from} />
              </th>
              {columns.map((to) => {
                const number = at(from, to);
                const isChosen = chosen?.from === from && chosen.to === to;
                if (from === to || number === 0 || choose === undefined)
                  return (
                    <td key={to} className={from === to ? styles['stayed'] : undefined}>
                      {shown(number)}
                    </td>
                  );
                return (
                  <td key={to}>
                    <button
                      type="button"
                      aria-pressed={isChosen}
                      aria-label={`${count(number)} ${words.movedFromTo(phaseWords[from]!, phaseWords[to]!)}`}
                      onClick={() => choose(isChosen ? undefined : { from, to })}
                    >
                      {count(number)}
                    </button>
                  </td>
                );
              })}
              {left.length > 0 && <td>{shown(countIn(left, from))}</td>}
            </tr>
          ))}
          {entered.length > 0 && (
            <tr>
              <th scope="row">{words.entered}</th>
              {columns.map((to) => (
                <td key={to}>{shown(countIn(entered, to))}</td>
              ))}
              {left.length > 0 && <td />}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
