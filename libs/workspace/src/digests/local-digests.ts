import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { dayOf, formatInstant, type Id, type Instant } from '#core/time.js';
import { checkedUrl } from '../outbox/checked-url.js';
import type { LocalOutbox } from '../outbox/local-outbox.js';
import type { StoredDigest } from '../outbox/outbox-digests.js';
import type { Receiver } from '../outbox/outbox-store.js';
import { namesFor } from '../relationships/portfolio.js';
import { noOwner, type Today } from '../today/today-answers.js';
import type { Work } from '../work.js';
import type { WritableWorkspace } from '../workspace.js';
import type { AddedDigest, DigestPreview, DigestRow, Digests, DigestsAnswer, NewDigest } from './digest-answers.js';
import { DigestClock, write } from './digest-clock.js';
import { digestMessage } from './digest-message.js';
import { addressOf, mailOf, mailScheme, mailUrl, type DigestSending } from './digest-sender.js';
import { nextDigestAt, timesOf, timesText, type DigestTimes } from './digest-times.js';

export interface DigestPorts {
  readonly workspace: WritableWorkspace;
  readonly outbox: LocalOutbox;
  readonly today: Pick<Today, 'of' | 'findOwner'>;
  readonly sending: DigestSending;
  readonly clock: DigestClock;
}

/** Bytes of the key that the links of a digest are signed with. */
const linkKeyBytes = 32;

const stoppedByLink = 'stopped by its link';

/** The digests of a workspace that this process writes. */
export class LocalDigests implements Digests {
  constructor(private readonly ports: DigestPorts) {}

  async list(): Promise<DigestsAnswer> {
    const { outbox, sending } = this.ports;
    const digests = outbox.store.receivers('digest').map((receiver) => this.#rowOf(receiver));
    return { digests, canMail: sending.mail !== undefined };
  }

  async add(given: NewDigest): Promise<AddedDigest> {
    const { outbox, today, workspace } = this.ports;
    const { url, ...times } = checked(given);
    const owner = given.owner === undefined ? {} : { owner: (await today.findOwner({ owner: given.owner })).id };
    const linkKey = Buffer.from(workspace.random.bytes(linkKeyBytes)).toString('base64');
    const { id, secret } = outbox.add({ url, tells: 'digest' }, (made) => {
      outbox.store.digests.add({ id: made, ...owner, ...times, linkKey });
      this.#skipToday({ id: made, ...times, linkKey });
    });
    this.ports.clock.look();
    return { ...this.#rowOf(this.#receiver(id)), ...(url.startsWith(mailScheme) ? {} : { secret }) };
  }

  async remove(id: Id): Promise<DigestsAnswer> {
    this.#receiver(id);
    const { store } = this.ports.outbox;
    store.transaction(() => store.remove(id));
    return this.list();
  }

  async change(id: Id, change: 'enable' | 'disable'): Promise<DigestRow> {
    this.#receiver(id);
    this.#disable(id, change === 'enable' ? undefined : 'disabled by hand');
    return this.#rowOf(this.#receiver(id));
  }

  /** By its own link: what somebody else has disabled stays so. */
  stop(id: Id, isStopped: boolean): void {
    const { disabled } = this.#receiver(id);
    if (isStopped ? disabled === undefined : disabled === stoppedByLink)
      this.#disable(id, isStopped ? stoppedByLink : undefined);
  }

  /** What waits is not sent either: when it is enabled again its day is over. */
  #disable(id: Id, reason: string | undefined): void {
    const { outbox, clock } = this.ports;
    outbox.store.transaction(() => {
      outbox.store.disable(id, reason);
      if (reason !== undefined) outbox.store.messages.forgetPending(id);
    });
    clock.look();
  }

  async send(id: Id, work: Work = {}): Promise<DigestRow> {
    const { outbox, workspace } = this.ports;
    if (this.#receiver(id).disabled !== undefined)
      throw new LedgerError('invalid', 'This digest is disabled.', {
        hint: `Enable it first: tend digests enable ${id}`,
      });
    const { digest, answer, day } = await this.#answerFor(id, work);
    const { clock, random } = workspace;
    const asked = Buffer.from(random.bytes(16)).toString('hex');
    outbox.store.transaction(() => write(outbox.store, digest, day, answer, clock, asked));
    outbox.look(id);
    return this.#rowOf(this.#receiver(id));
  }

  async preview(id: Id, work: Work = {}): Promise<DigestPreview> {
    const { sending, workspace } = this.ports;
    const { digest, answer, day } = await this.#answerFor(id, work);
    const now = workspace.clock.now();
    const origin = sending.origin() ?? 'http://localhost';
    return mailOf(digestMessage({ ...digest, day }, answer, now), { origin, since: now }, sending);
  }

  async #answerFor(id: Id, work: Work) {
    this.#receiver(id);
    const { outbox, today, workspace } = this.ports;
    const digest = outbox.store.digests.get(id)!;
    const { owner } = digest;
    const answer = await today.of(owner === undefined ? {} : { owner }, work);
    return { digest, answer, day: dayOf(workspace.clock.now(), workspace.directory.zone) };
  }

  /** Who is registered at noon is told tomorrow for the first time, and not at once of a morning that is over. */
  #skipToday(digest: StoredDigest): void {
    const { workspace, outbox } = this.ports;
    const { zone } = workspace.directory;
    const now = workspace.clock.now();
    const day = dayOf(now, zone);
    if (dayOf(nextDigestAt(digest, now, zone), zone) !== day)
      outbox.store.digests.noteDay(digest.id, day, 'registered');
  }

  /** @throws LedgerError `not-found` */
  #receiver(id: Id): Receiver {
    const found = this.ports.outbox.store.receiver(id);
    if (found?.tells !== 'digest')
      throw new LedgerError('not-found', `There is no digest ${id}.`, { hint: '`tend digests` lists them.' });
    return found;
  }

  #rowOf({ id, url, createdAt, disabled, delivered, deliveredAt, failure, failedAt }: Receiver): DigestRow {
    const { workspace, outbox } = this.ports;
    const { messages } = outbox.store;
    const digest = outbox.store.digests.get(id)!;
    const nextAttempt = disabled === undefined ? messages.nextDueAt(id) : undefined;
    return {
      id,
      ...ownerOf(workspace, digest),
      ...(url.startsWith(mailScheme) ? { mail: addressOf(url) } : { webhook: url }),
      ...timesText(digest),
      createdAt: this.#told(createdAt),
      ...(disabled === undefined
        ? { state: 'enabled', nextAt: this.#nextAt(digest) }
        : { state: 'disabled', reason: disabled }),
      ...(digest.toldDay === undefined ? {} : { lastDay: digest.toldDay, lastOutcome: digest.outcome! }),
      delivered,
      ...(deliveredAt === undefined ? {} : { deliveredAt: this.#told(deliveredAt) }),
      pending: messages.pending(id),
      ...(nextAttempt === undefined ? {} : { nextAttemptAt: this.#told(nextAttempt) }),
      deadLetters: messages.dead(id),
      ...(failure === undefined ? {} : { failure, failedAt: this.#told(failedAt!) }),
    };
  }

  #nextAt(digest: StoredDigest): string {
    const { clock, directory } = this.ports.workspace;
    return this.#told(nextDigestAt(digest, clock.now(), directory.zone));
  }

  #told(instant: Instant): string {
    return formatInstant(instant, this.ports.workspace.directory.zone);
  }
}

function ownerOf(workspace: WritableWorkspace, { owner }: StoredDigest): Pick<DigestRow, 'owner'> {
  if (owner === undefined) return {};
  return { owner: owner === noOwner ? { id: noOwner } : namesFor(workspace, [owner])(owner) };
}

function checked({ mail, webhook, at, days }: NewDigest): DigestTimes & { readonly url: string } {
  if ((mail === undefined) === (webhook === undefined))
    throw refused('mail', 'or webhook must be given, and only one of them');
  const url = mail === undefined ? checkedUrl(webhook!, 'webhook') : mailUrl(checkedAddress(mail));
  return { url, ...timesOf({ ...(at === undefined ? {} : { at }), ...(days === undefined ? {} : { days }) }) };
}

/** What a mail server decides is left to it: here is only seen to that it is one address, and nothing else. */
function checkedAddress(text: string): string {
  const address = text.trim();
  const isOne = /^[^\s@<>,;:"\\()[\]]+@[^\s@<>,;:"\\()[\]]+$/u.test(address) && !/\p{Cc}/u.test(address);
  if (!isOne || address.length > limits.mailAddressChars)
    throw refused('mail', 'must be one address such as team@example.org');
  return address;
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field} ${message}.`, { violations: [{ field, message }] });
}
