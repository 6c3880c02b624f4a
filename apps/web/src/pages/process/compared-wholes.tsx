import type { ComparedShare, ComparisonAnswer } from '#workspace/processes/comparison-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { Difference, isMarked } from './difference.js';
import { sideText } from './side-text.js';
import styles from './tables.module.css';

const words = texts.process.comparison;

/** Case duration, open cases and rework of both sides. */
export function ComparedWholes({
  comparison: { a, b, duration: lasts, open, rework },
}: {
  readonly comparison: ComparisonAnswer;
}) {
  const { duration, share, count } = useLanguage();
  const timeOf = (seconds: number | undefined): string => (seconds === undefined ? '–' : duration(seconds));
  const shareOf = ({ share: part, of }: ComparedShare['a']): string =>
    part === undefined ? '–' : `${share(part)} ${words.ofCases(count(of))}`;
  const rows = [
    [words.duration, timeOf(lasts.a.median), timeOf(lasts.b.median), words.times[lasts.differs], lasts],
    ...(open.a.of + open.b.of === 0
      ? []
      : [[words.open, shareOf(open.a), shareOf(open.b), words.shares[open.differs], open] as const]),
    [words.rework, shareOf(rework.a), shareOf(rework.b), words.shares[rework.differs], rework],
  ] as const;
  return (
    <div className={styles['wide']}>
      <table aria-label={words.wholes}>
        <thead>
          <tr>
            <th scope="col" className={styles['from']} aria-label={words.wholes} />
            {[a, b].map((side, at) => (
              <th key={at === 0 ? 'left' : 'right'} scope="col" className={styles['side']}>
                {at === 0 ? words.left : words.right}: {sideText(side)}
              </th>
            ))}
            <th scope="col">{words.difference}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, left, right, says, { differs, test }]) => (
            <tr key={title}>
              <th scope="row" className={styles['from']}>
                {title}
              </th>
              <td>{left}</td>
              <td>{right}</td>
              <Difference
                title={title}
                says={says}
                isSet={isMarked(differs)}
                definition={words.wholesWhy}
                test={test}
                limits={undefined}
              />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
