import { createHmac, timingSafeEqual } from 'node:crypto';
import { LedgerError } from '#core/errors.js';
import type { Id, Instant } from '#core/time.js';
import type { TodayWord } from '../today/today-words.js';

/** What can be said by a link: something of a thing, or that nothing is to be told any more. */
export type LinkWord = TodayWord | 'stop';

/** Stands in the links of a preview, which say nothing. */
export const previewToken = 'preview';

/** What a link says. Nothing in it is personal: addresses end up in histories. */
export interface DigestLink {
  readonly digest: Id;
  readonly word: LinkWord;
  /** The local day of the digest that it stands in. */
  readonly day: string;
  /** Good until then. */
  readonly until: Instant;
  /** What it is about. */
  readonly kind?: string;
  readonly relationship?: Id;
  /** The local day by which it is, or was, due. */
  readonly due?: string;
  readonly signals?: readonly string[];
  readonly play?: string;
  readonly promise?: Id;
}

/**
 * A link as a part of an address: the statement in base64url, and its HMAC-SHA-256 under the key of the digest. Whoever has it may
 * say this one thing, until it is over or the digest is removed.
 * @param key base64
 */
export function signLink(link: DigestLink, key: string): string {
  const said = Buffer.from(packed(link)).toString('base64url');
  return `${said}.${mac(said, key)}`;
}

/**
 * What a link says.
 * @param keyOf the key of a digest; undefined where there is none any more
 * @throws LedgerError `not-found` for what nobody has signed, `link-expired`
 */
export function readLink(token: string, keyOf: (digest: Id) => string | undefined, now: Instant): DigestLink {
  if (token === previewToken) throw new LedgerError('not-found', 'The links of a preview say nothing.');
  const [said = '', signature = ''] = token.split('.');
  const link = parsed(said);
  const key = link && keyOf(link.digest);
  // The signature is looked at before anything that it says is believed.
  if (key === undefined || !same(signature, mac(said, key))) throw new LedgerError('not-found', notOurs, { hint });
  if (link!.until <= now) throw new LedgerError('link-expired');
  return link!;
}

const notOurs = 'This link is none of ours, or its digest was removed.';
const hint = 'Open it from the message itself: some programs cut long links. Or say it on the page of today.';

/** In this order, without names, so that links stay short. */
const fields = ['digest', 'word', 'day', 'until', 'kind', 'relationship', 'due', 'signals', 'play', 'promise'] as const;

function packed(link: DigestLink): string {
  const values: unknown[] = fields.map((field) => link[field] ?? null);
  while (values.at(-1) === null) values.pop();
  return JSON.stringify(values);
}

function parsed(said: string): DigestLink | undefined {
  try {
    const values = JSON.parse(Buffer.from(said, 'base64url').toString()) as unknown;
    if (!Array.isArray(values) || typeof values[0] !== 'string') return undefined;
    const given = fields.map((field, at) => [field, values[at]] as const);
    return Object.fromEntries(
      given.filter(([, value]) => value !== null && value !== undefined),
    ) as unknown as DigestLink;
  } catch {
    return undefined;
  }
}

/** Other things are signed with other words before them. */
function mac(said: string, key: string): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(`digest-link/1/${said}`).digest('base64url');
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
