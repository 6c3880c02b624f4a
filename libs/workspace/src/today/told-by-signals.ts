import { limits } from '#core/limits.js';
import type { Id, Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { equalityOf } from '../signals/equal-signals.js';
import { evidenceOf, readRaised, relationshipsOf, type Raised } from '../signals/raised-signals.js';
import { sentencesOf } from '../signals/signal-sentences.js';
import { signalWorkOf, standingOf } from '../signals/signal-work.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { contractMatter, courseMatter, promiseMatter, waitMatter, type Told } from './matters.js';

/** What new signals tell, and of which matters nobody has to be told any more. */
export interface ToldBySignals {
  readonly told: readonly Told[];
  readonly settled: ReadonlySet<string>;
  readonly missing: readonly string[];
}

/**
 * Signals that stand and that nobody has taken on, put off or dealt with; what began long before it was recorded is
 * history.
 * @param at the instant of the question
 */
export async function toldBySignals(
  workspace: Workspace,
  {
    moment,
    at,
    known,
    ...work
  }: Work & { readonly moment: Moment | undefined; readonly at: Instant; readonly known: number },
): Promise<ToldBySignals> {
  const { ledger, directory } = workspace;
  const book = signalWorkOf(ledger);
  const told: Told[] = [];
  const settled = new Set<string>();
  const look = (raised: Iterable<Raised>) => {
    const found: Told[] = [];
    const over: string[] = [];
    for (const one of raised) {
      const [relationship] = relationshipsOf(workspace, one, known);
      const matter = matterOfSignal(one, relationship);
      const equal = equalityOf(one.definition, one.key, one.signal);
      const ids = [one.id, ...(equal?.others ?? []).map(({ id }) => id)];
      const { state } = standingOf(book.saidOf(ids, { asOf: moment?.asOf ?? Infinity, known }), at);
      if (state !== 'new' || isHistoric(workspace, one.signal.event, one.signal.since)) over.push(matter);
      else found.push({ ...wordOf(one, directory.zone, at), matter, relationship });
    }
    return { found, over };
  };
  const { missing } = await readRaised(workspace, {
    ...work,
    moment,
    state: 'open',
    look,
    take: ({ found, over }) => {
      told.push(...found);
      for (const matter of over) settled.add(matter);
    },
  });
  return { told, settled, missing };
}

/** Whether an event was recorded so long after it had occurred that nobody is told of what it began. */
export function isHistoric({ ledger }: Pick<Workspace, 'ledger'>, event: Id, since: Instant): boolean {
  // Of what is recent the event need not be read: nothing is recorded later than the head.
  if (ledger.head().recordedAt - since <= limits.signalHistoricMs) return false;
  const recordedAt = ledger.get(event)?.recordedAt ?? since;
  return recordedAt - since > limits.signalHistoricMs;
}

function wordOf({ id, definition, signal }: Raised, zone: string, at: Instant): Omit<Told, 'matter'> {
  const says = sentencesOf(definition.name, signal, zone, at) ?? {
    why: `${signal.kind.replaceAll('-', ' ')}.`,
    todo: 'See what it is.',
  };
  return {
    kind: kindOf(signal),
    severity: signal.severity,
    since: signal.since,
    dueAt: dueOf(signal),
    says: signal.kind === 'promise-unconfirmed' ? { ...says, question: 'Was it kept?' } : says,
    evidence: [...new Set([signal.event, ...evidenceOf(signal)])],
    signal: id,
  };
}

/** A kind as it is ranked: a promise of theirs is not one of ours, and a renewal is graver when it is near. */
function kindOf({ kind, severity, ...more }: Raised['signal']): string {
  if (kind.startsWith('promise-') && more['by'] === 'customer') return 'promise-of-theirs';
  return kind === 'renewal-due' && severity === 'critical' ? 'renewal-due-now' : kind;
}

function dueOf(signal: Raised['signal']): Instant | null {
  const due = signal['dueAt'] ?? signal['renewBy'];
  return typeof due === 'number' ? due : null;
}

const courseKinds = new Set([
  'silence',
  'our-silence',
  'outreach-unanswered',
  'decline',
  'growth',
  'betrayal',
  'dissolved',
]);

function matterOfSignal({ id, signal }: Raised, relationship: Id | undefined): string {
  const { kind, event, contract } = signal as Raised['signal'] & { readonly contract?: unknown };
  if (kind.startsWith('promise-')) return promiseMatter(event);
  if (typeof contract === 'string') return contractMatter(contract);
  if (relationship === undefined) return `signal/${id}`;
  if (kind === 'customer-unanswered' || kind === 'unanswered') return waitMatter(event, relationship);
  return courseKinds.has(kind) ? courseMatter(relationship) : `signal/${id}`;
}
