import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, refusalOf, testFolder } from '../testing.js';
import type { DigestMessage } from './digest-answers.js';

jest.setTimeout(120_000);

const dayMs = 86_400_000;
/** A Tuesday, before seven. */
const now = Date.parse('2026-01-20T06:00:00Z');

const party = (name: string, role: string, side: string, kind = 'organisation') => ({
  kind,
  name,
  role,
  side,
  identifiers: [{ scheme: 'no', value: name }],
});
const event = (
  id: string,
  type: string,
  at: string,
  customer: string,
  data: object = {},
  more: readonly object[] = [],
) => ({
  id,
  type,
  occurredAt: at,
  data,
  parties: [party(customer, 'customer', 'customer'), ...more],
  actor: party(customer, 'customer', 'customer'),
});
const complaint = (id: string, customer: string, at = '2026-01-19T09:00Z') =>
  event(id, 'ComplaintRaised', at, customer);
const owned = (id: string, customer: string, owner: string) =>
  event(id, 'OwnerChanged', '2026-01-10T09:00Z', customer, {}, [party(owner, 'owner', 'ours', 'person')]);

/** A mail server as it is on the net, which takes mail, or refuses it as it is told. */
class MailBox {
  readonly mails: string[] = [];
  refusal: { readonly at: 'MAIL' | 'RCPT'; readonly code: number } | undefined;
  #server: SMTPServer | undefined;

  #refused(at: string): Error | null {
    return this.refusal?.at === at ? Object.assign(new Error('no'), { responseCode: this.refusal.code }) : null;
  }

  listen(): Promise<string> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onMailFrom: (_address, _session, done) => done(this.#refused('MAIL')),
      onRcptTo: (_address, _session, done) => done(this.#refused('RCPT')),
      onData: (stream, _session, done) => {
        let text = '';
        stream.setEncoding('utf8');
        stream.on('data', (piece: string) => (text += piece));
        stream.on('end', () => (this.mails.push(text), done()));
      },
    });
    this.#server = server;
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
      });
    });
  }

  close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  /** Of the newest mail, the part of a type, as it is read. */
  part(type: string): string {
    const mail = this.mails.at(-1)!;
    const at = mail.indexOf(`Content-Type: ${type}`);
    const body = mail.slice(mail.indexOf('\r\n\r\n', at) + 4);
    const end = body.indexOf('\r\n----');
    return decoded(end < 0 ? body : body.slice(0, end));
  }

  header(name: string): string {
    const head = this.mails
      .at(-1)!
      .split('\r\n\r\n', 1)[0]!
      .replaceAll(/\r\n\s+/g, ' ');
    return new RegExp(`^${name}: (.*)$`, 'mi').exec(head)?.[1] ?? '';
  }
}

const codeOf = async (work: () => unknown): Promise<string> => (await refusalOf(work)).code;

/** Quoted-printable (RFC 2045 §6.7). */
function decoded(text: string): string {
  const bytes = text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('digests', () => {
  const folder = testFolder();
  const box = new MailBox();
  const clock = fixedClock(now);
  let tend: LocalTend;
  let url = '';
  let name = 0;

  const open = async (more: object = {}): Promise<LocalTend> =>
    folder.open({
      name: `d${name}`,
      follow: true,
      clock,
      user: 'server',
      telling: {
        mailServer: { url, from: 'Tend <tend@example.org>' },
        origin: () => 'http://127.0.0.1:4100',
        pauseAfter: () => 1000,
        allowPrivate: true,
        ...more,
      },
    });
  const append = async (...events: readonly object[]) => {
    const text = events.map((one) => `${JSON.stringify(one)}\n`).join('');
    await tend.import(fileOf('a.ndjson', text), { dataset: 'a', format: 'ndjson' }, {});
  };
  const settled = async () => {
    if ('waitForAll' in tend.workspace.projections) await tend.workspace.projections.waitForAll();
    await tend.telling.settled();
  };
  const tokenOf = (text: string, label: string): string =>
    new RegExp(`${label}: http://127\\.0\\.0\\.1:4100/confirm/(\\S+)`).exec(text)![1]!;

  beforeEach(async () => {
    clock.set(now);
    name++;
    box.refusal = undefined;
    box.mails.length = 0;
    url = await box.listen();
    tend = await open();
    await append(complaint('1', 'Acme <GmbH>'), complaint('2', 'Berry & Sons'), owned('3', 'Acme <GmbH>', 'Kim Lee'));
  });
  afterEach(async () => {
    await folder.close(tend);
    await box.close();
  });

  it('come by mail once a day at their time, and are about the relationships of the owner alone', async () => {
    const row = await tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    expect(row).toMatchObject({
      mail: 'kim@example.org',
      at: '07:00',
      days: 'mon-fri',
      nextAt: '2026-01-20T07:00:00.000Z',
    });
    await settled();
    expect(box.mails).toEqual([]);
    clock.set(now + 3_600_000);
    await settled();
    await settled();
    expect(box.mails.length).toBe(1);
    expect(box.header('Subject')).toBe('Tend: 1 thing to do today');
    expect(box.header('Auto-Submitted')).toBe('auto-generated');
    expect(box.header('Message-ID')).toMatch(/^<msg_[0-9a-f]{40}@example\.org>$/);
    const text = box.part('text/plain');
    expect(text).toContain('2026-01-20: 1 thing to do for Kim Lee');
    expect(text).toContain('1. Open complaint · Acme <GmbH> · since 2026-01-19');
    expect(text).not.toContain('Berry');
    expect(box.part('text/html')).toContain('Open complaint · Acme &lt;GmbH&gt; ·');
    const [told] = (await tend.digests.list()).digests;
    expect(told).toMatchObject({ delivered: 1, pending: 0, lastDay: '2026-01-20', lastOutcome: 'told' });
    clock.set(now + 3_600_000 + dayMs);
    await settled();
    expect(box.mails.length).toBe(2);
  });

  it('are about everybody unless an owner is named, and about what nobody owns', async () => {
    const all = await tend.digests.add({ mail: 'all@example.org' });
    const none = await tend.digests.add({ mail: 'none@example.org', owner: 'none' });
    expect((await tend.digests.preview(all.id)).text).toMatch(/Acme[\s\S]*Berry|Berry[\s\S]*Acme/);
    const { text, subject } = await tend.digests.preview(none.id);
    expect([subject, text.includes('Berry & Sons'), text.includes('Acme')]).toEqual([
      'Tend: 1 thing to do today',
      true,
      false,
    ]);
    expect(await codeOf(() => tend.digests.add({ mail: 'a@example.org', owner: 'Nobody At All' }))).toBe('not-found');
  });

  it('are stored without a name', async () => {
    box.refusal = { at: 'MAIL', code: 451 };
    const { id } = await tend.digests.add({ mail: 'kim@example.org' });
    await tend.digests.send(id);
    await tend.telling.settled();
    const [row] = (await tend.digests.list()).digests;
    expect(row).toMatchObject({ pending: 1, failure: 'the mail server answered 451 to MAIL FROM' });
    const { workspace } = tend;
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(`${workspace.directory.operations}/outbox.db`, { readOnly: true });
    const { body } = database.prepare('SELECT body FROM messages').get() as { body: string };
    database.close();
    expect((JSON.parse(body) as DigestMessage).data.things.length).toBe(2);
    expect(body).not.toMatch(/Acme|Berry|Kim|kim@/);
    box.refusal = undefined;
    clock.set(now + 1000);
    // Another process goes on with what waits.
    await folder.close(tend);
    tend = await open();
    await tend.telling.settled();
    expect(box.part('text/plain')).toContain('Berry & Sons');
  });

  it('are given up at once where the recipient is refused for good, and not where the mail server is away', async () => {
    const { id } = await tend.digests.add({ mail: 'gone@example.org' });
    box.refusal = { at: 'RCPT', code: 550 };
    await tend.digests.send(id);
    await tend.telling.settled();
    expect((await tend.digests.list()).digests[0]).toMatchObject({ pending: 0, deadLetters: 1, state: 'enabled' });
    await box.close();
    await tend.digests.send(id);
    await tend.telling.settled();
    const [row] = (await tend.digests.list()).digests;
    expect(row).toMatchObject({ pending: 1, deadLetters: 1, failure: 'the mail server was not reached (ESOCKET)' });
  });

  it('say nothing where there is nothing to do, unless they are asked for by hand', async () => {
    const { id } = await tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const { rows } = await tend.signals({ relationship: 'Acme <GmbH>' });
    await tend.signalCommands.act('resolve', { signals: rows.map((row) => row.id) }, {});
    clock.set(now + 3_600_000);
    await settled();
    expect(box.mails).toEqual([]);
    expect((await tend.digests.list()).digests[0]).toMatchObject({ lastDay: '2026-01-20', lastOutcome: 'nothing' });
    await tend.digests.send(id);
    await tend.telling.settled();
    expect(box.header('Subject')).toBe('Tend: Nothing to do today');
    expect(box.part('text/plain')).toContain('All that was told is dealt with');
  });

  it('are late rather than never on their day, and never of a day that is over', async () => {
    await tend.digests.add({ mail: 'kim@example.org' });
    await folder.close(tend);
    clock.set(now + 15 * 3_600_000);
    tend = await open();
    await settled();
    expect([box.mails.length, box.part('text/plain').slice(0, 10)]).toEqual([1, '2026-01-20']);
    await folder.close(tend);
    // Friday evening to Sunday: Friday was missed, and nobody is told of it.
    clock.set(Date.parse('2026-01-25T12:00:00Z'));
    tend = await open();
    await settled();
    expect(box.mails.length).toBe(1);
  });

  it('do not come at once for who is registered after their time', async () => {
    clock.set(now + 6 * 3_600_000);
    await tend.digests.add({ mail: 'kim@example.org' });
    await settled();
    expect(box.mails).toEqual([]);
    clock.set(now + dayMs + 3_600_000);
    await settled();
    expect(box.mails.length).toBe(1);
  });

  it('go on where a clock that was far ahead is put right', async () => {
    await tend.digests.add({ mail: 'kim@example.org' });
    clock.set(now + 366 * dayMs + 3_600_000);
    await settled();
    const before = box.mails.length;
    expect(before).toBe(1);
    clock.set(now + dayMs + 3_600_000);
    await settled();
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
      const { id, secret } = await tend.digests.add({ webhook, owner: 'Kim Lee' });
      await tend.digests.send(id);
      await tend.telling.settled();
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
      expect((await tend.webhooks.list()).webhooks).toEqual([]);
    } finally {
      server.close();
    }
  });

  it('have links that say what they say, by whom they were sent to, and take it back', async () => {
    const { id } = await tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    await tend.digests.send(id);
    await tend.telling.settled();
    const token = tokenOf(box.part('text/plain'), 'I see to it');
    const { digestLinks } = tend;
    expect(await digestLinks.look(token)).toMatchObject({
      word: 'acknowledge',
      kind: 'complaint-open',
      by: 'kim@example.org',
      relationship: { name: 'Acme <GmbH>' },
    });
    const workOf = async () => (await tend.signals({ relationship: 'Acme <GmbH>', state: 'open' })).rows[0]!.work;
    expect((await workOf()).state).toBe('new');
    await digestLinks.act(token, {});
    await digestLinks.act(token, {});
    const { state, by } = await workOf();
    expect(state).toBe('acknowledged');
    const { ledger } = tend.workspace;
    const said = ledger.get((await lastOf('SignalAcknowledged'))!)!;
    expect([said.actor, said.authority, said.recorder]).toEqual([by!.id, `digest:${id}:2026-01-20`, 'system:tend']);
    expect(by!.id).not.toBe('system:tend');
    expect((await tend.today.of({ owner: 'Kim Lee' })).total).toBe(0);
    await digestLinks.act(token, { undo: true });
    expect((await workOf()).state).toBe('new');
  });

  it('have a link that says that a promise was kept, and takes it back', async () => {
    const data = { by: 'ours', dueAt: Date.parse('2026-01-18T12:00Z'), confirmBy: 'actor' };
    await append(event('4', 'PromiseMade', '2026-01-15T09:00Z', 'Acme <GmbH>', data));
    const { id } = await tend.digests.add({ mail: 'kim@example.org', owner: 'Kim Lee' });
    const { text } = await tend.digests.preview(id);
    expect(text).toContain('Was it kept?');
    const token = tokenOf(text, 'It was kept');
    const stateOf = async () => (await tend.promises.list({ state: 'all' })).rows.map(({ state }) => state);
    expect(await stateOf()).toEqual(['unconfirmed']);
    expect(await tend.digestLinks.act(token, {})).toMatchObject({ word: 'kept', canUndo: true });
    expect(await stateOf()).toEqual(['kept']);
    const said = tend.workspace.ledger.get((await lastOf('PromiseKept'))!)!;
    expect(said.authority).toBe(`digest:${id}:2026-01-20`);
    await tend.digestLinks.act(token, { undo: true });
    expect(await stateOf()).toEqual(['unconfirmed']);
  });

  const lastOf = async (type: string): Promise<string | undefined> => {
    let last: string | undefined;
    for await (const one of tend.workspace.ledger.readAll()) if (one.type === type) last = one.id;
    return last;
  };

  it('have links that nobody else can make, that end, and that end with their digest', async () => {
    const { id } = await tend.digests.add({ mail: 'kim@example.org' });
    const { text } = await tend.digests.preview(id);
    const token = tokenOf(text, 'Resolved');
    const [said, signature] = token.split('.') as [string, string];
    const other = Buffer.from(Buffer.from(said, 'base64url').toString().replace('resolve', 'snooze')).toString(
      'base64url',
    );
    const { digestLinks } = tend;
    for (const forged of [
      `${other}.${signature}`,
      `${said}.${signature.slice(0, -2)}AA`,
      said,
      '',
      '.',
      'e30.x',
      `${said}.`,
    ])
      expect([forged, await codeOf(() => digestLinks.act(forged, {}))]).toEqual([forged, 'not-found']);
    clock.set(now + 7 * dayMs);
    expect(await codeOf(() => digestLinks.look(token))).toBe('link-expired');
    clock.set(now + 7 * dayMs - 1);
    expect((await digestLinks.look(token)).word).toBe('resolve');
    await tend.digests.remove(id);
    expect(await codeOf(() => digestLinks.look(token))).toBe('not-found');
  });

  it('can be stopped by their link, and by hand', async () => {
    const { id } = await tend.digests.add({ mail: 'kim@example.org' });
    const token = tokenOf((await tend.digests.preview(id)).text, 'Stop these messages');
    await tend.digestLinks.act(token, {});
    clock.set(now + 3_600_000);
    await settled();
    expect(box.mails).toEqual([]);
    expect((await tend.digests.list()).digests[0]).toMatchObject({ state: 'disabled' });
    await tend.digestLinks.act(token, { undo: true });
    await settled();
    expect(box.mails.length).toBe(1);
    expect((await tend.digests.change(id, 'disable')).state).toBe('disabled');
    expect((await tend.digests.remove(id)).digests).toEqual([]);
    expect(await codeOf(() => tend.digests.send(id))).toBe('not-found');
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
    expect(await codeOf(() => tend.digests.add(given))).toBe('invalid');
  });

  it('wait for a mail server where none is set', async () => {
    await folder.close(tend);
    tend = await open({ mailServer: undefined });
    const { id } = await tend.digests.add({ mail: 'kim@example.org' });
    await tend.digests.send(id);
    await tend.telling.settled();
    const { digests, canMail } = await tend.digests.list();
    expect([canMail, digests[0]!.failure]).toEqual([false, 'no mail server is set: TEND_SMTP and TEND_MAIL_FROM']);
  });
});
