import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import { dayMs } from '#core/zones.js';
import type { ProjectionLogger } from '#projections/builds/projection-status.js';
import type { OutboxStore } from '../outbox/outbox-store.js';
import type { StoredDigest } from '../outbox/outbox-digests.js';
import type { TodayAnswer } from '../today/today-answers.js';
import { digestMessage, digestMessageId, digestType } from './digest-message.js';
import { dayToTell, instantOn, nextDigestAt } from './digest-times.js';

export interface DigestClockPorts {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly zone: string;
  /** Gathers what there is to do, once for all owners. */
  readonly lists: () => Promise<(owner: string | undefined) => Promise<TodayAnswer>>;
  /** Something is to be sent to a receiver. */
  readonly look: (receiver: string) => void;
  readonly logger?: ProjectionLogger | undefined;
}

/** A clock that jumps, or a machine that slept, is noticed within this. */
const longestWaitMs = 15 * 60_000;
const retryMs = 60_000;
/** So long a list waits for projections that are not ready: later it says which are missing. */
const patienceMs = 60 * 60_000;

/** Writes each digest when it is due, once a day, also when it was late because nothing ran; what came of it is kept. */
export class DigestClock {
  #timer: NodeJS.Timeout | undefined;
  #telling: Promise<void> | undefined;
  #isRunning = false;
  #isToLookAgain = false;

  constructor(private readonly ports: DigestClockPorts) {}

  start(): void {
    this.#isRunning = true;
    this.look();
  }

  /** Tells what is due, and waits for the next. */
  look(): void {
    if (!this.#isRunning) return;
    this.#isToLookAgain = true;
    this.#telling ??= Promise.resolve()
      .then(() => this.#tellWhatIsDue())
      .finally(() => {
        this.#telling = undefined;
      });
  }

  async settled(): Promise<void> {
    this.look();
    await this.#telling;
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.#telling;
  }

  async #tellWhatIsDue(): Promise<void> {
    let waitMs = retryMs;
    try {
      while (this.#isToLookAgain && this.#isRunning) {
        this.#isToLookAgain = false;
        waitMs = await this.#tellAll();
      }
    } catch (error) {
      // A full disk: it may have room in a minute.
      this.ports.logger?.warn({ reason: (error as Error).message }, 'Digests could not be looked after');
    }
    clearTimeout(this.#timer);
    if (this.#isRunning) this.#timer = setTimeout(() => this.look(), Math.max(0, waitMs)).unref();
  }

  /** @returns how long to wait for the next, in ms */
  async #tellAll(): Promise<number> {
    const { store, clock, zone } = this.ports;
    const enabled = store.digests.all().filter(({ id }) => store.receiver(id)?.disabled === undefined);
    const now = clock.now();
    const due = enabled.flatMap((digest) => {
      const day = dayToTell(digest, now, zone);
      return day === undefined || isTold(digest, day) ? [] : [{ digest, day }];
    });
    const isDone = due.length === 0 || (await this.#tellThese(due));
    const waits = enabled.map((digest) => nextDigestAt(digest, now, zone) - clock.now());
    return Math.min(longestWaitMs, ...waits, ...(isDone ? [] : [retryMs]));
  }

  /** @returns false: some have to be tried again */
  async #tellThese(due: readonly Due[]): Promise<boolean> {
    let listOf: Awaited<ReturnType<DigestClockPorts['lists']>>;
    try {
      listOf = await this.ports.lists();
    } catch (error) {
      for (const { digest } of due) this.#failed(digest, error as Error);
      return false;
    }
    let isDone = true;
    for (const one of due) {
      if (!this.#isRunning) return false;
      isDone = (await this.#tell(one, listOf)) && isDone;
    }
    return isDone;
  }

  /** @returns false: it has to be tried again */
  async #tell({ digest, day }: Due, listOf: (owner: string | undefined) => Promise<TodayAnswer>): Promise<boolean> {
    const { store, clock, zone, look } = this.ports;
    try {
      const answer = await listOf(digest.owner);
      const isPatient = clock.now() < instantOn(day, digest.minute, zone) + patienceMs;
      if (answer.missing !== undefined && isPatient) return false;
      // What is missing is worth a word: there may be something to do.
      const isToBeTold = answer.total > 0 || answer.missing !== undefined;
      store.transaction(() => {
        if (isToBeTold) write(store, digest, day, answer, clock);
        store.digests.noteDay(digest.id, day, isToBeTold ? 'told' : 'nothing');
      });
      if (isToBeTold) look(digest.id);
      return true;
    } catch (error) {
      this.#failed(digest, error as Error);
      // Who owns nothing any more has nothing to do; whatever else it is may be over in a minute.
      const isOver = error instanceof LedgerError && error.code === 'not-found';
      if (isOver) store.transaction(() => store.digests.noteDay(digest.id, day, error.message));
      return isOver;
    }
  }

  #failed({ id }: StoredDigest, { message }: Error): void {
    const { store, clock, logger } = this.ports;
    store.transaction(() => store.noteFailure(id, message, clock.now()));
    logger?.warn({ digest: id, reason: message }, 'A digest could not be told');
  }
}

interface Due {
  readonly digest: StoredDigest;
  readonly day: string;
}

/** Writes a digest into the outbox. @param asked by hand: told beside the one of the day, also when there is nothing to do */
export function write(
  store: OutboxStore,
  digest: StoredDigest,
  day: string,
  answer: TodayAnswer,
  clock: Clock,
  asked = '',
): void {
  const now = clock.now();
  // Nobody wants the list of yesterday beside that of today.
  store.messages.forgetPending(digest.id);
  store.messages.add({
    id: digestMessageId(digest.id, day, asked),
    receiver: digest.id,
    subject: 'digest',
    type: digestType,
    body: JSON.stringify(digestMessage({ ...digest, day }, answer, now)),
    createdAt: now,
  });
}

/** A day far ahead was told by a clock that has been put right since. */
function isTold({ toldDay }: StoredDigest, day: string): boolean {
  return toldDay !== undefined && toldDay >= day && Date.parse(toldDay) - Date.parse(day) <= dayMs;
}
