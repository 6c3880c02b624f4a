import type { ProcessAnswer } from '#workspace/processes/process-answers.js';

export type Flow = ProcessAnswer['flows'][number];

/** What the table of flows can be sorted by. */
export const flowColumns = ['from', 'to', 'count', 'cases', 'median', 'mean', 'p90', 'sum'] as const;
export type FlowColumn = (typeof flowColumns)[number];

export interface FlowOrder {
  readonly by: FlowColumn;
  readonly descending: boolean;
}

export const mostFrequentFirst: FlowOrder = { by: 'count', descending: true };

export function flowValue(flow: Flow, column: FlowColumn): string | number {
  switch (column) {
    case 'from':
    case 'to':
    case 'count':
    case 'cases':
      return flow[column];
    case 'median':
    case 'mean':
    case 'p90':
    case 'sum':
      return flow.duration[column];
  }
}

/** The flows in order; equal ones by their names, so that the order is always the same. */
export function sortedFlows(flows: readonly Flow[], { by, descending }: FlowOrder): readonly Flow[] {
  const names = new Intl.Collator('en', { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : names.compare(String(a), String(b));
  return flows.toSorted((a, b) => {
    const order = compare(flowValue(a, by), flowValue(b, by)) * (descending ? -1 : 1);
    return order || names.compare(a.from, b.from) || names.compare(a.to, b.to);
  });
}

/** The order after a click on a column: names begin ascending, numbers descending, a second click turns it. */
export function flowOrderAfterClick(order: FlowOrder, column: FlowColumn): FlowOrder {
  if (order.by === column) return { by: column, descending: !order.descending };
  return { by: column, descending: column !== 'from' && column !== 'to' };
}
