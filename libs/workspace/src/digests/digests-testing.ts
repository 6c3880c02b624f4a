import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import type { LocalTend } from '../local-tend.js';
import type { WritableWorkspace } from '../workspace.js';
import { fileOf, refusalOf, testFolder, type TestFolder } from '../testing.js';

export const dayMs = 86_400_000;
/** A Tuesday, before seven. */
export const now = Date.parse('2026-01-20T06:00:00Z');

const party = (name: string, role: string, side: string, kind = 'organisation') => ({
  kind,
  name,
  role,
  side,
  identifiers: [{ scheme: 'no', value: name }],
});
export const event = (
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
export const complaint = (id: string, customer: string, at = '2026-01-19T09:00Z') =>
  event(id, 'ComplaintRaised', at, customer);
export const owned = (id: string, customer: string, owner: string) =>
  event(id, 'OwnerChanged', '2026-01-10T09:00Z', customer, {}, [party(owner, 'owner', 'ours', 'person')]);

/** A mail server as it is on the net, which takes mail, or refuses it as it is told. */
export class MailBox {
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

export const codeOf = async (work: () => unknown): Promise<string> => (await refusalOf(work)).code;

/** Quoted-printable (RFC 2045 §6.7). */
function decoded(text: string): string {
  const bytes = text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A server with a mail server, two customers with complaints, and an owner of the first. */
export class DigestsWorld {
  readonly box = new MailBox();
  readonly clock = fixedClock(now);
  tend!: LocalTend;
  #folder: TestFolder = testFolder();
  #url = '';

  async begin(): Promise<void> {
    this.#folder = testFolder();
    this.clock.set(now);
    this.box.refusal = undefined;
    this.box.mails.length = 0;
    this.#url = await this.box.listen();
    await this.open();
    await this.append(
      complaint('1', 'Acme <GmbH>'),
      complaint('2', 'Berry & Sons'),
      owned('3', 'Acme <GmbH>', 'Kim Lee'),
    );
  }

  async end(): Promise<void> {
    await this.#folder.dispose();
    await this.box.close();
  }

  /** The next process on the same directory. */
  async open(more: object = {}): Promise<void> {
    this.tend = await this.#folder.open({
      follow: true,
      clock: this.clock,
      user: 'server',
      telling: {
        mailServer: { url: this.#url, from: 'Tend <tend@example.org>' },
        origin: () => 'http://127.0.0.1:4100',
        pauseAfter: () => 1000,
        allowPrivate: true,
        ...more,
      },
    });
  }

  close(): Promise<void> {
    return this.#folder.close(this.tend);
  }

  async append(...events: readonly object[]): Promise<void> {
    const text = events.map((one) => `${JSON.stringify(one)}\n`).join('');
    const { refused } = await this.tend.import(fileOf('a.ndjson', text), { dataset: 'a', format: 'ndjson' }, {});
    if (refused > 0) throw new Error('A touchpoint of the specification was refused.');
  }

  /** Somebody objects to a use of their data. */
  async object(name: string, purpose: string): Promise<void> {
    const workspace = this.tend.workspace as WritableWorkspace;
    const parties = [{ id: workspace.names.find(name)[0]!, role: 'subject', side: 'customer' as const }];
    const type = 'ProcessingObjected';
    const stream = streamOf(type, { parties });
    const said = ownEvent(workspace, { type, stream, data: { purpose }, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [said] });
  }

  /** Everything folded, written and sent. */
  async settled(): Promise<void> {
    const { projections } = this.tend.workspace;
    if ('waitForAll' in projections) await projections.waitForAll();
    await this.tend.telling.settled();
  }

  /** What somebody is mailed when it is asked for. */
  async mailed(digest: string): Promise<string> {
    await this.tend.digests.send(digest);
    await this.tend.telling.settled();
    return this.box.part('text/plain');
  }

  /** The newest event of a type. */
  async lastOf(type: string) {
    let last: string | undefined;
    for (const one of this.tend.workspace.ledger.readAll()) if (one.type === type) last = one.id;
    return this.tend.workspace.ledger.get(last!)!;
  }
}

/** What a link of a mail is followed by. */
export function tokenOf(text: string, label: string): string {
  return new RegExp(`${label}: http://127\\.0\\.0\\.1:4100/confirm/(\\S+)`).exec(text)![1]!;
}
