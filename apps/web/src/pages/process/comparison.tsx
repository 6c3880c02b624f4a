import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ComparisonAnswer, FlowComparison } from '#workspace/processes/comparison-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { ComparedWholes } from './compared-wholes.js';
import { Difference, isMarked } from './difference.js';
import styles from './tables.module.css';

const words = texts.process.comparison;
const shownAtFirst = 15;

interface ComparisonProps {
  readonly comparison: ComparisonAnswer;
  readonly chosen: { readonly from: string; readonly to: string } | undefined;
  readonly choose: (flow: { readonly from: string; readonly to: string }) => void;
}

/** Both sides as numbers: what the map of them shows, and what of it differs. */
export function Comparison({ comparison, chosen, choose }: ComparisonProps) {
  const { count } = useLanguage();
  const [all, setAll] = useState(false);
  const { flows, ofFlows } = comparison;
  const marked = flows.filter((flow) => isMarked(flow.frequencyDiffers) || isMarked(flow.timeDiffers)).length;
  const isJudged = flows.some(({ offPath }) => offPath);
  return (
    <section className={styles['section']}>
      <h2>{words.title}</h2>
      <ComparedWholes comparison={comparison} />
      <p className="quiet">{words.of(count(flows.length), count(ofFlows), count(marked))}</p>
      <div className={styles['wide']}>
        <table aria-label={words.flows}>
          <thead>
            <tr>
              <th scope="col" className={styles['from']}>
                {texts.process.from}
              </th>
              <th scope="col" className={styles['to']}>
                {texts.process.to}
              </th>
              {[...words.shareHeads, ...words.timeHeads].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              {isJudged && <th scope="col">{texts.process.path}</th>}
            </tr>
          </thead>
          <tbody>
            {(all ? flows : flows.slice(0, shownAtFirst)).map((flow) => (
              <FlowRow
                key={JSON.stringify([flow.from, flow.to])}
                flow={flow}
                isJudged={isJudged}
                isChosen={flow.from === chosen?.from && flow.to === chosen.to}
                choose={choose}
              />
            ))}
          </tbody>
        </table>
      </div>
      {flows.length > shownAtFirst && !all && (
        <p>
          <Button variant="default" onClick={() => setAll(true)}>
            {texts.relationship.more(count(flows.length - shownAtFirst))}
          </Button>
        </p>
      )}
      <p>{words.leftAlone}</p>
    </section>
  );
}

interface FlowRowProps {
  readonly flow: FlowComparison;
  readonly isJudged: boolean;
  readonly isChosen: boolean;
  readonly choose: ComparisonProps['choose'];
}

function FlowRow({ flow, isJudged, isChosen, choose }: FlowRowProps) {
  const { from, to, a, b, frequency, time, frequencyDiffers, timeDiffers, offPath } = flow;
  const { share, duration } = useLanguage();
  const timeOf = (seconds: number | undefined): string => (seconds === undefined ? '–' : duration(seconds));
  const title = `${from} → ${to}`;
  return (
    <tr className={isChosen ? styles['chosen'] : undefined}>
      <th scope="row" className={styles['from']}>
        <button
          type="button"
          aria-label={texts.process.showFlow(from, to)}
          aria-pressed={isChosen}
          onClick={() => choose({ from, to })}
        >
          {from}
        </button>
      </th>
      <td className={styles['to']}>{to}</td>
      <td>{share(a.share ?? 0)}</td>
      <td>{share(b.share ?? 0)}</td>
      <Difference
        title={title}
        says={words.shares[frequencyDiffers]}
        isSet={isMarked(frequencyDiffers)}
        definition={words.shareWhy}
        test={frequency}
        limits={
          frequency?.low === undefined ? undefined : words.interval(points(frequency.low), points(frequency.high!))
        }
      />
      <td>{timeOf(a.median)}</td>
      <td>{timeOf(b.median)}</td>
      <Difference
        title={title}
        says={words.times[timeDiffers]}
        isSet={isMarked(timeDiffers)}
        definition={words.timeWhy}
        test={time}
        limits={undefined}
      />
      {isJudged && <td>{offPath ? texts.process.offPath : texts.process.onPath}</td>}
    </tr>
  );
}

/** A difference of two shares, in points of a hundred. */
function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)} %`;
}
