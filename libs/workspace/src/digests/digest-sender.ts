import type { Id } from '#core/time.js';
import type { Named } from '../answers.js';
import type { Sender } from '../outbox/call.js';
import type { OutboxStore } from '../outbox/outbox-store.js';
import type { DigestMessage, DigestPreview } from './digest-answers.js';
import { digestMail } from './digest-mail.js';
import { digestType, linkedThings, stopLink, type LinkPlace } from './digest-message.js';
import type { MailSender } from './smtp-call.js';

/** What a digest is sent with. */
export interface DigestSending {
  /** Absent: no mail server is set. */
  readonly mail: MailSender | undefined;
  /** Where the pages are, once a server listens. */
  readonly origin: () => string | undefined;
  readonly zone: string;
  /** The local day. */
  readonly today: () => string;
  /** Whether a relationship may be told of. */
  readonly isTold: (relationship: Id) => boolean;
  readonly namesFor: (relationships: readonly Id[], others: readonly Id[]) => (id: Id) => Named;
}

/** A digest is stored without names and without links: both are added when it is sent, from what is known and served then. */
export function digestSender(send: Sender, store: OutboxStore, sending: DigestSending): Sender {
  return async (call, signal) => {
    if (call.type !== digestType) return send(call, signal);
    const message = permitted(JSON.parse(call.body) as DigestMessage, sending);
    const digest = store.digests.get(message.data.digest);
    const origin = sending.origin();
    if (digest === undefined) return { taken: false, failure: 'its digest was removed', final: true };
    // A list that waited over night, or was given up then, is old.
    if (message.data.day !== sending.today()) return { taken: false, failure: 'its day is over', final: true };
    if (origin === undefined) return { taken: false, failure: 'no server answers to its links' };
    const place = { origin, key: digest.linkKey, zone: sending.zone, since: call.createdAt };
    if (!call.url.startsWith(mailScheme)) return send({ ...call, body: webhookBody(message, place) }, signal);
    if (sending.mail === undefined)
      return { taken: false, failure: 'no mail server is set: TEND_SMTP and TEND_MAIL_FROM' };
    const to = addressOf(call.url);
    return sending.mail(
      { to, id: call.id, unsubscribe: stopLink(message, place), ...mailOf(message, place, sending) },
      signal,
    );
  };
}

/** A digest as a mail, with names. */
export function mailOf(
  message: DigestMessage,
  where: Omit<LinkPlace, 'zone'>,
  { zone, namesFor }: DigestSending,
): DigestPreview {
  const place = { ...where, zone };
  const { things, owner } = message.data;
  const nameOf = namesFor(
    things.flatMap(({ relationship }) => relationship ?? []),
    owner === undefined ? [] : [owner],
  );
  const { origin } = place;
  return digestMail({
    message,
    things: linkedThings(message, place),
    origin,
    stop: stopLink(message, place),
    zone,
    nameOf,
  });
}

/** Without those who have objected, or are to be erased, since it was written. */
function permitted(message: DigestMessage, { isTold }: DigestSending): DigestMessage {
  const { data } = message;
  const things = data.things.filter(({ relationship }) => relationship === undefined || isTold(relationship));
  return things.length === data.things.length ? message : { ...message, data: { ...data, things } };
}

/** What a program gets: Standard Webhooks' `type`, `timestamp` and `data`, with the links in it. */
function webhookBody(message: DigestMessage, place: LinkPlace): string {
  const data = { ...message.data, things: linkedThings(message, place), stop: stopLink(message, place) };
  return JSON.stringify({ ...message, data });
}

export const mailScheme = 'mailto:';

export function mailUrl(address: string): string {
  return `${mailScheme}${encodeURIComponent(address)}`;
}

export function addressOf(url: string): string {
  return decodeURIComponent(url.slice(mailScheme.length));
}
