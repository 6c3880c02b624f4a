import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { mailSender } from './smtp-call.js';

const mail = {
  to: 'kim@example.org',
  subject: 'Tend: 1 thing to do today',
  text: 'one',
  html: '<p>one</p>',
  id: 'msg_1',
  unsubscribe: 'http://127.0.0.1:4100/confirm/x',
};
const from = 'Tend <tend@example.org>';
const never = new AbortController().signal;
const refusing = (responseCode: number, message = 'no') => Object.assign(new Error(message), { responseCode });

describe('mail by SMTP', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const serve = async (options: SMTPServerOptions, host = '127.0.0.1'): Promise<number> => {
    const server = new SMTPServer({ logger: false, authOptional: true, ...options });
    server.on('error', () => undefined);
    ends.push(() => new Promise((resolve) => server.close(() => resolve())));
    await new Promise<void>((resolve) => server.listen(0, host, () => resolve()));
    return (server.server.address() as AddressInfo).port;
  };
  const serveRaw = async (talk: (socket: Socket) => void): Promise<number> => {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      talk(socket);
    });
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    return (server.address() as AddressInfo).port;
  };
  const taking: SMTPServerOptions = {
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => void stream.on('end', () => done()).resume(),
  };

  it('is taken by a server on this machine without encryption', async () => {
    const port = await serve(taking);
    expect(await mailSender({ url: `smtp://127.0.0.1:${port}`, from })(mail, never)).toEqual({ taken: true });
  });

  it('is not sent in clear to any other machine', async () => {
    const got: string[] = [];
    // An address that leads here, and is none of this machine's own as far as is known.
    const port = await serve({
      ...taking,
      onMailFrom: (address, _session, done) => (got.push(address.address), done()),
    });
    const outcome = await mailSender({ url: `smtp://0.0.0.0:${port}`, from })(mail, never);
    expect([outcome, got]).toEqual([{ taken: false, failure: 'the mail server offers no encryption' }, []]);
  });

  it('is given with name and password, and tried again where they are refused', async () => {
    const port = await serve({
      ...taking,
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'tend' && password === 'p@ss' ? done(null, { user: 1 }) : done(refusing(535)),
    });
    const send = (login: string) => mailSender({ url: `smtp://${login}@127.0.0.1:${port}`, from })(mail, never);
    expect(await send('tend:p%40ss')).toEqual({ taken: true });
    expect(await send('tend:wrong')).toEqual({ taken: false, failure: 'the mail server refused name and password' });
  });

  it.each([
    ['RCPT', 550, 'no', true],
    ['RCPT', 553, '5.1.3 no', true],
    ['MAIL', 552, 'no', true],
    ['RCPT', 550, '5.7.1 relaying denied', false],
    ['MAIL', 530, '5.7.0 Must issue STARTTLS first', false],
    ['RCPT', 451, 'later', false],
  ] as const)('that is refused at %s by %d %s is given up: %s', async (at, code, message, isFinal) => {
    const port = await serve({
      ...taking,
      onMailFrom: (_address, _session, done) => done(at === 'MAIL' ? refusing(code, message) : null),
      onRcptTo: (_address, _session, done) => done(at === 'RCPT' ? refusing(code, message) : null),
    });
    const outcome = await mailSender({ url: `smtp://127.0.0.1:${port}`, from })(mail, never);
    expect(outcome).toMatchObject({ taken: false, failure: expect.stringContaining(String(code)) });
    expect('final' in outcome).toBe(isFinal);
    expect(JSON.stringify(outcome)).not.toContain('kim');
  });

  it('waits for no server longer than its time', async () => {
    const silent = await serveRaw(() => undefined);
    const dripping = await serveRaw((socket) => {
      socket.write('220 hello\r\n');
      const timer = setInterval(() => socket.write('250-x\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    for (const port of [silent, dripping]) {
      const outcome = await mailSender({ url: `smtp://127.0.0.1:${port}`, from }, 300)(mail, never);
      expect(outcome).toEqual({ taken: false, failure: 'the mail server took longer than 0.3 s' });
    }
  });

  it('ends at once where the program ends', async () => {
    const port = await serveRaw(() => undefined);
    const ending = new AbortController();
    const sent = mailSender({ url: `smtp://127.0.0.1:${port}`, from }, 60_000)(mail, ending.signal);
    setTimeout(() => ending.abort(), 50);
    expect((await sent).taken).toBe(false);
  });

  it('says where no server is', async () => {
    const port = await serveRaw(() => undefined);
    await ends.pop()!();
    const outcome = await mailSender({ url: `smtp://127.0.0.1:${port}`, from })(mail, never);
    expect(outcome).toEqual({ taken: false, failure: 'the mail server was not reached (ESOCKET)' });
  });
});
