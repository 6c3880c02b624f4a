import { rankedOf, type RankedDurations } from '#measures/process/duration-summary.js';
import type { ActivityFigures, FlowFigures, ProcessFigures } from '#measures/process/process-figures.js';
import type { Cell } from '#read-store/port.js';
import { sumOf, textAt } from './cell-reading.js';

/** The cells of one process, as the projection `process-flow` keeps them. */
export interface ProcessCells {
  /** At `case, process`; undefined when no case of such a process is known. */
  readonly cases: Cell | undefined;
  /** Below `activity, process`. */
  readonly activities: Iterable<Cell>;
  /** Below `flow, process`. */
  readonly flows: Iterable<Cell>;
}

/** The figures of a process out of its totals. */
export function figuresOfCells({ cases, activities, flows }: ProcessCells): ProcessFigures {
  return {
    cases: sumOf(cases, 'cases'),
    steps: sumOf(cases, 'steps'),
    rework: sumOf(cases, 'rework'),
    reworked: sumOf(cases, 'reworked'),
    open: sumOf(cases, 'open'),
    ended: sumOf(cases, 'ended'),
    caseDuration: columnOf(cases, 'durationMs'),
    activities: Array.from(activities, activityFigures),
    flows: Array.from(flows, flowFigures),
  };
}

function activityFigures(cell: Cell): ActivityFigures {
  return {
    activity: textAt(cell, 2),
    steps: sumOf(cell, 'steps'),
    cases: sumOf(cell, 'cases'),
    repeated: sumOf(cell, 'repeated'),
    selfLoops: sumOf(cell, 'selfLoops'),
    starts: sumOf(cell, 'starts'),
    ends: sumOf(cell, 'ends'),
    service: columnOf(cell, 'serviceMs'),
  };
}

function flowFigures(cell: Cell): FlowFigures {
  return {
    from: textAt(cell, 2),
    to: textAt(cell, 3),
    count: sumOf(cell, 'count'),
    cases: sumOf(cell, 'cases'),
    duration: columnOf(cell, 'durationMs'),
    wait: columnOf(cell, 'waitMs'),
    clamped: sumOf(cell, 'clamped'),
  };
}

/** An empty column is left out of a cell. */
function columnOf(cell: Cell | undefined, name: string): RankedDurations {
  return cell?.columns[name] ?? rankedOf([]);
}
