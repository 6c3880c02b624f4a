import type { Transitions } from '#workspace/portfolio/portfolio-answers.js';
import type { PhaseName as Phase } from '#workspace/portfolio/standing-answers.js';
import { useLanguage } from '../../language/language.js';
import { phaseNames, phaseWords, portfolioTexts } from '../../portfolio-texts.js';
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
  readonly choose?: ((way: Way | undefined) => void) | undefined;
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
              {columns.map((to) => (
                <TransitionCell key={to} way={{ from, to }} number={at(from, to)} chosen={chosen} choose={choose} />
              ))}
              {left.length > 0 && <td>{shown(countIn(left, from))}</td>}
            </tr>
          ))}
          {entered.length > 0 && (
            <tr>
              <th scope="row">{words.entered}</th>
              {columns.map((to) => (
                <td key={to}>{shown(countIn(entered, to))}</td>
              ))}
              {left.length > 0 && <td>{shown(0)}</td>}
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface TransitionCellProps extends Pick<TransitionMatrixProps, 'chosen' | 'choose'> {
  readonly way: Way;
  readonly number: number;
}

function TransitionCell({ way: { from, to }, number, chosen, choose }: TransitionCellProps) {
  const { count } = useLanguage();
  const isChosen = chosen?.from === from && chosen.to === to;
  if (number === 0 || from === to || choose === undefined)
    return <td className={from === to ? styles['stayed'] : undefined}>{number === 0 ? '' : count(number)}</td>;
  return (
    <td>
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
}
