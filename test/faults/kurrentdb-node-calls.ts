import { hash } from 'node:crypto';
import type { RecordedEvent } from '#core/record.js';
import type { ExpectedRevision, Mirror } from '#event-store/port.js';

/** What a node is asked on its standard input, a line of JSON each. It answers with the same number. */
export interface NodeCall {
  readonly number: number;
  readonly append?: AppendCall;
  /** Resolves when the mirror shows so many events, or it takes too long. */
  readonly untilSequence?: { readonly sequence: number; readonly timeoutMs: number };
  /** From now on the clock of the node is wrong by this much. */
  readonly clockOffsetMs?: number;
  /** From now on its disk says that it has no space, or says the truth again. */
  readonly isDiskFull?: boolean;
  readonly state?: true;
  readonly close?: true;
}

/** Events `numbers` of a stream, as `sampleEvent` makes them. */
export interface AppendCall {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly numbers: readonly number[];
  readonly known?: 'drop';
}

export interface NodeAnswer {
  readonly number: number;
  readonly state: NodeState;
  readonly appended?: { readonly revision: number; readonly events: readonly { id: string; sequence: number }[] };
  readonly refusal?: { readonly code: string; readonly message: string };
}

export interface NodeState {
  readonly sequence: number;
  readonly isCaughtUp: boolean;
  readonly failure?: string;
  /** Of everything that the mirror holds; only where it was asked for. */
  readonly contents?: string;
}

/** Everything that a ledger holds, in one hash: places, leaves and all. */
export function contentsOf(ledger: Mirror): string {
  let all = '';
  for (const event of ledger.readAll()) all = hash('sha256', all + textOf(event));
  return all;
}

function textOf(event: RecordedEvent): string {
  const members = Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(members, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
  );
}
