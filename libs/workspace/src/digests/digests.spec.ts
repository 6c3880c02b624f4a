import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { DigestMessage } from './digest-answers.js';
import { codeOf, dayMs, DigestsWorld, now } from './digests-testing.js';

jest.setTimeout(120_000);

describe('digests', () => {
  const world = new DigestsWorld();
  const { box, clock } = world;

  beforeEach(() => world.begin());
  afterEach(() => world.end());

  it('come by mail once a day at their time, and are about the relationships of the owner alone', async () => {
    const row = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    expect(row).toMatchObject({
      mail: 'kim@example.org',
      at: '07:00',
      days: 'mon-fri',
      nextAt: '2026-01-20T07:00:00.000Z',
    });
    await world.settled();
    expect(box.mails).toEqual([]);
    clock.set(now + 3_600_000);
    await world.settled();
    await world.settled();
    expect(box.mails.length).toBe(1);
    expect(box.header('Subject')).toBe('Tend: 1 thing to do today');
    expect(box.header('Auto-Submitted')).toBe('auto-generated');
    expect(box.header('Message-ID')).toMatch(/^<msg_[0-9a-f]{40}@example\.org>$/);
    const text = box.part('text/plain');
    expect(text).toContain('2026-01-20: 1 thing to do for Kim Lee');
    expect(text).toContain('1. Open complaint · Acme <GmbH> · since 2026-01-19');
    expect(text).not.toContain('Berry');
    expect(box.part('text/html')).toContain('Open complaint · Acme &lt;GmbH&gt; ·');
    const [told] = (await world.tend.digests.list()).digests;
    expect(told).toMatchObject({ delivered: 1, pending: 0, lastDay: '2026-01-20', lastOutcome: 'told' });
    clock.set(now + 3_600_000 + dayMs);
    await world.settled();
    expect(box.mails.length).toBe(2);
  });

  it('are about everybody unless an owner is named, and about what nobody owns', async () => {
    const all = await world.tend.digests.add({ mail: 'all@example.org' });
    const none = await world.tend.digests.add({ mail: 'none@example.org', owner: 'none' });
    expect((await world.tend.digests.preview(all.id)).text).toMatch(/Acme[\s\S]*Berry|Berry[\s\S]*Acme/);
    const { text, subject } = await world.tend.digests.preview(none.id);
    expect([subject, text.includes('Berry & Sons'), text.includes('Acme')]).toEqual([
      'Tend: 1 thing to do today',
      true,
      false,
    ]);
    expect(await codeOf(() => world.tend.digests.add({ mail: 'a@example.org', owner: 'Nobody At All' }))).toBe(
      'not-found',
    );
  });

  it('are stored without a name', async () => {
    box.refusal = { at: 'MAIL', code: 451 };
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    const [row] = (await world.tend.digests.list()).digests;
    expect(row).toMatchObject({ pending: 1, failure: 'the mail server answered 451 to MAIL FROM' });
    const { workspace } = world.tend;
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(`${workspace.directory.operations}/outbox.db`, { readOnly: true });
    const { body } = database.prepare('SELECT body FROM messages').get() as { body: string };
    database.close();
    expect((JSON.parse(body) as DigestMessage).data.things.length).toBe(2);
    expect(body).not.toMatch(/Acme|Berry|Kim|kim@/);
    box.refusal = undefined;
    clock.set(now + 1000);
    // Another process goes on with what waits.
    await world.close();
    await world.open();
    await world.tend.telling.settled();
    expect(box.part('text/plain')).toContain('Berry & Sons');
  });

  it('are given up at once where the recipient is refused for good, and not where the mail server is away', async () => {
    const { id } = await world.tend.digests.add({ mail: 'gone@example.org' });
    box.refusal = { at: 'RCPT', code: 550 };
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({
      pending: 0,
      deadLetters: 1,
      state: 'enabled',
    });
    await box.close();
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    const [row] = (await world.tend.digests.list()).digests;
    expect(row).toMatchObject({ pending: 1, deadLetters: 1, failure: 'the mail server was not reached (ESOCKET)' });
  });

  it('say nothing where there is nothing to do, unless they are asked for by hand', async () => {
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const { rows } = await world.tend.signals({ relationship: 'Acme <GmbH>' });
    await world.tend.signalCommands.act('resolve', { signals: rows.map((row) => row.id) }, {});
    clock.set(now + 3_600_000);
    await world.settled();
    expect(box.mails).toEqual([]);
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({
      lastDay: '2026-01-20',
      lastOutcome: 'nothing',
    });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    expect(box.header('Subject')).toBe('Tend: Nothing to do today');
    expect(box.part('text/plain')).toContain('All that was told is dealt with');
  });

  it('are not sent when their day is over', async () => {
    box.refusal = { at: 'MAIL', code: 451 };
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    box.refusal = undefined;
    clock.set(now + dayMs);
    await world.close();
    await world.open();
    await world.tend.telling.settled();
    expect(box.mails).toEqual([]);
    expect((await world.tend.digests.list()).digests[0]).toMatchObject({ deadLetters: 1, failure: 'its day is over' });
    await world.tend.webhooks.replay({ webhook: id });
    await world.tend.telling.settled();
    expect([box.mails, (await world.tend.digests.list()).digests[0]!.deadLetters]).toEqual([[], 1]);
  });

  it('leave out who has objected since they were written, and name nobody who is withheld', async () => {
    box.refusal = { at: 'MAIL', code: 451 };
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    await world.object('Acme <GmbH>', 'relationship-analysis');
    box.refusal = undefined;
    clock.set(now + 1000);
    await world.close();
    await world.open();
    await world.tend.telling.settled();
    const text = box.part('text/plain');
    expect([text.includes('Berry & Sons'), text.includes('Acme'), /\n2\. /.test(text)]).toEqual([true, false, false]);
  });

  it('are late rather than never on their day, and never of a day that is over', async () => {
    await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.close();
    clock.set(now + 15 * 3_600_000);
    await world.open();
    await world.settled();
    expect([box.mails.length, box.part('text/plain').slice(0, 10)]).toEqual([1, '2026-01-20']);
    await world.close();
    // Friday evening to Sunday: Friday was missed, and nobody is told of it.
    clock.set(Date.parse('2026-01-25T12:00:00Z'));
    await world.open();
    await world.settled();
    expect(box.mails.length).toBe(1);
  });

  it('do not come at once for who is registered after their time', async () => {
    clock.set(now + 6 * 3_600_000);
    await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.settled();
    expect(box.mails).toEqual([]);
    clock.set(now + dayMs + 3_600_000);
    await world.settled();
    expect(box.mails.length).toBe(1);
  });

  it('go on where a clock that was far ahead is put right', async () => {
    await world.tend.digests.add({ mail: 'kim@example.org' });
    clock.set(now + 366 * dayMs + 3_600_000);
    await world.settled();
    const before = box.mails.length;
    expect(before).toBe(1);
    clock.set(now + dayMs + 3_600_000);
    await world.settled();
    expect(box.mails.length).toBe(before + 1);
  });

  it('are told to programs, signed, with links', async () => {
    const got: { headers: IncomingMessage['headers']; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => (got.push({ headers: request.headers, body }), response.end()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
      const { id, secret } = await world.tend.digests.add({ webhook, owner: 'Kim Lee' });
      await world.tend.digests.send(id);
      await world.tend.telling.settled();
      const [{ headers, body }] = got as [(typeof got)[0]];
      // The library checks the age of a signature against the clock of the machine.
      const sign = new Webhook(secret!).sign(headers['webhook-id'] as string, new Date(now), body);
      expect(headers['webhook-signature']).toBe(sign);
      const message = JSON.parse(body) as {
        type: string;
        data: { things: { kind: string; links: { word: string; url: string }[] }[] };
      };
      expect([message.type, message.data.things[0]!.kind]).toEqual(['digest.today', 'complaint-open']);
      expect(message.data.things[0]!.links.map(({ word }) => word)).toEqual(['acknowledge', 'snooze', 'resolve']);
      expect(body).not.toMatch(/Acme/);
      expect((await world.tend.webhooks.list()).webhooks).toEqual([]);
    } finally {
      server.close();
    }
  });

  it.each([
    [{}],
    [{ mail: 'a@b.c', webhook: 'https://a.example/' }],
    [{ mail: 'a@b.c, d@e.f' }],
    [{ mail: 'a b@c.d' }],
    [{ mail: 'a@b.c\r\nBcc: d@e.f' }],
    [{ mail: 'no address' }],
    [{ webhook: 'ftp://a.example/' }],
    [{ mail: 'a@b.c', at: '25:00' }],
    [{ mail: 'a@b.c', days: 'never' }],
  ])('are refused where something is wrong: %j', async (given) => {
    expect(await codeOf(() => world.tend.digests.add(given))).toBe('invalid');
  });

  it('wait for a mail server where none is set', async () => {
    await world.close();
    await world.open({ mailServer: undefined });
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    const { digests, canMail } = await world.tend.digests.list();
    expect([canMail, digests[0]!.failure]).toEqual([false, 'no mail server is set: TEND_SMTP and TEND_MAIL_FROM']);
  });

  it('wait where no server answers to their links', async () => {
    await world.close();
    await world.open({ origin: () => undefined });
    const { id } = await world.tend.digests.add({ mail: 'kim@example.org' });
    await world.tend.digests.send(id);
    await world.tend.telling.settled();
    const [row] = (await world.tend.digests.list()).digests;
    expect([box.mails, row!.pending, row!.failure]).toEqual([[], 1, 'no server answers to its links']);
  });
});
