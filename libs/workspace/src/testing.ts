import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { fixedClock, seededRandom } from '#core/testing.js';
import { openTend, type LocalTend, type TendOptions } from './local-tend.js';
import type { ImportFile } from './tend.js';

/** The time of all specs here. */
export const now = Date.parse('2026-11-24T12:00:00Z');

/** For specs: data directories in a folder of their own. */
export interface TestFolder {
  readonly path: string;
  /** Opens `data` of the folder, or another name, in UTC unless it is there; closed by `dispose` if not before. */
  open(options?: Partial<TendOptions> & { readonly name?: string }): Promise<LocalTend>;
  close(tend: LocalTend): Promise<void>;
  dispose(): Promise<void>;
}

export function testFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'tend-workspace-'));
  const opened = new Set<LocalTend>();
  let count = 0;
  const close = async (tend: LocalTend): Promise<void> => {
    if (opened.delete(tend)) await tend.close();
  };
  return {
    path,
    async open({ name = 'data', ...options } = {}) {
      // Another seed each time: ids that were given before must not come again.
      const random = seededRandom(`workspace ${++count}`);
      const directory = join(path, name);
      const tend = await openTend({ directory, zone: 'UTC', clock: fixedClock(now), random, ...options });
      opened.add(tend);
      return tend;
    },
    close,
    async dispose() {
      for (const tend of [...opened].toReversed()) await close(tend);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A text as a file that is imported. */
export function fileOf(name: string, text: string): ImportFile {
  return { name, bytes: bytesOf(text), sizeBytes: Buffer.byteLength(text) };
}

async function* bytesOf(text: string): AsyncIterableIterator<Uint8Array> {
  yield Buffer.from(text);
}

export interface TestTouchpoint {
  readonly id: string;
  readonly at: string;
  readonly customer: string;
  readonly person?: string;
  readonly step?: readonly [process: string, caseNumber: string, activity: string];
  /** Of the step; else `ActivityRecorded`. */
  readonly type?: string;
  readonly summary?: string;
}

const organisation = (name: string) => ({
  kind: 'organisation',
  identifiers: [{ scheme: 'customer', value: `no ${name}` }],
  name,
  role: 'customer',
  side: 'customer',
});
const person = (name: string) => ({
  kind: 'person',
  identifiers: [{ scheme: 'email', value: `${name.toLowerCase()}@example.invalid` }],
  name,
  role: 'contact',
  side: 'customer',
});
const agent = {
  kind: 'person',
  identifiers: [{ scheme: 'agent', value: 'A-1' }],
  name: 'Agent 1',
  role: 'agent',
  side: 'ours',
};

/** Touchpoints as a NDJSON file: messages that a person of a customer sent us, or steps that our agent took. */
export function linesOf(touchpoints: readonly TestTouchpoint[]): string {
  return touchpoints.map((touchpoint) => `${JSON.stringify(lineOf(touchpoint))}\n`).join('');
}

function lineOf({
  id,
  at,
  customer,
  person: contact,
  step,
  type = 'ActivityRecorded',
  summary,
}: TestTouchpoint): object {
  const theirs = contact === undefined ? [organisation(customer)] : [organisation(customer), person(contact)];
  const parties = [...theirs, agent];
  const personal = summary === undefined ? {} : { summary };
  const shared = { id, occurredAt: at, parties, personal };
  if (step === undefined) {
    const data = { channel: 'email', direction: 'inbound' };
    return { ...shared, type: 'MessageReceived', actor: theirs.at(-1), data };
  }
  const [definition, caseNumber, activity] = step;
  return {
    ...shared,
    type,
    actor: agent,
    process: { definition, case: caseNumber, activity },
    data: {},
  };
}

export async function importLines(tend: LocalTend, touchpoints: readonly TestTouchpoint[], dataset = 'test') {
  return tend.import(fileOf('test.ndjson', linesOf(touchpoints)), { dataset, format: 'ndjson' }, {});
}

/** Lets what people do be told of each of them. */
export async function publishPerPerson(tend: LocalTend, teamMin = 5): Promise<void> {
  const data = { version: `per person, ${teamMin}`, agreementRef: 'works agreement 12', teamMin, perPerson: true };
  await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data }], {});
}

/** All pieces of a text. */
export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** The error that something ends with; fails when it ends well. */
export async function refusalOf(work: () => unknown): Promise<LedgerError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
