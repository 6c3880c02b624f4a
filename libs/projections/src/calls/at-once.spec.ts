import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nothingPublished } from '../facts/context-book.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { AnyDefinition, CompiledProjection } from '../definition/compiled-projection.js';
import { defineProjection } from '../definition/define-projection.js';
import { atOnce } from './fault.js';
import { foldKey } from '../folding/fold.js';
import { GivenEvent } from '../facts/given-event.js';
import { partsOf } from '../definition/projection-key.js';
import { ledgerAt, messages, record } from '../oracle/random-history.js';
import { nothing } from '../oracle/sample-projections.js';
import { packDocument } from '../definition/storable.js';
import { Viewing } from '../queries/viewing.js';

const sound = {
  ...defineProjection({
    name: 'sound',
    purpose: 'service',
    key: { by: 'relationship' },
    initial: () => ({ n: 0 }),
    on: { ...nothing, MessageReceived: (doc) => void doc.n++ },
    index: (doc) => ({ n: doc.n }),
  }),
} as unknown as AnyDefinition;

const waits = async (): Promise<never> => {
  throw new Error('too late');
};

/** Each function of a definition in turn gives a promise that fails. */
const waiting: Readonly<Record<string, object>> = {
  'initial': { initial: waits },
  'on.MessageReceived': { on: { ...nothing, MessageReceived: waits } },
  'within': { key: { by: 'relationship', within: waits } },
  'index': { index: waits },
  'rollup': { rollup: waits },
  'count.MessageReceived': { count: { MessageReceived: waits } },
  'signals': { signals: waits },
  'deadline': { deadline: waits, onDeadline: () => undefined },
  'onDeadline': { deadline: () => 1, onDeadline: waits },
  'context': { context: [{ type: 'CalendarPublished', scope: waits }] },
  'onContext': { context: [{ type: 'CalendarPublished' }], onContext: waits },
};

const compiled = (change: object): CompiledProjection => compileProjection({ ...sound, ...change });

async function quarantineOf(projection: CompiledProjection) {
  const ledger = ledgerAt(0);
  await record(ledger, messages(1));
  const facts = [...ledger.readAll()].map((event) => {
    const fact = new GivenEvent(event).fact(1);
    try {
      partsOf(projection, fact);
      return { fact };
    } catch (error) {
      return { fact, error };
    }
  });
  const at = facts[0]!.fact.occurredAt + 1;
  // A calendar comes to be valid behind the only fact.
  const timeline = {
    changes: [{ at, type: 'CalendarPublished', scope: 'a', sequence: 2 }],
    countUpTo: (time: number) => (at <= time ? 1 : 0),
    valid: () => undefined,
  };
  const { entry } = foldKey({
    projection,
    timeline: timeline as unknown as typeof nothingPublished,
    horizon: Infinity,
    counting: true,
    read: (after) => (after === undefined ? facts : []),
  });
  return entry.quarantine;
}

describe('a function of a definition that gives a promise', () => {
  test.each(Object.entries(waiting))('sets its key apart: %s', async (step, change) => {
    expect(await quarantineOf(compiled(change))).toMatchObject({
      step,
      message: expect.stringMatching(/^TypeError: .*no promise/),
    });
  });

  test.each(['view', 'viewRow'] as const)('is an error of the reading: %s', (step) => {
    const viewing = new Viewing(compiled({ [step]: waits }), nothingPublished, 0);
    const read = step === 'view' ? viewing.document({ key: 'k', facts: 1, document: { n: 1 } }) : viewing.row({ n: 1 });
    expect(read.viewError).toMatchObject({ step, message: expect.stringContaining('no promise') });
  });

  test('is refused whatever has a `then`; what only calls a member so is data', () => {
    const member = ['th', 'en'].join('');
    const named = (value: unknown): object => ({ [member]: value });
    expect(() => atOnce(named(() => undefined))).toThrow(TypeError);
    expect(atOnce(named('next year'))).toEqual(named('next year'));
    expect(() => packDocument(named('next year'))).not.toThrow();
  });

  test('does not end the process when it fails later', () => {
    const program = `
      import { compileProjection } from '#projections/definition/compiled-projection.js';
      const fails = async () => { throw new Error('too late'); };
      const { index, handlers } = compileProjection({
        name: 'late', purpose: 'service', key: { by: 'relationship' },
        initial: () => ({}), on: { MessageReceived: fails }, index: fails,
      });
      for (const work of [index, handlers.get('MessageReceived')]) {
        try { work({}); } catch (error) { console.log(error.name); }
      }
      setImmediate(() => console.log('lives'));
    `;
    const root = join(import.meta.dirname, '../../../..');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--conditions=source',
        '--import',
        './test/faults/ledger-source-hooks.mjs',
        '--input-type=module',
        '--eval',
        program,
      ],
      { cwd: root, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([0, 'TypeError\nTypeError\nlives\n']);
    expect(stderr).not.toContain('too late');
  });
});
