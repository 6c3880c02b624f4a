import type { EvidenceEvent } from '#workspace/documents/made-answers.js';
import type { PromiseRow } from '#workspace/relationships/promise-answers.js';
import type { PromisesPart } from '#workspace/relationships/standing-answers.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { eventList } from '../../parts/event-list.js';
import { useWhy } from '../../parts/why.js';
import { texts } from '../../texts.js';
import type { BandScale } from './band-scale.js';
import { promiseName } from './promise-name.js';
import styles from './bands.module.css';

const words = texts.standing.promises;
const marks: Readonly<Record<string, string>> = {
  'kept': '●',
  'kept-late': '◑',
  'broken': '✕',
  'unconfirmed': '?',
  'open': '○',
  'renegotiated': '○',
};
/** So many lines lie above each other at most; further promises share the last one. */
const lanesMost = 4;

interface PromiseBandProps {
  readonly promises: PromisesPart;
  readonly events: readonly EvidenceEvent[];
  readonly scale: BandScale;
}

/** Each promise from its making to what became of it: kept, broken or a question. */
export function PromiseBand({ promises, events, scale }: PromiseBandProps) {
  const { instants } = useLanguage();
  const define = useDefinitions();
  const explain = useWhy();
  const lanes = lanesOf(promises.rows, scale);
  return (
    <div className={styles['promises']} style={{ height: 16 * Math.max(1, ...lanes.map(({ lane }) => lane + 1)) }}>
      {lanes.map(({ row, from, to, lane }) => {
        const state = words.states[row.state] ?? row.state;
        const label = `${promiseName(row)}: ${state}, ${words.due(instants.date(row.dueAt))}`;
        return (
          <button
            key={row.id}
            type="button"
            className={styles['promise']}
            data-state={row.state}
            data-end={to > 99 ? 'edge' : undefined}
            aria-label={label}
            title={label}
            style={{ left: `${from}%`, width: `${Math.max(0, to - from)}%`, top: 16 * lane }}
            onClick={({ currentTarget }) =>
              explain(currentTarget, {
                title: state,
                value: words.due(instants.date(row.dueAt)),
                definition: define('promises'),
                because: promiseName(row),
                events: eventList(row.evidence, events),
              })
            }
          >
            <span aria-hidden="true">{marks[row.state] ?? '○'}</span>
          </button>
        );
      })}
    </div>
  );
}

interface Placed {
  readonly row: PromiseRow;
  readonly from: number;
  readonly to: number;
  readonly lane: number;
}

/** Each in the first line that is free, in the order in which they were made. */
function lanesOf(rows: readonly PromiseRow[], scale: BandScale): Placed[] {
  const ends: number[] = [];
  return rows
    .toSorted((a, b) => Date.parse(a.madeAt) - Date.parse(b.madeAt))
    .map((row) => {
      const [from, to] = [scale.at(row.madeAt), scale.at(row.keptAt ?? row.dueAt)];
      const free = ends.findIndex((end) => end < from);
      const lane = free >= 0 ? free : Math.min(ends.length, lanesMost - 1);
      // A mark needs room of its own.
      ends[lane] = to + 1.5;
      return { row, from, to, lane };
    });
}
