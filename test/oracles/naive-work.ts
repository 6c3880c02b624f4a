import type { PairCount } from './naive-process.js';
import type { LogEvent } from './process-log.js';

/** Who did the work of a log, as `tend process NAME --json` tells it without naming anybody. */
export interface WorkFigures {
  readonly teamHandovers: readonly PairCount[];
  readonly teams: {
    readonly told: number;
    readonly withheld: number;
    readonly withheldHandovers: number;
    readonly noTeam: number;
  };
  readonly rework: {
    readonly byPerformer: readonly ({ readonly activity: string } & NaiveRework)[];
    readonly byPerformerTotal: NaiveRework;
  };
}

interface NaiveRework {
  selfLoopRepeat: number;
  selfLoopRedo: number;
  repetitionRepeat: number;
  repetitionRedo: number;
  unknown: number;
}

/**
 * By the plainest loops over whole cases, sharing no code with the program. Events count in the order of time, ties in the
 * order given.
 * @param teamMin the fewest people of a team that is told of
 */
export function naiveWork(events: readonly LogEvent[], teamMin: number): WorkFigures {
  const cases = [...Map.groupBy(events, (event) => event.case).values()].map((steps) =>
    steps.toSorted((a, b) => a.at - b.at),
  );
  return { ...naiveTeams(events, cases, teamMin), rework: naiveRework(cases) };
}

function naiveTeams(
  events: readonly LogEvent[],
  cases: readonly (readonly LogEvent[])[],
  teamMin: number,
): Pick<WorkFigures, 'teamHandovers' | 'teams'> {
  const pairs: { from: string; to: string }[] = [];
  for (const steps of cases)
    for (const [i, { team: to, fromTeam }] of steps.entries()) {
      const from = fromTeam ?? steps[i - 1]?.team;
      if (from !== undefined && to !== undefined) pairs.push({ from, to });
    }
  const peopleOf = new Map<string, Set<string>>();
  for (const team of new Set(pairs.flatMap(({ from, to }) => [from, to]))) {
    const ofTeam = events.filter((event) => (event.isGivenAway === true ? event.fromTeam : event.team) === team);
    const people = ofTeam.flatMap(({ resource, isTheirs }) => (resource === undefined || isTheirs ? [] : [resource]));
    peopleOf.set(team, new Set(people));
  }
  const withheld = naiveWithheld(peopleOf, teamMin);
  const told = pairs.filter(({ from, to }) => !withheld.has(from) && !withheld.has(to));
  const counts = Map.groupBy(told, ({ from, to }) => JSON.stringify([from, to]));
  return {
    teamHandovers: [...counts.values()]
      .map((alike) => ({ ...alike[0]!, count: alike.length }))
      .sort((a, b) => b.count - a.count || order(a.from, b.from) || order(a.to, b.to)),
    teams: {
      told: peopleOf.size - withheld.size,
      withheld: withheld.size,
      withheldHandovers: pairs.length - told.length,
      noTeam: events.filter(({ team }) => team === undefined).length,
    },
  };
}

/** Those that are too small; where these have too few people together, the smallest of the others too. */
function naiveWithheld(peopleOf: ReadonlyMap<string, ReadonlySet<string>>, teamMin: number): Set<string> {
  const small = [...peopleOf].filter(([, people]) => people.size < teamMin);
  const withheld = new Set(small.map(([team]) => team));
  const together = new Set(small.flatMap(([, people]) => [...people]));
  if (small.length === 0 || together.size >= teamMin) return withheld;
  let next: readonly [string, ReadonlySet<string>] | undefined;
  for (const other of peopleOf) {
    if (withheld.has(other[0])) continue;
    const isSmaller = next === undefined || other[1].size < next[1].size;
    if (isSmaller || (other[1].size === next![1].size && other[0] < next![0])) next = other;
  }
  return next === undefined ? withheld : withheld.add(next[0]);
}

function naiveRework(cases: readonly (readonly LogEvent[])[]): WorkFigures['rework'] {
  const none = (): NaiveRework => ({
    selfLoopRepeat: 0,
    selfLoopRedo: 0,
    repetitionRepeat: 0,
    repetitionRedo: 0,
    unknown: 0,
  });
  const byActivity = new Map<string, NaiveRework>();
  const total = none();
  for (const steps of cases)
    for (const [i, step] of steps.entries()) {
      const before = steps.slice(0, i).findLastIndex(({ activity }) => activity === step.activity);
      if (before < 0) continue;
      const counts = byActivity.get(step.activity) ?? none();
      byActivity.set(step.activity, counts);
      const who = [steps[before]!.resource, step.resource];
      const kind = who.includes(undefined)
        ? 'unknown'
        : before === i - 1
          ? who[0] === who[1]
            ? 'selfLoopRepeat'
            : 'selfLoopRedo'
          : who[0] === who[1]
            ? 'repetitionRepeat'
            : 'repetitionRedo';
      counts[kind]++;
      total[kind]++;
    }
  const all = (row: NaiveRework): number =>
    row.selfLoopRepeat + row.selfLoopRedo + row.repetitionRepeat + row.repetitionRedo + row.unknown;
  const byPerformer = [...byActivity]
    .map(([activity, counts]) => ({ activity, ...counts }))
    .sort((a, b) => all(b) - all(a) || order(a.activity, b.activity));
  return { byPerformer, byPerformerTotal: total };
}

function order(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
