import { LedgerError } from '#core/errors.js';
import type { PartyRef } from '#core/record.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { equalityOf } from './equal-signals.js';
import { readRaised, type Raised } from './raised-signals.js';
import { signalWorkOf } from './signal-work.js';

/** A signal that somebody names. */
export interface FoundSignal {
  readonly id: string;
  /** Its id, and those of all that tell the same. */
  readonly ids: readonly string[];
  /** As it stands, or stood last; absent where what is known now says nothing of it any more. */
  readonly raised?: Raised;
  readonly kind?: string | undefined;
  /** Of what was said of it before, for one that nothing is known of any more. */
  readonly parties: readonly PartyRef[];
}

const shortestPrefix = 4;
const namedInRefusal = 5;

/**
 * The signals that are meant, each once, in the order in which they are given: what stands; and where nothing that stands
 * begins so, what has ended, and what people said something of.
 * @param given ids, or what they begin with
 * @throws LedgerError `not-found`, `invalid` where several begin so, with every violation
 */
export async function findSignals(
  workspace: Workspace,
  given: readonly string[],
  work: Work,
): Promise<readonly FoundSignal[]> {
  const sought = new Sought(given);
  const look = (raised: Iterable<Raised>): Raised[] => [...raised].filter(({ id }) => sought.fits(id));
  const take = (raised: readonly Raised[]): void => raised.forEach((one) => sought.take(one.id, one));
  await readRaised(workspace, { ...work, state: 'open', look, take });
  // What does not stand is looked through where nothing that stands can be meant.
  sought.lookFurther();
  for (const state of ['ended', 'withdrawn'] as const)
    if (!sought.isComplete) await readRaised(workspace, { ...work, state, look, take });
  for (const id of signalWorkOf(workspace.ledger).ids()) if (sought.fits(id)) sought.take(id, undefined);
  sought.requireOneEach();
  return [...new Set(given.map((text) => sought.found(text)))].map((id) => foundOf(workspace, id, sought.raised(id)));
}

function foundOf({ ledger }: Workspace, id: string, raised: Raised | undefined): FoundSignal {
  const equal = raised && equalityOf(raised.definition, raised.key, raised.signal);
  const ids = [id, ...(equal?.others ?? []).map((other) => other.id)];
  if (raised !== undefined) return { id, ids, raised, kind: raised.signal.kind, parties: [] };
  const [said] = signalWorkOf(ledger).saidOf([id], { asOf: Infinity, known: ledger.head().sequence });
  const event = said && ledger.get(said.id);
  const { kind } = (event?.data ?? {}) as Partial<EventTypes['SignalAcknowledged']>;
  return { id, ids, kind, parties: event?.parties.slice(0, 1) ?? [] };
}

class Sought {
  private readonly byText: ReadonlyMap<string, Set<string>>;
  private readonly known = new Map<string, Raised | undefined>();
  private readonly lengths: readonly number[];
  /** Texts that something is sought for still. */
  private open: ReadonlySet<string>;

  constructor(given: readonly string[]) {
    const bad = given.find((text) => text.length < shortestPrefix || !/^[0-9a-f]{1,64}$/.test(text));
    if (bad !== undefined)
      throw new LedgerError('invalid', `“${bad}” is no id of a signal.`, {
        violations: [
          { field: 'signals', message: `must be ids, or at least ${shortestPrefix} digits that they begin with` },
        ],
        hint: 'Take it from `tend signals`.',
      });
    this.byText = new Map(given.map((text) => [text, new Set<string>()]));
    this.open = new Set(given);
    this.lengths = [...new Set(given.map(({ length }) => length))];
  }

  /** What was found is what was meant: something is sought for the others alone. */
  lookFurther(): void {
    this.open = new Set([...this.open].filter((text) => this.byText.get(text)!.size === 0));
  }

  /** Whether nothing more can be meant: all that is sought still are whole ids that were found. */
  get isComplete(): boolean {
    return [...this.open].every((text) => this.known.has(text));
  }

  fits(id: string): boolean {
    return this.lengths.some((length) => this.open.has(id.slice(0, length)));
  }

  take(id: string, raised: Raised | undefined): void {
    if (this.known.get(id) === undefined) this.known.set(id, raised);
    for (const length of this.lengths) {
      const text = id.slice(0, length);
      if (this.open.has(text)) this.byText.get(text)!.add(id);
    }
  }

  found(text: string): string {
    return [...this.byText.get(text)!][0]!;
  }

  raised(id: string): Raised | undefined {
    return this.known.get(id);
  }

  /** @throws LedgerError `not-found`, `invalid` */
  requireOneEach(): void {
    for (const [text, ids] of this.byText) {
      if (ids.size === 1) continue;
      const named = [...ids].slice(0, namedInRefusal);
      const message = ids.size === 0 ? `There is no signal ${text}.` : `${ids.size} signals begin with ${text}.`;
      throw new LedgerError(ids.size === 0 ? 'not-found' : 'invalid', message, {
        violations: named.map((id) => ({ field: 'signals', message: id })),
        hint: ids.size === 0 ? 'Take its id from `tend signals`.' : 'Give more digits of the one that is meant.',
      });
    }
  }
}
