import type { Mirror } from '#event-store/port.js';
import { ledgerOfServer } from '../kurrentdb/server-events.js';
import { notLinearizable } from './history.js';
import { contentsOf } from './kurrentdb-node-calls.js';
import type { Rig } from './kurrentdb-rig.js';
import { idsOf } from './kurrentdb-writers.js';
import type { Writers, Written } from './kurrentdb-writers.js';

const comesWithinMs = 60_000;

/**
 * Holds what writers were told, and what the nodes show, against what the naive model makes of what the server has.
 * @returns the ledger, and what is wrong; nothing when all is well
 */
export async function checkLedger(
  rig: Rig,
  writers: Writers,
): Promise<{ readonly ledger: Mirror; readonly faults: readonly string[] }> {
  const ledger = await ledgerOfServer(rig.server.url, rig.prefix);
  const faults = [...writers.faults];
  checkEvents(ledger, faults);
  for (const written of writers.written) checkTold(ledger, written, faults);
  checkOrder(ledger, writers.written, faults);
  for (const [stream, operations] of writers.histories()) {
    const stuck = notLinearizable(operations);
    if (stuck !== undefined)
      faults.push(`No order of what happened to ${stream} gets past ${JSON.stringify(stuck.slice(0, 6))}`);
  }
  const contents = contentsOf(ledger);
  const { sequence } = ledger.head();
  for (const [at, { process }] of rig.nodes.entries()) {
    const answer = await process.ask({ untilSequence: { sequence, timeoutMs: comesWithinMs } });
    const state = answer?.state;
    if (state?.contents !== contents)
      faults.push(`Node ${at} shows ${JSON.stringify(answer ?? process.lastWords)}, the server has ${sequence} events`);
    else if (!state.isCaughtUp)
      faults.push(`Node ${at} shows everything and does not say so: ${JSON.stringify(state)}`);
  }
  return { ledger, faults };
}

function checkEvents(ledger: Mirror, faults: string[]): void {
  const seen = new Set<string>();
  for (const { id, sequence } of ledger.readAll()) {
    if (seen.has(id)) faults.push(`Event ${sequence} stands twice`);
    seen.add(id);
  }
}

function checkTold(ledger: Mirror, { call, outcome, revision, places }: Written, faults: string[]): void {
  const events = idsOf(call).map((id) => ledger.get(id));
  const found = events.filter((event) => event !== undefined);
  const what = `${JSON.stringify(call)} was told ${outcome}`;
  if (outcome === 'ok') {
    if (found.length < events.length) faults.push(`${what}, and is not there`);
    if (places!.some(({ id, sequence }) => ledger.at(sequence)?.id !== id))
      faults.push(`${what}, and stands elsewhere`);
    if (call.known !== 'drop' && found.at(-1)?.revision !== revision) faults.push(`${what} at another revision`);
  } else if (call.known !== 'drop') {
    if (outcome !== 'unknown' && found.length > 0) faults.push(`${what}, and is there`);
    if (found.length !== 0 && found.length !== events.length) faults.push(`${what}, and is there in part`);
  }
  if (call.known !== 'drop' && found.some((event, i) => event.sequence !== found[0]!.sequence + i))
    faults.push(`${what}, and does not stand together`);
}

/** What a writer appended after it was told of another stands behind it. */
function checkOrder(ledger: Mirror, written: readonly Written[], faults: string[]): void {
  const last = new Map<number, number>();
  const asked = new Set<string>();
  for (const { writer, call, outcome } of written) {
    const key = `${call.stream} ${call.numbers[0]}`;
    if (outcome !== 'ok' || call.known === 'drop' || asked.has(key)) continue;
    asked.add(key);
    const sequence = ledger.get(idsOf(call)[0]!)?.sequence ?? Infinity;
    if (sequence <= (last.get(writer) ?? 0))
      faults.push(`Writer ${writer} finds ${JSON.stringify(call)} before what it wrote earlier`);
    last.set(writer, sequence);
  }
}
