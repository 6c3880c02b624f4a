/**
 * What a process map shows of a directly-follows graph. A graph of a real process is too dense to read whole, so the
 * strongest flows are taken, and then just enough others that every activity on the map can be reached from a start and
 * leads to an end: no activity hangs in the air, however few flows are asked for.
 */

export interface FlowGraph {
  readonly activities: readonly { readonly activity: string; readonly count: number }[];
  /** How many cases begin and end with an activity. */
  readonly start: readonly { readonly activity: string; readonly count: number }[];
  readonly end: readonly { readonly activity: string; readonly count: number }[];
  readonly flows: readonly { readonly from: string; readonly to: string; readonly count: number }[];
}

/** An arc of the map: a flow, or the way in or out. `flow` is the index in `FlowGraph.flows`. */
export type MapArc =
  | { readonly kind: 'flow'; readonly from: string; readonly to: string; readonly count: number; readonly flow: number }
  | { readonly kind: 'start'; readonly to: string; readonly count: number }
  | { readonly kind: 'end'; readonly from: string; readonly count: number };

export interface MapSelection {
  readonly activities: readonly { readonly activity: string; readonly count: number }[];
  /** Strongest first. */
  readonly arcs: readonly MapArc[];
  /** What there is beyond the map. */
  readonly omitted: { readonly activities: number; readonly flows: number; readonly flowCount: number };
}

/**
 * The part of the graph to draw.
 * @param flows how many of the strongest flows to show; more are added where an activity would not be connected
 * @param maxActivities the most activities on a map; the rarest beyond are left out and counted as omitted
 */
export function selectMap(graph: FlowGraph, flows: number, maxActivities: number): MapSelection {
  const activities = graph.activities
    .toSorted((a, b) => b.count - a.count || compareText(a.activity, b.activity))
    .slice(0, maxActivities);
  const shown = new Set(activities.map(({ activity }) => activity));
  const ranked = rankedArcs(graph, shown);
  const strongest = ranked.filter(({ kind }) => kind === 'flow').slice(0, Math.max(0, flows));
  const weakest = strongest.at(-1)?.count ?? Number.POSITIVE_INFINITY;
  const chosen = new Set<MapArc>(strongest);
  // The ways in and out are ranked with the flows: they show from where the weakest flow shows.
  for (const arc of ranked) if (arc.kind !== 'flow' && arc.count >= weakest) chosen.add(arc);
  connect(shown, ranked, chosen, forwards);
  connect(shown, ranked, chosen, backwards);
  const arcs = ranked.filter((arc) => chosen.has(arc));
  const drawn = new Set(arcs.flatMap((arc) => (arc.kind === 'flow' ? [arc.flow] : [])));
  const left = graph.flows.filter((_flow, at) => !drawn.has(at));
  return {
    activities,
    arcs,
    omitted: {
      activities: graph.activities.length - activities.length,
      flows: left.length,
      flowCount: left.reduce((sum, { count }) => sum + count, 0),
    },
  };
}

/** All arcs between shown activities, strongest first, in an order that does not depend on the order given. */
function rankedArcs(graph: FlowGraph, shown: ReadonlySet<string>): readonly MapArc[] {
  const arcs: MapArc[] = [
    ...graph.start.map(({ activity, count }) => ({ kind: 'start' as const, to: activity, count })),
    ...graph.end.map(({ activity, count }) => ({ kind: 'end' as const, from: activity, count })),
    ...graph.flows.map(({ from, to, count }, flow) => ({ kind: 'flow' as const, from, to, count, flow })),
  ];
  const visible = arcs.filter(
    (arc) => (arc.kind === 'start' || shown.has(arc.from)) && (arc.kind === 'end' || shown.has(arc.to)),
  );
  return visible.sort((a, b) => b.count - a.count || compareText(tail(a), tail(b)) || compareText(head(a), head(b)));
}

/** The virtual ends of the map: no activity has an empty name. */
const outside = '';
const tail = (arc: MapArc): string => (arc.kind === 'start' ? outside : arc.from);
const head = (arc: MapArc): string => (arc.kind === 'end' ? outside : arc.to);

interface Direction {
  readonly from: (arc: MapArc) => string;
  readonly to: (arc: MapArc) => string;
  readonly isWay: (arc: MapArc) => boolean;
}
const forwards: Direction = { from: tail, to: head, isWay: ({ kind }) => kind !== 'end' };
const backwards: Direction = { from: head, to: tail, isWay: ({ kind }) => kind !== 'start' };

/**
 * Adds arcs until every activity is reached from outside: always the strongest that leads from what is reached to what is
 * not (Prim's algorithm), after walking along what is chosen already.
 */
function connect(
  activities: ReadonlySet<string>,
  ranked: readonly MapArc[],
  chosen: Set<MapArc>,
  { from, to, isWay }: Direction,
): void {
  const ways = ranked.filter(isWay);
  const reached = new Set([outside]);
  const walk = (): void => {
    for (let grown = true; grown;) {
      grown = false;
      for (const arc of ways) {
        if (!chosen.has(arc) || !reached.has(from(arc)) || reached.has(to(arc))) continue;
        reached.add(to(arc));
        grown = true;
      }
    }
  };
  walk();
  while (reached.size <= activities.size) {
    const strongest = ways.find((arc) => reached.has(from(arc)) && !reached.has(to(arc)));
    // Activities beyond the limit may have been the only way to one that is shown.
    if (!strongest) return;
    chosen.add(strongest);
    walk();
  }
}

/** By code unit: the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
