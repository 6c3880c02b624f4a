import { formatInstant, type Id, type Instant } from '#core/time.js';
import { evidenceKindOf, evidenceKinds, tallyPromises, type PromiseTally } from '#measures/promises/promise-outcome.js';
import { promiseRates } from '#measures/promises/promise-rate.js';
import { isWaiting, type PromiseState } from '#measures/promises/promise-state.js';
import { latenessMs, timeLeftMs } from '#measures/promises/promise-totals.js';
import type { Named } from '../answers.js';
import { rateText } from './promise-words.js';
import type { PromiseCounts, PromiseRateAnswer, PromiseRow } from './promise-answers.js';
import { countText, joined, textMember, timeMember, type StandingPresentation } from './standing-presentation.js';
import type { PromisesPart } from './standing-answers.js';

/** What a document of `promises` holds of one. */
export interface PromiseFound {
  /** Id of the event that made it. */
  readonly id: Id;
  readonly promise: PromiseState;
  readonly source: 'promise' | 'order' | null;
  /** Of the words that it was kept, that it was not, and that it was renegotiated last. */
  readonly keptEvent: Id | null;
  readonly notKeptEvent: Id | null;
  readonly movedEvent: Id | null;
}

const openListed = 50;
const settledListed = 100;

/** The promises between one customer and us. Those that are not known to have been made are left out. */
export function promisesPart(
  found: readonly PromiseFound[],
  presentation: StandingPresentation,
  notFolded = 0,
): PromisesPart | undefined {
  const made = found.filter(({ promise }) => promise.by !== null);
  if (made.length === 0) return undefined;
  const of = (by: 'ours' | 'customer') =>
    tallyPromises(made.flatMap(({ promise }) => (promise.by === by ? promise : [])));
  const ours = of('ours');
  const byDue = made.toSorted((a, b) => a.promise.dueAt! - b.promise.dueAt! || (a.id < b.id ? -1 : 1));
  const open = byDue.filter(({ promise }) => isOpen(promise));
  const settled = byDue.filter(({ promise }) => !isOpen(promise));
  const listed = [...open.slice(0, openListed), ...settled.slice(-settledListed).reverse()];
  const counts = countsOf(ours);
  return {
    ...counts,
    rates: ratesOf(ours),
    theirs: countsOf(of('customer')),
    rows: listed.map((one) => promiseRow(one, presentation)),
    more: made.length - listed.length + notFolded,
    sentence: promisesText(counts, ratesOf(ours), notFolded),
  };
}

/** What is shown of a promise: all of it but what only decides whether it counts. */
export type ShownPromise = Omit<PromiseState, 'keptBy' | 'dueBeforeMade'>;

/** Waits, or is in question: somebody may have to do something about it. */
export function isOpen(promise: Pick<PromiseState, 'status'>): boolean {
  return isWaiting(promise) || promise.status === 'broken' || promise.status === 'unconfirmed';
}

export function countsOf({ byEvidence, open, unconfirmed }: PromiseTally): PromiseCounts {
  const sum = (name: 'kept' | 'broken') => evidenceKinds.reduce((total, kind) => total + byEvidence[kind][name], 0);
  return { open, kept: sum('kept'), broken: sum('broken'), unconfirmed };
}

/** Of each kind of evidence that there is some of. */
export function ratesOf(tally: PromiseTally): PromiseRateAnswer[] {
  const rates = promiseRates(tally);
  return evidenceKinds.flatMap((evidence) => {
    const found = rates[evidence];
    if (found === undefined || found.kept + found.broken === 0) return [];
    const { kept, broken, rate = null, low, high } = found;
    return [{ evidence, kept, broken, rate, low, high }];
  });
}

/** One promise as it is seen at an instant. */
export function promiseRow(
  {
    id,
    promise,
    source,
    keptEvent,
    notKeptEvent,
    movedEvent,
  }: Omit<PromiseFound, 'promise'> & { readonly promise: ShownPromise },
  { zone, at, textOf }: Pick<StandingPresentation, 'zone' | 'at' | 'textOf'>,
  relationship?: Named,
): PromiseRow {
  const { status, by, madeAt, dueAt, keptAt, confirmBy, evidence, renegotiations } = promise;
  return {
    id,
    ...(relationship === undefined ? {} : { relationship }),
    state: status,
    by: by!,
    source: source ?? 'promise',
    madeAt: formatInstant(madeAt!, zone),
    dueAt: formatInstant(dueAt!, zone),
    ...timeMember('keptAt', keptAt, zone),
    ...secondsMember('dueInSeconds', timeLeftMs(promise, at)),
    ...secondsMember('lateSeconds', latenessMs(promise, at)),
    confirmBy: evidenceKindOf[confirmBy!],
    ...(evidence === null ? {} : { known: evidenceKindOf[evidence] }),
    renegotiations,
    evidence: [id, movedEvent ?? [], notKeptEvent ?? [], keptEvent ?? []].flat(),
    ...textMember('text', textOf(id)),
  };
}

function secondsMember<Name extends string>(name: Name, ms: Instant | undefined): { readonly [N in Name]?: number } {
  return (ms === undefined ? {} : { [name]: ms / 1000 }) as { readonly [N in Name]?: number };
}

function promisesText(
  { open, kept, broken, unconfirmed }: PromiseCounts,
  rates: readonly PromiseRateAnswer[],
  notFolded: number,
): string {
  return joined([
    joined(
      [
        `${kept} kept`,
        `${broken} broken`,
        `${open} open`,
        unconfirmed > 0 && `${unconfirmed} unconfirmed (in no rate)`,
      ],
      ', ',
    ),
    ...rates.map(rateText),
    notFolded > 0 && `${countText(notFolded, 'older one')} not looked at`,
  ]);
}
