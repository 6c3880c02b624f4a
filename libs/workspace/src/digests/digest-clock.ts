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
  readonly today: (owner: string | undefined) => Promise<TodayAnswer>;
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

  constructor(private readonly ports: DigestClockPorts) {}

  start(): void {
    this.#isRunning = true;
    this.look();
  }

  /** Tells what is due, and waits for the next. */
  look(): void {
    if (!this.#isRunning) return;
    this.#telling ??= this.#tellAll().finally(() => {
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

  async #tellAll(): Promise<void> {
    const { store, clock, zone } = this.ports;
    let next = longestWaitMs;
    for (const digest of store.digests.all()) {
      if (!this.#isRunning) return;
      if (store.receiver(digest.id)?.disabled !== undefined) continue;
      const day = dayToTell(digest, clock.now(), zone);
      if (day !== undefined && !isTold(digest, day))
        next = Math.min(next, (await this.#tell(digest, day)) ? next : retryMs);
      next = Math.min(next, nextDigestAt(digest, clock.now(), zone) - clock.now());
    }
    clearTimeout(this.#timer);
    if (this.#isRunning) this.#timer = setTimeout(() => this.look(), Math.max(0, next)).unref();
  }

  /** @returns false: it has to be tried again */
  async #tell(digest: StoredDigest, day: string): Promise<boolean> {
    const { store, today, clock, zone, logger, look } = this.ports;
    try {
      const answer = await today(digest.owner);
      const isPatient = clock.now() < instantOn(day, digest.minute, zone) + patienceMs;
      if (answer.missing !== undefined && isPatient) return false;
      const isTold = answer.total > 0;
      store.transaction(() => {
        if (isTold) write(store, digest, day, answer, clock);
        store.digests.noteDay(digest.id, day, isTold ? 'told' : 'nothing');
      });
      if (isTold) look(digest.id);
      return true;
    } catch (error) {
      const reason = (error as Error).message;
      logger?.warn({ digest: digest.id, reason }, 'A digest could not be told');
      // Who owns nothing any more has nothing to do; whatever else it is may be over in a minute.
      const isOver = error instanceof LedgerError && error.code === 'not-found';
      if (isOver) store.transaction(() => store.digests.noteDay(digest.id, day, reason));
      return isOver;
    }
  }
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
  const subject = 'digest';
  // Nobody wants the list of yesterday beside that of today.
  store.messages.forgetPending(digest.id, subject);
  store.messages.add({
    id: digestMessageId(digest.id, day, asked),
    receiver: digest.id,
    subject,
    type: digestType,
    body: JSON.stringify(digestMessage({ ...digest, day }, answer, now)),
    createdAt: now,
  });
}

/** A day far ahead was told by a clock that has been put right since. */
function isTold({ toldDay }: StoredDigest, day: string): boolean {
  return toldDay !== undefined && toldDay >= day && Date.parse(toldDay) - Date.parse(day) <= dayMs;
}
