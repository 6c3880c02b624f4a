import type { Instant } from '#core/time.js';
import { caseStateAfter } from './case-state.js';
import type { ProcessCase } from './process-case.js';
import type { UnfinishedWork } from './unfinished-work.js';

/** What happens in a case, one fact after the other: what waits, targets and its state are followed by. */
export interface CaseStep {
  readonly at: Instant;
  readonly activity: string;
  /** A lifecycle transition: `complete` makes a step, `start` begins the work on one, others say neither. */
  readonly lifecycle: string;
  /** What the event itself says of the state of the case. */
  readonly says?: CaseWord;
}

/** `begins`: open, unless anything else is known of it. */
export type CaseWord = 'open' | 'ended' | 'begins';

/** What an event says of the state of its case, whatever that was (`caseStateAfter`). */
export function wordOfEvent(event: { readonly type: string; readonly data: object }): CaseWord | undefined {
  if (caseStateAfter('open', event) === 'ended') return 'ended';
  if (caseStateAfter('ended', event) === 'open') return 'open';
  return caseStateAfter('undeclared', event) === 'open' ? 'begins' : undefined;
}

/**
 * What happened in a case that is known as a whole, in its order: of one instant what was completed first, then what began.
 * A case keeps when its events changed what they say of its state, and not which of them did: that is taken to be what was
 * completed last at that instant.
 */
export function stepsOfCase({ trace, work, said }: Pick<ProcessCase, 'trace' | 'work' | 'said'>): readonly CaseStep[] {
  const placed: Placed[] = [];
  for (const [i, index] of trace.steps.entries()) {
    const activity = trace.activities[index]!;
    const start = trace.startedAt[i]!;
    if (start !== null) placed.push({ place: 2 * i, at: start, activity, lifecycle: 'start' });
    placed.push({ place: 2 * i + 1, at: trace.completedAt[i]!, activity, lifecycle: 'complete' });
  }
  const behind = 2 * trace.steps.length;
  for (const [activity, at] of startsOf(work)) placed.push({ place: behind, at, activity, lifecycle: 'start' });
  for (const { state, since } of said.toReversed()) if (state !== 'undeclared') say(placed, since!, state);
  return placed.sort((a, b) => a.at - b.at || a.place - b.place).map(({ place: _place, ...step }) => step);
}

interface Placed extends CaseStep {
  readonly place: number;
  says?: CaseWord;
}

function* startsOf({ begun, givenUp }: UnfinishedWork): Generator<readonly [activity: string, at: Instant]> {
  for (let i = 0; i < begun.length; i += 2) yield [begun[i] as string, begun[i + 1] as Instant];
  for (let i = 0; i < givenUp.length; i += 3) yield [givenUp[i] as string, givenUp[i + 1] as Instant];
}

function say(placed: Placed[], at: Instant, word: CaseWord): void {
  const completion = placed.findLast((one) => one.at === at && one.lifecycle === 'complete' && one.says === undefined);
  if (completion === undefined)
    placed.push({ place: Number.MAX_SAFE_INTEGER, at, activity: '', lifecycle: '', says: word });
  else completion.says = word;
}
