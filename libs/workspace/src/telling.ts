import { dayOf, type Id } from '#core/time.js';
import { DigestClock } from './digests/digest-clock.js';
import { digestSender, type DigestSending } from './digests/digest-sender.js';
import { LocalDigests } from './digests/local-digests.js';
import { digestLinks, type CommandsOfLinks } from './digests/said-by-link.js';
import type { DigestLinks } from './digests/digest-answers.js';
import { mailSender, type MailSender, type MailServer } from './digests/smtp-call.js';
import { LocalOutbox, type LocalOutboxOptions } from './outbox/local-outbox.js';
import { LocalWebhooks } from './outbox/webhooks.js';
import { nameAll, relationshipNames } from './relationships/timeline.js';
import { localPlays } from './plays/local-plays.js';
import { localPromiseCommands } from './relationships/promise-commands.js';
import { localSignalCommands } from './signals/signal-commands.js';
import { linkedWith } from './ledger/belonging.js';
import { permittedNow } from './ledger/permitted.js';
import { projectionsOfToday } from './today/local-today.js';
import type { Today } from './today/today-answers.js';
import { todayLists } from './today/today.js';
import type { WritableWorkspace } from './workspace.js';

export interface TellingOptions extends LocalOutboxOptions {
  /** Absent: digests by mail wait. */
  readonly mailServer?: MailServer | undefined;
  /** How mail is sent; by the mail server unless told. */
  readonly sendMail?: MailSender | undefined;
  /** Where the pages are, such as `http://127.0.0.1:4100`, once a server listens. */
  readonly origin?: (() => string | undefined) | undefined;
  /** Whether whoever opens the workspace begins to tell, with `telling.start()`: once it knows where its pages are. */
  readonly startsLater?: boolean | undefined;
}

/** Everybody who is told something by a workspace that this process writes: webhooks and digests, over one outbox. */
export class Telling {
  readonly webhooks: LocalWebhooks;
  readonly digests: LocalDigests;
  readonly links: DigestLinks;
  readonly #outbox: LocalOutbox;
  readonly #clock: DigestClock;

  /** @param caughtUp resolves when projections have folded what is asked for */
  constructor(
    workspace: WritableWorkspace,
    today: Today,
    caughtUp: (...names: readonly string[]) => Promise<void>,
    options: TellingOptions,
  ) {
    const sending = sendingOf(workspace, options);
    this.#outbox = new LocalOutbox(workspace, options, (send, store) => digestSender(send, store, sending));
    const { store } = this.#outbox;
    this.#clock = new DigestClock({
      store,
      clock: workspace.clock,
      zone: workspace.directory.zone,
      lists: async () => {
        await caughtUp(...projectionsOfToday(workspace));
        return todayLists(workspace, undefined);
      },
      look: (receiver) => this.#outbox.look(receiver),
      logger: options.logger,
    });
    this.webhooks = new LocalWebhooks(workspace, this.#outbox);
    this.digests = new LocalDigests({ workspace, outbox: this.#outbox, today, sending, clock: this.#clock });
    this.links = digestLinks({
      workspace,
      store,
      commandsOf: (acting) => commandsIn({ ...workspace, acting }, caughtUp),
      stop: (id, isStopped) => this.digests.stop(id, isStopped),
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

/** What is done in a workspace in which somebody else acts. */
function commandsIn(
  workspace: WritableWorkspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
): CommandsOfLinks {
  return {
    signals: localSignalCommands(workspace, caughtUp),
    plays: localPlays(workspace, caughtUp, {}),
    promises: localPromiseCommands(workspace, caughtUp),
  };
}

/** What lists of relationships are for (trust.md §7). */
const purpose = 'relationship-analysis';

function sendingOf(workspace: WritableWorkspace, { mailServer, sendMail, origin }: TellingOptions): DigestSending {
  return {
    mail: sendMail ?? (mailServer && mailSender(mailServer)),
    origin: origin ?? (() => undefined),
    zone: workspace.directory.zone,
    isTold: (relationship) => {
      const { allows } = permittedNow(workspace, purpose);
      return linkedWith(workspace.ledger, relationship).some(allows);
    },
    namesFor: (relationships, others) => {
      const named = relationshipNames(workspace, relationships, undefined, purpose);
      const all = nameAll(workspace, others);
      return (id: Id) => named.get(id) ?? all.get(id) ?? { id };
    },
    today: () => dayOf(workspace.clock.now(), workspace.directory.zone),
  };
}
