import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '@eventstore/db-client';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { UnplacedEvent } from '#core/record.js';
import { answerOf, checkRequest, decideAppend, placed } from '../append-decision.js';
import type { AppendDecision } from '../append-decision.js';
import type { AppendRequest, AppendResult, EventStore } from '../port.js';
import { requireCanonical } from '../sound-json.js';
import { untilKnown } from './attempts.js';
import type { Connection } from './connection.js';
import { Flights, underWay } from './flights.js';
import type { Flight } from './flights.js';
import { lastOf } from './last-mirrored.js';
import type { ExpectedAnswer, MirrorFeed } from './mirror-feed.js';
import type { KurrentTimeouts } from './time-outs.js';
import { toWire } from './wire.js';

/** It is sent again only when something else has come between: then it is decided anew. */
const overtaken = Symbol('overtaken');

/** The server has no more of a stream than the mirror. */
const isAsTold = new Error('The server has no more of the stream than the mirror');

/** What comes in one line is decided in the order in which it came: a stream, and what was given at once. */
type Line = string | readonly AppendRequest[];

type Decided =
  | { readonly decision: AppendDecision }
  | { readonly until: readonly Promise<void>[] }
  /** With a mirror that may only be behind. */
  | { readonly conflict: LedgerError };

/**
 * Appends to the server. A request is decided against the mirror and what is under way from here, sent with the exact last
 * revision of its stream, and answered by the mirror when it has come back: where two nodes write at once, what the
 * mirrors decide is what holds. An attempt of which nobody knows how it ended is made again as it was, with the same ids
 * and the same expected revision, which the server recognises for ever; with another revision, or with none, it would not.
 */
export class Appender {
  private readonly flights = new Flights();
  /** While one waits to be decided, what comes after it in a line of its own waits, too; the rest of the node does not. */
  private readonly turns = new Map<Line, Promise<Error | undefined>>();
  private readonly pending = new Set<Promise<unknown>>();
  private readonly waiting: (() => void)[] = [];
  private working = 0;
  private closed = false;

  constructor(
    private readonly connection: Connection,
    private readonly mirror: EventStore,
    private readonly feed: MirrorFeed,
    private readonly prefix: string,
    private readonly clock: Clock,
    private readonly timeouts: KurrentTimeouts,
  ) {}

  /** @param among what was given at once: of that nothing is decided before what stands ahead of it */
  append(request: AppendRequest, among: readonly AppendRequest[] = [request]): Promise<AppendResult> {
    const appending = this.inTurn(request, among);
    this.pending.add(appending);
    void appending.catch(() => undefined).finally(() => this.pending.delete(appending));
    return appending;
  }

  /** Refuses what comes from now on; resolves when what came before is answered. */
  async stop(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.pending);
  }

  /** As many at once as the connection carries well, in the order in which they came. */
  private async inTurn(request: AppendRequest, among: readonly AppendRequest[]): Promise<AppendResult> {
    if (this.working >= limits.kurrentdbAppends) await new Promise<void>((go) => this.waiting.push(go));
    else this.working++;
    try {
      return await this.submit(request, among);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.working--;
      else next();
    }
  }

  private async submit(given: AppendRequest, among: readonly AppendRequest[]): Promise<AppendResult> {
    if (this.closed) throw new LedgerError('unavailable', 'The ledger is closing');
    checkRequest(given);
    for (const event of given.events) requireCanonical(event);
    const lines = [given.stream, among];
    // Whoever gave the events may change them while they wait.
    let request = given;
    const keep = (): void => {
      if (request === given) request = { ...given, events: structuredClone(given.events) };
    };
    const signal = AbortSignal.timeout(this.timeouts.patienceMs);
    let [hasAsked, wasOvertaken] = [false, false];
    for (;;) {
      const before = this.turns.get(given.stream) ?? this.turns.get(among);
      if (before !== undefined && !wasOvertaken) {
        keep();
        const free = lines.filter((line) => !this.turns.has(line));
        const goOn = this.holdUp(free, before);
        await before;
        goOn();
        continue;
      }
      const deciding = this.decide(request, hasAsked);
      if (!('decision' in deciding)) {
        keep();
        const asks = 'conflict' in deciding;
        const turn = settled(asks ? this.ask(request.stream, signal) : landedAll(deciding.until));
        const goOn = this.holdUp(lines, turn);
        const failure = await turn;
        goOn();
        if (asks && failure !== undefined) throw failure === isAsTold ? deciding.conflict : failure;
        hasAsked ||= asks;
        continue;
      }
      const { decision } = deciding;
      if (decision.writes === 0) return answerOf(request, decision, []);
      keep();
      const rest = request.events.filter((_event, i) => decision.known[i] === undefined);
      const result = await this.send(request, rest, signal);
      if (result !== overtaken) return joined(request, decision, result);
      wasOvertaken = true;
      if (signal.aborted) throw new LedgerError('unavailable', `Others write to ${given.stream} all the time`);
    }
  }

  /**
   * What comes in some lines waits for this one. Who waits first goes on first: it calls what this returns when it decides,
   * before anything that comes then.
   */
  private holdUp(lines: readonly Line[], turn: Promise<Error | undefined>): () => void {
    for (const line of lines) this.turns.set(line, turn);
    return () => {
      for (const line of lines) if (this.turns.get(line) === turn) this.turns.delete(line);
    };
  }

  /**
   * Decides a request on top of what is under way. Where that alone keeps it from being written, nothing is decided until
   * it has landed; and where the mirror may only be behind, nothing is refused until the server has been asked.
   */
  private decide(request: AppendRequest, hasAsked: boolean): Decided {
    const { flights, mirror } = this;
    const seen = new Set<Flight>();
    const ahead = flights.ofStream(request.stream);
    // On top of what comes to nothing nothing is sent: each would only keep the next from landing.
    if (ahead?.cannotLandAsSent === true) return { until: [ahead.landed] };
    try {
      const decision = decideAppend(request, {
        revisionOf: (stream) => {
          if (ahead !== undefined) seen.add(ahead);
          return ahead?.revision ?? mirror.revisionOf(stream);
        },
        recorded: (id) => {
          const recorded = mirror.get(id);
          // Each of these is answered by itself: the mirror drops those that it knows by then.
          if (recorded !== undefined || request.known === 'drop') return recorded;
          const flight = flights.ofId(id);
          if (flight === undefined) return undefined;
          seen.add(flight);
          return underWay(flight.event(id)!);
        },
      });
      if (decision.writes > 0 || seen.size === 0) return { decision };
    } catch (error) {
      if (seen.size === 0 && !hasAsked && this.mayBeBehind(request, error)) return { conflict: error as LedgerError };
      if (seen.size === 0) throw error;
    }
    return { until: [...seen].map(({ landed }) => landed) };
  }

  /** Whether a conflict may be one with a mirror that does not show everything yet: a stream only ever grows. */
  private mayBeBehind({ stream, expected }: AppendRequest, error: unknown): boolean {
    if (!(error instanceof LedgerError) || error.code !== 'revision-conflict') return false;
    const revision = this.mirror.revisionOf(stream);
    return expected === 'stream_exists' ? revision < 0 : typeof expected === 'number' && revision < expected;
  }

  private async send(
    request: AppendRequest,
    events: readonly UnplacedEvent[],
    signal: AbortSignal,
  ): Promise<AppendResult | typeof overtaken> {
    const { stream } = request;
    const append = randomUUID();
    const wire = toWire({ ...request, events }, append, request.recordedAt ?? this.clock.now());
    const base = {
      revision: this.mirror.revisionOf(stream),
      refused: this.feed.refusedEvents(stream) ?? 0,
    };
    const coming = this.feed.expect(append);
    const flight = this.flights.depart(stream, events, base);
    try {
      const sending = this.attempt(stream, wire, flight.expected, signal);
      const first = await Promise.race([coming.answer, sending]);
      if (first === overtaken) {
        this.flights.ofStream(stream)?.overtake();
        await this.catchUp(stream, signal);
        return overtaken;
      }
      // Stored for certain: what is left is to see it in the mirror.
      return typeof first === 'bigint' ? await this.seen(coming, first, stream, signal) : first;
    } finally {
      coming.forget();
      this.flights.land(stream, flight);
    }
  }

  /** Resolves with its place when the server has stored it. @throws LedgerError, `outcome-unknown` when nobody could learn whether it has */
  private attempt(
    stream: string,
    wire: ReturnType<typeof toWire>,
    expected: number,
    signal: AbortSignal,
  ): Promise<bigint | typeof overtaken> {
    const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
    return untilKnown<bigint | typeof overtaken>(
      this.connection,
      stream,
      async (client) => {
        const { position } = await client.appendToStream(this.prefix + stream, wire, { expectedRevision });
        return position?.commit ?? -1n;
      },
      {
        settled: (type) => (type === 'wrong-expected-version' ? overtaken : undefined),
        timeouts: this.timeouts,
        signal,
      },
    );
  }

  /** The answer of the mirror, which comes with the events; none where they were stored by an append before this one. */
  private async seen(
    coming: ExpectedAnswer,
    position: bigint,
    stream: string,
    signal: AbortSignal,
  ): Promise<AppendResult | typeof overtaken> {
    await this.feed.reached.wait(position, signal);
    if (!coming.isAwaited()) return coming.answer;
    if (!signal.aborted) return overtaken;
    throw new LedgerError('outcome-unknown', `What was appended to ${stream} is stored, and has not come back yet`);
  }

  /** Waits until the mirror shows what the server has of a stream now. @throws LedgerError `unavailable`, and when that is no more */
  private async ask(stream: string, signal: AbortSignal): Promise<void> {
    const before = this.mirror.revisionOf(stream);
    await this.catchUp(stream, signal);
    if (this.mirror.revisionOf(stream) === before) throw isAsTold;
  }

  /** Waits until what the server has of a stream is in the mirror. @throws LedgerError `unavailable` */
  private async catchUp(stream: string, signal: AbortSignal): Promise<void> {
    const last = await untilKnown(this.connection, stream, (client) => lastOf(client, this.prefix + stream), {
      isRead: true,
      timeouts: this.timeouts,
      signal,
    });
    if (last === undefined) return;
    await this.feed.reached.wait(last.position!.commit, signal);
    if (signal.aborted) throw new LedgerError('unavailable', `What the server has of ${stream} has not come yet`);
    // Of a stream of which nothing has come since the start it is not known how much of it the mirrors refused.
    if (this.feed.refusedEvents(stream) === undefined)
      this.feed.learnRefused(stream, Number(last.revision) - this.mirror.revisionOf(stream));
  }
}

/** Resolves a turn later: what has landed without being written is decided anew before what waited for it. */
async function landedAll(landing: readonly Promise<void>[]): Promise<void> {
  await Promise.all(landing);
  await new Promise((go) => setImmediate(go));
}

/** Resolves with what it fails with; undefined when it does not. */
function settled(work: Promise<unknown>): Promise<Error | undefined> {
  return work.then(
    () => undefined,
    (error: Error) => error,
  );
}

/** The answer to a request: what was known before it was sent, and what the mirror says of the rest. */
function joined(request: AppendRequest, { known }: AppendDecision, result: AppendResult): AppendResult {
  let next = 0;
  const events = known.map((found, i) =>
    found === undefined ? result.events[next++]! : placed(request.events[i]!.id, found.outcome, found.place),
  );
  return { ...result, events };
}
