import type { Id } from '#core/time.js';
import { DigestClock } from './digests/digest-clock.js';
import { digestSender, type DigestSending } from './digests/digest-sender.js';
import { LocalDigests } from './digests/local-digests.js';
import { digestLinks, type CommandsOfLinks } from './digests/said-by-link.js';
import type { DigestLinks } from './digests/digest-answers.js';
import { mailSender, type MailSender, type MailServer } from './digests/smtp-call.js';
import { LocalOutbox, type LocalOutboxOptions } from './outbox/local-outbox.js';
import { LocalWebhooks } from './outbox/webhooks.js';
import { nameAll, relationshipNames } from './relationships/timeline.js';
import type { Today } from './today/today-answers.js';
import type { WritableWorkspace } from './workspace.js';

export interface TellingOptions extends LocalOutboxOptions {
  /** Absent: digests by mail wait. */
  readonly mailServer?: MailServer | undefined;
  /** How mail is sent; by the mail server unless told. */
  readonly sendMail?: MailSender | undefined;
  /** Where the pages are, such as `http://127.0.0.1:4100`, once a server listens. */
  readonly origin?: (() => string | undefined) | undefined;
}

export interface TellingPorts {
  readonly today: Today;
  /** The commands of a workspace in which somebody acts. */
  readonly commandsOf: (workspace: WritableWorkspace) => CommandsOfLinks;
}

/** Everybody who is told something by a workspace that this process writes: webhooks and digests, over one outbox. */
export class Telling {
  readonly webhooks: LocalWebhooks;
  readonly digests: LocalDigests;
  readonly links: DigestLinks;
  readonly #outbox: LocalOutbox;
  readonly #clock: DigestClock;

  constructor(workspace: WritableWorkspace, { today, commandsOf }: TellingPorts, options: TellingOptions) {
    const sending = sendingOf(workspace, options);
    this.#outbox = new LocalOutbox(workspace, options, (send, store) => digestSender(send, store, sending));
    const { store } = this.#outbox;
    this.#clock = new DigestClock({
      store,
      clock: workspace.clock,
      zone: workspace.directory.zone,
      today: (owner) => today.of(owner === undefined ? {} : { owner }),
      look: (receiver) => this.#outbox.look(receiver),
      logger: options.logger,
    });
    this.webhooks = new LocalWebhooks(workspace, this.#outbox);
    this.digests = new LocalDigests({ workspace, outbox: this.#outbox, today, sending, clock: this.#clock });
    this.links = digestLinks({
      workspace,
      store,
      commandsOf: (acting) => commandsOf({ ...workspace, acting }),
      change: (id, change) => void this.digests.change(id, change),
    });
  }

  /** Follows, writes what is due, and sends, from now on. */
  start(): void {
    this.#outbox.start();
    this.#clock.start();
  }

  /** Resolves when all is told that can be told now. */
  async settled(): Promise<void> {
    await this.#clock.settled();
    await this.#outbox.settled();
  }

  async close(): Promise<void> {
    await this.#clock.stop();
    await this.#outbox.close();
  }
}

function sendingOf(workspace: WritableWorkspace, { mailServer, sendMail, origin }: TellingOptions): DigestSending {
  return {
    mail: sendMail ?? (mailServer && mailSender(mailServer)),
    origin: origin ?? (() => undefined),
    zone: workspace.directory.zone,
    namesFor: (relationships, others) => {
      const named = relationshipNames(workspace, relationships, undefined, 'relationship-analysis');
      const all = nameAll(workspace, others);
      return (id: Id) => named.get(id) ?? all.get(id) ?? { id };
    },
  };
}
