import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OcelDocument } from '#capture/ocel/ocel-document.js';
import { exampleText, setsOf } from '#capture/ocel/testing-ocel.js';
import type { WrittenAnswer } from '#workspace/answers.js';
import { findServer } from '#workspace/directory/server-file.js';
import { openDataDirectory } from '#workspace/directory/data-directory.js';
import { RemoteTend } from '../../apps/cli/src/remote/remote-tend.js';
import { startLedger, type RunningLedger } from '../../apps/ledger/src/start.js';
import { helpdeskMapping } from '../oracles/helpdesk-mapping.js';
import { testData } from '../oracles/test-data.js';
import { touchpoint } from '../faults/server-appends.js';

jest.setTimeout(180_000);

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';

describe('a server on a data directory', () => {
  let directory: string;
  let running: RunningLedger;
  let remote: RemoteTend;
  let token: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tend-server-'));
    running = await startLedger({ TEND_DATA: directory, TEND_PORT: '0', TEND_ZONE: 'UTC' }, []);
    token = readFileSync(join(directory, 'api.token'), 'utf8').trim();
    remote = new RemoteTend(running.url, token);
  });
  afterAll(async () => {
    await running.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function send(
    body: unknown,
    type = single,
    query = '',
  ): Promise<{
    status: number;
    answer: WrittenAnswer & { code?: string; detail?: string; violations?: { field: string }[] };
  }> {
    const response = await fetch(`${running.url}/api/v1/touchpoints${query}`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${token}`, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as never };
  }

  const head = async () => (await remote.status()).head.sequence;

  it('is found by local programs', () => {
    expect(findServer(openDataDirectory(directory))).toEqual({ pid: process.pid, url: running.url });
  });

  it('records touchpoints one by one, in batches and plainly; again is known, otherwise is a conflict', async () => {
    const one = await send(touchpoint('one', 1), single, '?wait=relationships');
    expect([one.status, one.answer.events]).toMatchObject([
      201,
      [
        {
          outcome: 'appended',
          revision: expect.any(Number),
          sequence: expect.any(Number),
          recordedAt: expect.stringMatching(/\+00:00$|Z$/),
        },
      ],
    ]);
    const { id } = await remote.relationship('Customer 1');
    expect((await remote.timeline(id, {})).rows).toMatchObject([
      { id: one.answer.events[0]!.id, type: 'MessageReceived', personal: { externalId: 'one', text: 'Message one' } },
    ]);

    const two = await send([touchpoint('one', 1), touchpoint('two', 2)], batch);
    expect(two.answer.events.map(({ outcome }) => outcome)).toEqual(['known', 'appended']);
    expect(two.answer.events[0]).toEqual({ ...one.answer.events[0], outcome: 'known' });
    const { data } = touchpoint('x', 3) as { data: object };
    expect(
      (await send({ type: 'MessageReceived', occurredAt: '2026-03-01T09:30:00Z', ...data }, 'application/json')).status,
    ).toBe(201);

    const before = await head();
    const differing = await send({ ...touchpoint('one', 1), time: '2026-03-01T09:31:00Z' });
    expect([differing.status, differing.answer.code, await head()]).toEqual([409, 'event-differs', before]);
  });

  it('refuses bad input by name and writes nothing of it', async () => {
    const before = await head();
    const good = touchpoint('bad', 1) as Record<string, unknown>;
    const text = JSON.stringify(good);
    const cases: [string, unknown, string?][] = [
      ['broken JSON', '{'],
      ['nothing', ''],
      ['a duplicate key', text.replace('{', '{"id":"bad",')],
      ['__proto__', text.replace('{', '{"__proto__":{"a":1},')],
      ['half a surrogate pair', text.replace('Message bad', '\\ud800')],
      ['a number beyond 2^53', text.replace('"inbound"', '"inbound","effortSeconds":9007199254740993')],
      ['depth', `${'['.repeat(40)}${']'.repeat(40)}`],
      ['an unknown field', { ...good, colour: 'red' }],
      ['an unknown type', { ...good, type: 'tend.Dreamt.v1' }],
      ['no time', { ...good, time: undefined }],
      ['a time without zone', { ...good, time: '2026-03-01T09:30:00' }],
      ['a time that is none', { ...good, time: '2026-02-30T09:30:00Z' }],
      ['a time far in the future', { ...good, time: '9999-12-31T23:59:59Z' }],
      ['a batch as one', [good]],
      ['one as a batch', good, batch],
      ['one bad of two', [good, { ...good, type: 'no' }], batch],
    ];
    for (const [about, body, type] of cases) {
      const { status, answer } = await send(body, type);
      expect([about, status, typeof answer.code, typeof answer.detail]).toEqual([about, 400, 'string', 'string']);
    }
    expect((await send(`"${'x'.repeat(5_000_000)}"`)).status).toBe(413);
    expect((await send(text, 'text/plain')).status).toBe(415);
    expect(await head()).toBe(before);
    const ancient = await send({ ...touchpoint('ancient', 1), time: '0001-01-01T00:00:00Z' });
    expect([ancient.status, ancient.answer.code]).toEqual([201, undefined]);
  });

  it('writes nothing when it is to wait for a projection that there is not', async () => {
    const before = await head();
    const { status } = await send(touchpoint('waits', 1), single, '?wait=no-such');
    expect([status, await head()]).toEqual([404, before]);
  });

  it('imports the help desk: the counts of its truth, and nothing the second time', async () => {
    const path = testData('cx', 'helpdesk', 'finale.csv');
    const file = () => ({ name: 'finale.csv', bytes: createReadStream(path), sizeBytes: statSync(path).size });
    const proposal = await remote.proposeMapping({
      name: 'finale.csv',
      bytes: createReadStream(path, { end: 100_000 }),
    });
    expect(proposal).toMatchObject({ format: 'csv', mapping: { format: 'csv' } });
    const stages = new Set<string>();
    const rejects: string[] = [];
    const work = {
      progress: ({ stage }: { stage: string }) => void stages.add(stage),
      reject: (line: string) => void rejects.push(line),
    };
    const options = { dataset: 'helpdesk', process: 'helpdesk', mapping: helpdeskMapping };
    const first = await remote.import(file(), options, work);
    expect([first.read, first.appended, first.refused, first.differing]).toEqual([21_348, 21_348, 0, 0]);
    expect([[...stages].includes('import'), rejects]).toEqual([true, []]);
    const again = await remote.import(file(), options, {});
    expect([again.read, again.appended, again.known]).toEqual([21_348, 0, 21_348]);
    expect((await remote.imports()).imports.filter(({ dataset }) => dataset === 'helpdesk')).toHaveLength(2);

    const truth = JSON.parse(readFileSync(testData('process', 'helpdesk.truth.json'), 'utf8')) as {
      cases: number;
      variants: number | { count: number };
    };
    const process = await remote.process('helpdesk', { variants: 3 });
    expect([process.cases, process.variants.count, process.variants.top.length]).toEqual([truth.cases, 226, 3]);
    expect((await remote.processes()).processes.map(({ process }) => process)).toContain('helpdesk');
    expect(await remote.processMap('helpdesk', { flows: 5, measure: 'median' })).toMatch(/^<svg[^]*<\/svg>\s*$/);
  });

  it('answers what the pages and commands read', async () => {
    const page = await remote.relationships({ sort: 'touchpoints', direction: 'descending', limit: 10 });
    expect([page.rows.length, page.total >= 397, page.build, page.position, page.horizon]).toEqual([
      10,
      true,
      expect.any(String),
      expect.any(Object),
      expect.any(String),
    ]);
    const next = await remote.relationships({
      sort: 'touchpoints',
      direction: 'descending',
      limit: 10,
      after: page.next!,
    });
    expect(next.rows.some(({ id }) => page.rows.some((row) => row.id === id))).toBe(false);
    const [first] = page.rows;
    const one = await remote.relationship(first!.name!);
    expect([one.id, one.touchpoints]).toEqual([first!.id, first!.touchpoints]);
    const density = await remote.density({ relationship: first!.id, buckets: 7 });
    expect([density.counts.length, density.counts.reduce((sum, count) => sum + count, 0)]).toEqual([
      7,
      one.touchpoints,
    ]);
    expect((await remote.density({})).counts.length).toBeGreaterThan(0);
    await expect(remote.relationship('Nobody of this name')).rejects.toMatchObject({ code: 'not-found' });
    const { projections } = await remote.projections();
    expect(projections.length).toBeGreaterThan(2);
    expect(await remote.builds.rebuild('relationships', { activate: true }, {})).toMatchObject({
      name: 'relationships',
    });
    let exported = '';
    for await (const part of remote.export('csv', { process: 'helpdesk' })) exported += part;
    expect(exported.split('\n').length).toBeGreaterThan(21_000);
    await expect(remote.generate({ relationships: 2, events: 20, seed: 3 }, {})).resolves.toMatchObject({ refused: 0 });
  });

  it('takes an object-centric log by the cases that are asked for, and gives it back as it came', async () => {
    const text = exampleText();
    const file = { name: 'purchasing.json', bytes: bytesOf(text), sizeBytes: Buffer.byteLength(text) };
    expect(await remote.proposeMapping({ ...file, bytes: bytesOf(text) })).toMatchObject({ format: 'ocel' });
    const report = await remote.import(file, { process: 'purchasing', case: 'Purchase Order' }, {});
    expect(report).toMatchObject({
      refused: 0,
      flattening: { events: 13, chosen: { objectType: 'Purchase Order', steps: 5, cases: 2, copies: 0, outside: 8 } },
    });
    let exported = '';
    for await (const part of remote.export('ocel', { process: 'purchasing' })) exported += part;
    expect(setsOf(JSON.parse(exported) as OcelDocument)).toEqual(setsOf(JSON.parse(text) as OcelDocument));
    const again = { ...file, bytes: bytesOf(text) };
    await expect(remote.import(again, { process: 'purchasing', case: 'Invoice' }, {})).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'case' }],
    });
  });

  it('tells live pages of what comes in', async () => {
    const leaving = new AbortController();
    const live = await fetch(`${running.url}/api/v1/live`, {
      headers: { 'authorization': `Bearer ${token}`, 'last-event-id': '1' },
      signal: leaving.signal,
    });
    const reader = live.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const until = async (text: string): Promise<void> => {
      while (!heard.includes(text)) heard += (await reader.read()).value ?? '';
    };
    await until(`id: ${await head()}\n`);
    await send(touchpoint('live', 4));
    await until(`"sequence":${await head()},`);
    leaving.abort();
  });

  it('refuses a broken file and says what is wrong', async () => {
    const broken = (name: string, bytes: string) =>
      remote.import(
        {
          name,
          bytes: (async function* () {
            yield Buffer.from(bytes);
          })(),
        },
        { dataset: 'broken' },
        {},
      );
    await expect(broken('a.xes', '<?xml version="1.0"?><log><trace><event></trace></log>')).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(broken('a.csv', 'a\0b\u0001')).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(broken('a.csv', '')).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(
      remote.import(
        { name: 'a.csv', bytes: createReadStream(testData('cx', 'helpdesk', 'finale.csv')) },
        { mapping: { ...helpdeskMapping, case: 'No such' } },
        {},
      ),
    ).rejects.toMatchObject({ code: 'mapping-invalid' });
  });
});
