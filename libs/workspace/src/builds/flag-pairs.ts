import { LedgerError } from '#core/errors.js';
import type { Id, Instant } from '#core/time.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { valueOfKey } from '#projections/definition/projection-key.js';
import { pairEpisodes, type SignalEpisode, type SignalHistory } from '#projections/signals/signal-episodes.js';
import type { FlagChange, FlagsQuery } from './flag-answers.js';

/** What flags a relationship as leaving where nobody says it, by projection. */
const usualSignals: Readonly<Record<string, string>> = { trajectory: 'silence' };

/** Whether a what-if can tell flags of a projection, and which kind where nobody says it. */
export function flagsTold({ name, by, order, signals }: CompiledProjection): { readonly signal?: string } | undefined {
  if (by !== 'relationship' || signals === undefined || order === 'recorded') return undefined;
  const signal = usualSignals[name];
  return signal === undefined ? {} : { signal };
}

/** Which kind of signal is compared. @throws LedgerError `invalid` for a projection that flags no relationships */
export function flagSignalOf(projection: CompiledProjection, { signal }: FlagsQuery): string {
  const told = flagsTold(projection);
  const { name } = projection;
  if (told === undefined) throw new LedgerError('invalid', `${name} raises no signals of relationships.`);
  const kind = signal ?? told.signal;
  if (kind !== undefined) return kind;
  const message = 'must say which kind of signal flags a relationship';
  throw new LedgerError('invalid', `flags.signal ${message}.`, {
    violations: [{ field: 'flags.signal', message }],
    hint: `\`tend signals --projection ${name}\` shows which kinds it raises.`,
  });
}

/** When a rule flagged. */
export interface RaisedFlag {
  readonly raisedAt: Instant;
  readonly endedAt?: Instant;
}

/** One episode of a relationship, as two rules flag it: at least one does. */
export interface FlagPair {
  readonly relationship: Id;
  readonly event: Id;
  readonly since: Instant;
  readonly before?: RaisedFlag;
  readonly after?: RaisedFlag;
}

/** Gathers all flags of one kind while two builds are compared: two instants or four for each. */
export class FlagPairs {
  readonly pairs: FlagPair[] = [];
  readonly kinds = new Set<string>();

  constructor(
    readonly projection: CompiledProjection,
    readonly signal: string,
  ) {}

  take(key: string, before: SignalHistory, after: SignalHistory): void {
    if (before.steps.length + after.steps.length === 0) return;
    const relationship = valueOfKey(this.projection, key);
    for (const { before: first, after: other } of pairEpisodes(before, after)) {
      const { kind, event, since } = (first ?? other)!.signal;
      this.kinds.add(kind);
      if (kind !== this.signal) continue;
      const flags = {
        ...(first === undefined ? {} : { before: flagOf(first) }),
        ...(other === undefined ? {} : { after: flagOf(other) }),
      };
      this.pairs.push({ relationship, event, since, ...flags });
    }
  }
}

function flagOf({ raisedAt, endedAt }: SignalEpisode): RaisedFlag {
  return endedAt === undefined ? { raisedAt } : { raisedAt, endedAt };
}

export function changeOf({ before, after }: FlagPair): FlagChange {
  if (before === undefined) return 'only-after';
  if (after === undefined) return 'only-before';
  if (after.raisedAt === before.raisedAt) return 'same';
  return after.raisedAt < before.raisedAt ? 'earlier' : 'later';
}
