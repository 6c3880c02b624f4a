import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import type { RecordedEvent, UnplacedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { openTend, type LocalTend } from '#workspace/local-tend.js';
import { nameAll } from '#workspace/relationships/timeline.js';
import type { WritableWorkspace } from '#workspace/workspace.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { helpdeskMapping } from '../oracles/helpdesk-mapping.js';

/**
 * `process-child.ts DIRECTORY PROCESS FILE TIMES`: imports a log into a new data directory, then appends what was recorded in
 * random order to a second one. Prints for each what is answered about the process, now and as of each of the times, as one
 * line of JSON. A program of
 * its own, because a log of 262,200 events takes minutes inside of Jest and seconds outside.
 */
const [directory = '', log = '', file = '', cuts = ''] = process.argv.slice(2);
const teamMin = 5;
/** More than ten are as often as the tenth: of all that are told the first ten are told by their names. */
const manyVariants = 1_000;
const first = await openTend({ directory: path.join(directory, 'first'), zone: 'UTC', follow: true });
const report = await first.import(
  { name: path.basename(file), bytes: createReadStream(file), sizeBytes: statSync(file).size },
  { process: log, ...(file.endsWith('.csv') ? { mapping: helpdeskMapping } : {}) },
  {},
);
await tellOfPeople(first);
await tell('first');

const second = await openTend({ directory: path.join(directory, 'second'), zone: 'UTC', follow: true });
const touchpoints = [...first.workspace.ledger.readAll()].filter(({ type }) => definitionOf(type)!.captured);
await appendAll((second.workspace as WritableWorkspace).ledger, inRandomOrder(touchpoints));
await tellOfPeople(second);
await tell('second');
await second.close();
await first.close();

async function tell(which: 'first' | 'second'): Promise<void> {
  const tend = which === 'first' ? first : second;
  const { projections } = tend.workspace as WritableWorkspace;
  await projections.waitForAll({ timeoutMs: 900_000 });
  const answer = withNames(await tend.process(log, { variants: 10 }));
  const past: object[] = [];
  for (const asOf of cuts.split(',')) past.push(withNames(await tend.process(log, { variants: manyVariants, asOf })));
  const { processes } = await tend.processes();
  const unwell = projections.status().filter(({ state, quarantined }) => state !== 'serving' || quarantined > 0);
  const { refused, differing, known } = report;
  const parts = await tend.process(log, {
    variants: 0,
    show: ['times', 'load', 'waits'],
    milestones: ['start -> end'],
  });
  const told = { answer, past, parts, processes, unwell, refused, differing, known };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

/** Handovers between people are told only where a policy says so. */
async function tellOfPeople(tend: LocalTend): Promise<void> {
  const data = { version: '1', agreementRef: 'works agreement 12', teamMin, perPerson: true };
  await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data }], {});
}

/** The names of the second one are in the directory of the first. */
function withNames({ handovers = [], ...answer }: ProcessAnswer): object {
  const names = nameAll(
    first.workspace,
    handovers.flatMap(({ from, to }) => [from.id, to.id]),
  );
  const nameOf = ({ id }: { readonly id: Id }): string | undefined => names.get(id)!.name;
  return {
    ...answer,
    handovers: handovers.map(({ from, to, count }) => ({ from: nameOf(from), to: nameOf(to), count })),
  };
}

/** The same events as another history would have brought them. */
function inRandomOrder(events: readonly RecordedEvent[]): RecordedEvent[] {
  const random = mulberry32(20_261_124);
  return events
    .map((event) => ({ event, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
}

/** A few thousand at a time, so that projections follow between the groups and meet late facts. */
async function appendAll(ledger: WritableWorkspace['ledger'], events: readonly RecordedEvent[]): Promise<void> {
  for (let i = 0; i < events.length; i += 5_000) {
    const byStream = Map.groupBy(events.slice(i, i + 5_000), ({ stream }) => stream);
    const requests = [...byStream].map(([stream, ofStream]) => ({
      stream,
      expected: 'any' as const,
      events: ofStream.map(unplaced),
    }));
    for (const result of await ledger.appendMany(requests)) if (result.status === 'rejected') throw result.reason;
  }
}

/** What is left when the ledger's own members are taken away. */
function unplaced(event: RecordedEvent): UnplacedEvent {
  const { sequence: _sequence, revision: _revision, recordedAt: _recordedAt, leaf: _leaf, ...record } = event;
  return record;
}
