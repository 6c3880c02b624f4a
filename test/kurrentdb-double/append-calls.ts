import streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import { hasAccess, requireAccess } from './access.js';
import {
  accessDeniedAnswer,
  appendAnswer,
  badRequestAnswer,
  batchAnswer,
  timeoutAnswer,
  tooLargeAnswer,
} from './append-answers.js';
import { expected } from './commit-check.js';
import { perform, type DoubleContext } from './context.js';
import type { AppendOutcome } from './event-store.js';
import { streamName, uuid, type ProposedEvent } from './messages.js';
import { appendTooLarge, asRpcError, thrownByHandler } from './rpc-errors.js';

type BatchCall = ServerDuplexStream<streamMessages.BatchAppendReq, streamMessages.BatchAppendResp>;
type AppendCall = ServerReadableStream<streamMessages.AppendReq, streamMessages.AppendResp>;

/** Of events only the data count: the server forgets the rest (a slip of operator precedence in its size function). */
const maxAppendBytes = 1024 * 1024;
/** After this the server gives up an append that has not come whole, or that it has refused as malformed. */
const writeTimeoutMs = 2000;

/** One append while its messages arrive. */
class Pending {
  readonly events: ProposedEvent[] = [];
  isTimed = false;
  private dataBytes = 0;

  constructor(
    readonly stream: string,
    readonly expectation: number,
    readonly timeoutMs: number,
  ) {}

  get isTooLarge(): boolean {
    return this.dataBytes > maxAppendBytes;
  }

  /** @throws Error for an id that is no UUID, or an empty type */
  add(message: streamMessages.AppendReq.ProposedMessage | streamMessages.BatchAppendReq.ProposedMessage): void {
    const id = canonicalId(message.getId()?.getString() ?? '');
    const metadata = message.getMetadataMap();
    const type = metadata.get('type') ?? '';
    if (type === '') throw new Error('An event needs a type');
    const data = message.getData_asU8();
    this.dataBytes += data.length;
    const isJson = metadata.get('content-type') === 'application/json';
    this.events.push({ id, type, isJson, data, metadata: message.getCustomMetadata_asU8() });
  }

  /** Writes what has come, between the hooks of the tests. */
  async write(context: DoubleContext): Promise<AppendOutcome> {
    const { stream, expectation, events } = this;
    const call = { method: 'append', stream, ids: events.map(({ id }) => id) } as const;
    return perform(context, call, () => context.store.append(stream, expectation, events));
  }
}

/** An id as the server writes it, which reads some other spellings, too. @throws Error for no UUID, or all zeros */
function canonicalId(text: string): string {
  const bare = /^[{(](.*)[)}]$/.exec(text)?.[1] ?? text;
  const parts = /^([\da-f]{8})(-?)([\da-f]{4})\2([\da-f]{4})\2([\da-f]{4})\2([\da-f]{12})$/i.exec(bare);
  if (parts === null || /^[0-]+$/.test(bare)) throw new Error(`${text} is not a UUID`);
  const [, first, , ...rest] = parts;
  return [first, ...rest].join('-').toLowerCase();
}

/** What is expected, where it is not a revision. */
function expectationOf(options: streamMessages.AppendReq.Options | streamMessages.BatchAppendReq.Options): number {
  if (options.hasNoStream()) return expected.noStream;
  if (options.hasStreamExists()) return expected.streamExists;
  if (options.hasAny()) return expected.any;
  return Number('getRevision' in options ? options.getRevision() : options.getStreamPosition());
}

/** Append on a call of its own, as with credentials per call. */
export function appendCall(
  context: DoubleContext,
  call: AppendCall,
  answer: sendUnaryData<streamMessages.AppendResp>,
): void {
  let pending: Pending | undefined;
  let isOver = false;
  const end = (error: unknown, response: streamMessages.AppendResp | null = null) => {
    if (!isOver) answer(error === null ? null : asRpcError(error), response);
    isOver = true;
  };
  const take = (request: streamMessages.AppendReq) => {
    const options = request.getOptions();
    if (options !== undefined) {
      requireAccess(context.users, call.metadata);
      pending = new Pending(streamName(options.getStreamIdentifier()), expectationOf(options), Infinity);
    }
    const message = request.getProposedMessage();
    if (message !== undefined) pending?.add(message);
    if (pending?.isTooLarge === true) throw appendTooLarge(maxAppendBytes);
  };
  const write = async () => {
    if (pending === undefined || pending.stream === '') throw thrownByHandler();
    const outcome = await pending.write(context);
    if (outcome.kind !== 'unanswered') end(null, appendAnswer(outcome, pending.stream, pending.expectation));
  };
  call.on('data', (request: streamMessages.AppendReq) => {
    try {
      if (!isOver) take(request);
    } catch (error) {
      end(error);
    }
  });
  call.on('end', () => {
    if (!isOver && !call.cancelled) write().catch(end);
  });
}

/** The shared stream of a client: appends in pieces, told apart by their correlation ids. */
export class BatchAppendCall {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly context: DoubleContext,
    private readonly call: BatchCall,
  ) {
    call.on('data', (request: streamMessages.BatchAppendReq) => void this.take(request));
    call.on('end', () => call.end());
  }

  private async take(request: streamMessages.BatchAppendReq): Promise<void> {
    const correlation = request.getCorrelationId()!.getString();
    try {
      const options = request.getOptions();
      if (options !== undefined && !this.begin(correlation, options)) return;
      const pending = this.pending.get(correlation);
      if (pending !== undefined) await this.continue(correlation, pending, request);
    } catch (error) {
      // What hooks throw, and credentials that nobody knows, end the stream and with it all that is pending.
      this.call.emit('error', asRpcError(error));
    }
  }

  /** @returns false when it is refused at once */
  private begin(correlation: string, options: streamMessages.BatchAppendReq.Options): boolean {
    const stream = streamName(options.getStreamIdentifier());
    const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity;
    const timeoutMs = Math.min(deadline - Date.now(), writeTimeoutMs);
    if (!hasAccess(this.context.users, this.call.metadata)) this.answer(correlation, accessDeniedAnswer(stream));
    else if (timeoutMs <= 0) this.answer(correlation, timeoutAnswer(stream));
    else this.pending.set(correlation, new Pending(stream, expectationOf(options), timeoutMs));
    return this.pending.has(correlation);
  }

  private async continue(correlation: string, pending: Pending, request: streamMessages.BatchAppendReq): Promise<void> {
    try {
      for (const message of request.getProposedMessagesList()) pending.add(message);
    } catch (error) {
      // The server answers now and, because the append stays pending, again after its timeout.
      this.answer(correlation, badRequestAnswer(pending.stream, (error as Error).message));
      this.expectMore(correlation, pending);
      return;
    }
    if (!pending.isTooLarge && !request.getIsFinal()) return this.expectMore(correlation, pending);
    this.pending.delete(correlation);
    if (pending.isTooLarge) return this.answer(correlation, tooLargeAnswer(pending.stream, maxAppendBytes));
    if (pending.stream === '') return this.answer(correlation, badRequestAnswer('', 'A stream needs a name'));
    const outcome = await pending.write(this.context);
    if (outcome.kind !== 'unanswered') {
      this.answer(correlation, batchAnswer(outcome, pending.stream, pending.expectation));
    }
  }

  private expectMore(correlation: string, pending: Pending): void {
    if (pending.isTimed) return;
    pending.isTimed = true;
    const timer = setTimeout(() => {
      if (this.pending.delete(correlation)) this.answer(correlation, timeoutAnswer(pending.stream));
    }, pending.timeoutMs);
    timer.unref();
  }

  private answer(correlation: string, response: streamMessages.BatchAppendResp): void {
    if (this.call.cancelled || this.call.writableEnded) return;
    this.call.write(response.setCorrelationId(uuid(correlation)));
  }
}
