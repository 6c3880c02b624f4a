import { useSearchParams } from 'react-router';

export const measures = ['median', 'mean', 'count'] as const;
export type Measure = (typeof measures)[number];

export interface MapState {
  readonly flows: number;
  readonly measure: Measure;
  /** The flow whose numbers are shown. */
  readonly chosen: { readonly from: string; readonly to: string } | undefined;
  readonly show: (flows: number, measure: Measure) => void;
  readonly choose: (flow: { readonly from: string; readonly to: string } | undefined) => void;
}

const flowsAtFirst = 25;
/** As many as the server draws at most. */
export const flowsMax = 400;

/** What is shown of a map stands in the address: how many flows, which time, and the flow that is chosen. */
export function useMapState(): MapState {
  const [search, setSearch] = useSearchParams();
  const flows = Number(search.get('flows') ?? flowsAtFirst);
  const measure = measures.find((each) => each === search.get('time')) ?? 'median';
  const [from, to] = [search.get('from'), search.get('to')];
  const change = (changed: Readonly<Record<string, string | undefined>>): void => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changed)) {
      if (value === undefined) next.delete(name);
      else next.set(name, value);
    }
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return {
    flows: Number.isInteger(flows) && flows > 0 ? Math.min(flows, flowsMax) : flowsAtFirst,
    measure,
    chosen: from === null || to === null ? undefined : { from, to },
    show: (nextFlows, nextMeasure) => change({ flows: String(nextFlows), time: nextMeasure }),
    choose: (flow) => change({ from: flow?.from, to: flow?.to }),
  };
}
