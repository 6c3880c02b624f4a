import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { Severity } from '#core/severities.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { SignalHistory } from '#projections/signals/signal-transitions.js';
import { idsOfKey } from '#projections/signals/signals.js';
import type { Named } from '../answers.js';
import { namesFor } from '../relationships/portfolio.js';
import { personalOf, relationshipNames } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';
import { evidenceOf, relationshipsOf, type Raised } from './raised-signals.js';
import type { SignalRow, SignalWork } from './signal-answers.js';
import { sentencesOf } from './signal-sentences.js';
import type { SignalWorkStanding } from './signal-work.js';

/** A signal of a page, with all that is to be said of it. */
export interface Shown extends Raised {
  readonly severity: Severity;
  readonly work: SignalWorkStanding;
  readonly isHistoric: boolean;
  readonly also: NonNullable<SignalRow['also']>;
  readonly seen: Seen;
}

/** From when on, and up to when, something stands. */
export interface Seen {
  readonly first: Instant;
  readonly last: Instant;
}

/** Looks up when signals of one state of a projection were first seen; those of one key are looked up together. */
export function seenIn({ ledger }: Workspace, view: ProjectionView): (raised: Raised) => Seen {
  const histories = new Map<string, SignalHistory>();
  return ({ definition, key, id, signal, endedAt, stood: told }) => {
    if (told !== undefined) return told;
    let history = histories.get(key);
    if (history === undefined)
      histories.set(key, (history = SignalHistory.of(view.signalSteps(key), idsOfKey(definition, key))));
    const stood = history.lastStood(id);
    const instantAt = (time: Instant): Instant => instantOf({ ledger }, definition, time);
    return {
      // Of a key that was set apart steps may say nothing.
      first: stood === undefined ? signal.since : instantAt(stood.from.time),
      last: endedAt === undefined ? view.horizonMs : instantAt(endedAt),
    };
  };
}

/** In the order of the ledger steps are dated by what was known: by the event that was recorded then. */
function instantOf({ ledger }: Pick<Workspace, 'ledger'>, { order }: CompiledProjection, time: Instant): Instant {
  if (order !== 'recorded') return time;
  for (const { recordedAt } of ledger.readAll({ from: time, limit: 1 })) return recordedAt;
  return time;
}

/** The rows of a page. @param known what was known, by which it is told whose they are */
export function rowsOf(workspace: Workspace, page: readonly Shown[], known: number): readonly SignalRow[] {
  const owners = page.map((one) => relationshipsOf(workspace, one, known)[0]);
  const nameOf = namesFor(
    workspace,
    page.flatMap(({ work: { said } }) => said?.actor ?? []),
  );
  const named = page.map(({ definition }, i) => ({ owner: owners[i], purpose: definition.purpose }));
  const byPurpose = new Map(
    Array.from(
      Map.groupBy(named, ({ purpose }) => purpose),
      ([purpose, some]) => [
        purpose,
        relationshipNames(
          workspace,
          some.flatMap(({ owner }) => owner ?? []),
          known,
          purpose,
        ),
      ],
    ),
  );
  return page.map((shown, i) => {
    const owner = owners[i];
    return rowOf(workspace, shown, byPurpose.get(shown.definition.purpose)!.get(owner ?? ''), nameOf);
  });
}

function rowOf(workspace: Workspace, shown: Shown, owner: Named | undefined, nameOf: (id: Id) => Named): SignalRow {
  const { zone } = workspace.directory;
  const { id, definition, key, signal, endedAt, seen, severity, isHistoric, also } = shown;
  const { kind, since, event, party, ...others } = signal;
  const {
    organisation: _organisation,
    severity: _severity,
    evidence: _evidence,
    ...more
  } = others as Readonly<Record<string, unknown>>;
  return {
    id,
    kind,
    severity,
    since: formatInstant(since, zone),
    firstSeen: formatInstant(seen.first, zone),
    lastSeen: formatInstant(seen.last, zone),
    ...(endedAt === undefined ? {} : { endedAt: formatInstant(seen.last, zone) }),
    ...(shown.stood === undefined ? {} : { withdrawn: true }),
    event,
    evidence: [...new Set([event, ...evidenceOf(signal)])],
    projection: definition.name,
    key,
    ...(party === undefined ? {} : { party }),
    ...(owner === undefined ? {} : { relationship: owner }),
    ...sentencesOf(definition.name, signal, zone, seen.last),
    ...(isHistoric ? { historic: true } : {}),
    work: workOf(workspace, shown.work, nameOf),
    ...(also.length === 0 ? {} : { also }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  };
}

/** Where the work on a signal stands, as people read it. */
export function workOf(workspace: Workspace, work: SignalWorkStanding, nameOf: (id: Id) => Named): SignalWork {
  const { state, said } = work;
  if (said === undefined) return { state };
  const { zone } = workspace.directory;
  const { outcome, reason } = wordsOf(workspace, work);
  return {
    state,
    by: nameOf(said.actor),
    at: formatInstant(said.occurredAt, zone),
    ...(work.state === 'snoozed' ? { until: formatInstant(work.until, zone) } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What came of a signal that somebody resolved, and why, in their words. */
interface WordsOfResolving {
  readonly outcome?: string;
  /** `erased` where neither may be read any more. */
  readonly reason?: string;
}

/** @param work of one that is not resolved there are none */
export function wordsOf(workspace: Workspace, work: SignalWorkStanding): WordsOfResolving {
  if (work.state !== 'resolved' || work.said === undefined) return {};
  const event = workspace.ledger.get(work.said.id);
  const personal = event && personalOf(workspace, event);
  const isErased = personal === 'erased';
  const word = (name: string): string | undefined => {
    const text = isErased ? undefined : personal?.[name];
    return typeof text === 'string' ? text : undefined;
  };
  // Before it was sealed it stood in the clear.
  const outcome = word('outcome') ?? work.outcome;
  const reason = isErased ? personal : word('reason');
  return { ...(outcome === undefined ? {} : { outcome }), ...(reason === undefined ? {} : { reason }) };
}
