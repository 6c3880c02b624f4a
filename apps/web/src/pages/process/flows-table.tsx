import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { useMadeOf } from './made-of.js';
import {
  flowColumns,
  flowOrderAfterClick,
  mostFrequentFirst,
  sortedFlows,
  type Flow,
  type FlowColumn,
} from './sorted-flows.js';
import styles from './tables.module.css';

const shownAtFirst = 15;

const titles: Readonly<Record<FlowColumn, string>> = {
  from: texts.process.from,
  to: texts.process.to,
  count: texts.process.count,
  cases: texts.process.inCases,
  median: texts.process.medianTime,
  mean: texts.process.meanTime,
  p90: texts.process.p90Time,
  sum: texts.process.sumTime,
};

interface FlowsTableProps {
  readonly answer: ProcessAnswer;
  readonly chosen: Flow | undefined;
  readonly choose: (flow: Flow) => void;
}

/** All flows as numbers: what the map shows, for those who cannot see it or want it exactly. */
export function FlowsTable({ answer, chosen, choose }: FlowsTableProps) {
  const { count } = useLanguage();
  const [order, setOrder] = useState(mostFrequentFirst);
  const [all, setAll] = useState(false);
  const { flows, declared } = answer;
  if (flows.length === 0) return null;
  const isJudged = declared?.path !== undefined;
  const rows = sortedFlows(flows, order);
  return (
    <section className={styles['section']}>
      <h2>
        {texts.process.flows} <span className="quiet small">{count(flows.length)}</span>
      </h2>
      <div className={styles['wide']}>
        <table aria-label={texts.process.flows}>
          <thead>
            <tr>
              {flowColumns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={styles[column]}
                  aria-sort={order.by === column ? (order.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button type="button" onClick={() => setOrder(flowOrderAfterClick(order, column))}>
                    {titles[column]}
                    <span aria-hidden="true">{order.by === column ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              ))}
              {isJudged && <th scope="col">{texts.process.path}</th>}
            </tr>
          </thead>
          <tbody>
            {(all ? rows : rows.slice(0, shownAtFirst)).map((flow) => (
              <FlowRow
                key={`${flow.from}\n${flow.to}`}
                answer={answer}
                flow={flow}
                isJudged={isJudged}
                chosen={flow === chosen}
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
    </section>
  );
}

interface FlowRowProps {
  readonly answer: ProcessAnswer;
  readonly flow: Flow;
  /** A path is declared, and each flow is on it or off it. */
  readonly isJudged: boolean;
  readonly chosen: boolean;
  readonly choose: (flow: Flow) => void;
}

function FlowRow({ answer, flow, isJudged, chosen, choose }: FlowRowProps) {
  const { count, duration, exactDuration } = useLanguage();
  const madeOf = useMadeOf(answer);
  return (
    <tr className={chosen ? styles['chosen'] : undefined}>
      <th scope="row" className={styles['from']}>
        <button
          type="button"
          aria-label={texts.process.showFlow(flow.from, flow.to)}
          aria-pressed={chosen}
          onClick={() => choose(flow)}
        >
          {flow.from}
        </button>
      </th>
      <td className={styles['to']}>{flow.to}</td>
      <td>
        <WhyNumber
          title={`${flow.from} → ${flow.to}`}
          value={count(flow.count)}
          definition={texts.counts.flow}
          evidence={madeOf(['flow', answer.process, flow.from, flow.to])}
        />
      </td>
      <td>{count(flow.cases)}</td>
      {(['median', 'mean', 'p90', 'sum'] as const).map((name) => (
        <td key={name} title={exactDuration(flow.duration[name])}>
          {duration(flow.duration[name])}
        </td>
      ))}
      {isJudged && <td>{flow.offPath ? texts.process.offPath : texts.process.onPath}</td>}
    </tr>
  );
}
