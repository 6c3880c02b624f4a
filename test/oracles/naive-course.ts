/** What happened in a case, as an oracle reads it. */
export interface CourseEvent {
  readonly at: number;
  readonly activity?: string | undefined;
  readonly start?: number | undefined;
  readonly says?: string | undefined;
  readonly reason?: string | undefined;
  readonly worth?: readonly [amount: number, currency: string] | undefined;
}

export interface NaiveDeclared {
  readonly stages: readonly string[];
  readonly terminal: readonly string[];
  readonly reopening?: readonly string[] | undefined;
  readonly outcomes?: readonly { readonly activity: string; readonly outcome: string }[] | undefined;
  readonly waiting?: readonly { readonly activity: string; readonly whom: string }[] | undefined;
}

/** Something that says whether a case is open. */
interface Statement {
  readonly at: number;
  readonly rank: number;
  readonly state: 'open' | 'ended';
}

/** What had happened by an instant, in the order of time; undefined where nothing had begun. */
export function happenedBy(events: readonly CourseEvent[], t: number): CourseEvent[] | undefined {
  const exists = events.some(({ at, activity, says, start }) =>
    activity === undefined ? says !== undefined && at <= t : Math.min(at, start ?? at) <= t,
  );
  return exists ? events.filter(({ at }) => at <= t).sort((a, b) => a.at - b.at) : undefined;
}

/** All statements about the state of a case, the last one of an instant last. */
export function statementsOf(events: readonly CourseEvent[], declared: NaiveDeclared): Statement[] {
  const steps = events.filter(({ activity }) => activity !== undefined);
  const telling = (declared.outcomes ?? []).map(({ activity }) => activity);
  const cameOut = declared.terminal.length === 0 && steps.some(({ activity }) => telling.includes(activity!));
  const terminal = cameOut ? telling : declared.terminal;
  const said: Statement[] = events.flatMap(({ at, says }) =>
    says === undefined
      ? []
      : [{ at, rank: 1, state: says.endsWith('opened') ? ('open' as const) : ('ended' as const) }],
  );
  const done = steps.flatMap(({ at, activity }): Statement[] => {
    if (terminal.length === 0) return [];
    if (declared.reopening?.includes(activity!)) return [{ at, rank: 0, state: 'open' }];
    return terminal.includes(activity!) ? [{ at, rank: 0, state: 'ended' }] : [];
  });
  const all = [...done, ...said];
  const began = steps.length === 0 ? undefined : (steps[0]!.start ?? steps[0]!.at);
  if (terminal.length > 0 && began !== undefined && !all.some(({ at }) => at < began))
    all.push({ at: began, rank: -1, state: 'open' });
  return all.sort((a, b) => a.at - b.at || a.rank - b.rank);
}

export function stateOf(statements: readonly Statement[], at = Infinity): 'open' | 'ended' | 'undeclared' {
  return statements.filter((one) => one.at <= at).at(-1)?.state ?? 'undeclared';
}

/** How a case came out, of all that had happened in it. */
export function outcomeOf(
  events: readonly CourseEvent[],
  declared: NaiveDeclared,
): { outcome: string; reason: string | null; at: number } | undefined {
  const statements = statementsOf(events, declared);
  let reopened = -Infinity;
  for (let i = 1; i < statements.length; i++)
    if (statements[i - 1]!.state === 'ended' && statements[i]!.state === 'open') reopened = statements[i]!.at;
  const since = events.filter(({ at }) => (at === reopened ? stateOf(statements) !== 'open' : at > reopened));
  const said = since.filter(({ says }) => says === 'won' || says === 'lost' || says === 'abandoned').at(-1);
  if (said !== undefined) return { outcome: said.says!, reason: said.reason ?? null, at: said.at };
  const done = since.filter(({ activity }) => declared.outcomes?.some((one) => one.activity === activity)).at(-1);
  if (done === undefined) return undefined;
  const { outcome } = declared.outcomes!.find(({ activity }) => activity === done.activity)!;
  return { outcome, reason: null, at: done.at };
}

/** Stages that a case came to, those of one instant in their declared order, each once until it came to another. */
export function visitsOf(events: readonly CourseEvent[], stages: readonly string[]): { at: number; stage: number }[] {
  const all = events
    .map(({ at, activity }) => ({ at, stage: stages.indexOf(activity ?? '\u0000') }))
    .filter(({ stage }) => stage >= 0)
    .sort((a, b) => (a.at === b.at ? a.stage - b.stage : a.at - b.at));
  const visits: { at: number; stage: number }[] = [];
  for (const visit of all) if (visits.at(-1)?.stage !== visit.stage) visits.push(visit);
  return visits;
}
