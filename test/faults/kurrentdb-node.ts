import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import { sampleEvent } from '#event-store/contract/sample-events.js';
import { KurrentEventStore } from '#event-store/kurrentdb/kurrentdb-event-store.js';
import type { KurrentTimeouts } from '#event-store/kurrentdb/time-outs.js';
import { contentsOf } from './kurrentdb-node-calls.js';
import type { NodeAnswer, NodeCall, NodeState } from './kurrentdb-node-calls.js';

/** `kurrentdb-node DIRECTORY URL PREFIX TIMEOUTS`: a node of a ledger on a server, until it is told to close, killed, or left alone. */
const [directory, url, prefix, timeouts] = process.argv.slice(2) as [string, string, string, string];
let offsetMs = 0;
const clock = { now: () => Date.now() + offsetMs };

let isDiskFull = false;
const { statfsSync } = fs;
fs.statfsSync = ((path: string) => {
  const told = statfsSync(path);
  return isDiskFull ? { ...told, bavail: 0, bfree: 0 } : told;
}) as typeof fs.statfsSync;
syncBuiltinESMExports();

const store = await KurrentEventStore.open(directory, {
  url,
  prefix,
  clock,
  timeouts: JSON.parse(timeouts) as KurrentTimeouts,
});
const state = (contents?: string): NodeState => {
  const { isCaughtUp, failure } = store.mirrorStatus();
  const { sequence } = store.head();
  return {
    sequence,
    isCaughtUp,
    ...(failure === undefined ? {} : { failure }),
    ...(contents === undefined ? {} : { contents }),
  };
};
const answer = (given: Omit<NodeAnswer, 'state'>, contents?: string): void =>
  void process.stdout.write(`${JSON.stringify({ ...given, state: state(contents) })}\n`);

const act = async (call: NodeCall): Promise<void> => {
  const { number } = call;
  if (call.append !== undefined) {
    const { stream, expected, numbers, known } = call.append;
    const events = numbers.map((n) => sampleEvent(stream, n));
    const result = await store.append({ stream, expected, events, ...(known === undefined ? {} : { known }) });
    const placed = result.events.map(({ id, sequence }) => ({ id, sequence }));
    // Whoever appended sees it.
    for (const { id, sequence } of placed)
      if (store.at(sequence)?.id !== id) throw new Error(`Event ${sequence} was told and is not in the mirror`);
    return answer({ number, appended: { revision: result.revision, events: placed } });
  }
  offsetMs = call.clockOffsetMs ?? offsetMs;
  isDiskFull = call.isDiskFull ?? isDiskFull;
  if (call.untilSequence !== undefined) {
    const { sequence, timeoutMs } = call.untilSequence;
    const late = AbortSignal.timeout(timeoutMs);
    await store.caughtUp(late);
    while (store.head().sequence < sequence && !late.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (call.close === true) await store.close();
  answer({ number }, call.untilSequence === undefined ? undefined : contentsOf(store));
};

answer({ number: 0 });
for await (const line of createInterface(process.stdin)) {
  const call = JSON.parse(line) as NodeCall;
  act(call).catch((error: Error & { code?: string }) =>
    answer({ number: call.number, refusal: { code: error.code ?? 'error', message: error.message } }),
  );
}
// Whoever started it has gone.
process.exit();
