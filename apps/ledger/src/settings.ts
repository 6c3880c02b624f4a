import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { limits } from '#core/limits.js';
import type { Activation } from '#projections/builds/engine-parts.js';
import type { MailServer } from '#workspace/digests/smtp-call.js';
import { refusedSetting as refused, type Environment } from '#workspace/directory/setting.js';
import { nodeSettingsOf, type NodeSettings } from '#workspace/nodes/node-settings.js';
import { activationOf } from '#workspace/builds/activation.js';

/** How the server is started: from the environment and the command line, checked before anything is opened. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  /** IANA zone for a new data directory; an existing one keeps its own. */
  readonly zone?: string;
  /** What this node does, and where ledger and read models are that several share. */
  readonly node: NodeSettings;
  readonly logLevel: string;
  /** Whether a changed projection serves as soon as it is built (`automatic`), or waits to be activated (`review`). */
  readonly activation: Activation;
  /** How many threads fold projections; 0: the server itself does. */
  readonly foldingThreads: number;
  /** Whether webhooks may lead to this machine or into its private networks. */
  readonly privateWebhooks: boolean;
  /** The mail server that digests go through; absent: none. */
  readonly mailServer?: MailServer;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/**
 * @param args after the program's name: `--data DIR`, which wins over `TEND_DATA`
 * @param cores how many threads this machine can run at once
 * @throws LedgerError `invalid` naming the variable or option
 */
export function settingsOf(
  environment: Environment,
  args: readonly string[],
  cores = availableParallelism(),
): Settings {
  const host = environment['TEND_HOST'] ?? '127.0.0.1';
  if (!loopback.has(host)) {
    throw refused(
      'TEND_HOST',
      `${host} is not a loopback address: until there are credentials and TLS, Tend serves this machine alone`,
    );
  }
  const portText = environment['TEND_PORT'] ?? '4100';
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port > 65_535) throw refused('TEND_PORT', 'must be a port number, 0 to 65535');
  const logLevel = environment['TEND_LOG'] ?? 'warn';
  if (!logLevels.includes(logLevel)) throw refused('TEND_LOG', `must be one of ${logLevels.join(', ')}`);
  const activation = activationOf(environment);
  const foldingThreads = foldingThreadsOf(environment['TEND_FOLDING_THREADS'], cores);
  const privateWebhooks = switchOf(environment, 'TEND_WEBHOOKS_PRIVATE');
  const mailServer = mailServerOf(environment);
  const node = nodeSettingsOf(environment);
  const zone = environment['TEND_ZONE'];
  const data = dataOption(args) ?? environment['TEND_DATA'] ?? './data';
  if (data === '') throw refused('--data', 'must name a directory');
  return {
    host,
    port,
    data,
    logLevel,
    activation,
    foldingThreads,
    privateWebhooks,
    node,
    ...(mailServer === undefined ? {} : { mailServer }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** Off unless told: a server that can be made to call its neighbours opens them to whoever reaches it. */
function switchOf(environment: Environment, name: string): boolean {
  const given = environment[name];
  if (given === undefined || given === '' || given === '0') return false;
  if (given === '1') return true;
  throw refused(name, 'must be 0 or 1');
}

/** The address may hold a password, so that a refusal does not repeat it. */
function mailServerOf(environment: Environment): MailServer | undefined {
  const { TEND_SMTP: url = '', TEND_MAIL_FROM: from = '' } = environment;
  if (url === '') {
    if (from !== '') throw refused('TEND_SMTP', 'must be given with TEND_MAIL_FROM');
    return undefined;
  }
  const isServer = URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol) && new URL(url).hostname !== '';
  if (!isServer) throw refused('TEND_SMTP', 'must be such as smtp://name:password@mail.example.org:587, or smtps://…');
  if (!/^(?:[^\p{Cc},;<>@]*<[^\s@<>,;]+@[^\s@<>,;]+>|[^\s@<>,;]+@[^\s@<>,;]+)$/u.test(from))
    throw refused('TEND_MAIL_FROM', 'must be the one address that mail comes from, such as tend@example.org');
  return { url, from };
}

/** Unless told, one core is left to those who append and ask. */
function foldingThreadsOf(given: string | undefined, cores: number): number {
  const most = limits.foldingThreads;
  if (given === undefined || given === '') return Math.min(most, Math.max(1, cores - 1));
  if (/^\d$/.test(given) && Number(given) <= most) return Number(given);
  throw refused('TEND_FOLDING_THREADS', `must be a number, 0 to ${most}`);
}

function dataOption(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { data: { type: 'string' } } }).values.data;
  } catch (error) {
    throw refused('npm start', `takes --data DIR and nothing else (${(error as Error).message})`);
  }
}
