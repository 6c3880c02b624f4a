import streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import { requireAccess } from './access.js';
import { AllSubscription } from './all-subscription.js';
import { perform, type DoubleContext } from './context.js';
import { eventFilter, readBatchEvents } from './event-filter.js';
import { streamName, streamNotFoundMessage } from './messages.js';
import { Outlet, type ReadCall } from './outlet.js';
import { allBackwards, allForwards, streamBackwards, streamForwards, type Page } from './pages.js';
import { asRpcError, streamDeleted, thrownByHandler, unexpectedRead } from './rpc-errors.js';
import { isSoftDeleted } from './stream-directory.js';
import { StreamSubscription } from './stream-subscription.js';

type Options = streamMessages.ReadReq.Options;
const { BACKWARDS } = streamMessages.ReadReq.Options.ReadDirection;

/** Reads and subscriptions: one method of the protocol. */
export function readCall(context: DoubleContext, call: ReadCall): void {
  const outlet = new Outlet(call);
  serve(context, call, outlet).then(
    () => outlet.end(),
    (error: unknown) => outlet.fail(asRpcError(error)),
  );
}

async function serve(context: DoubleContext, call: ReadCall, outlet: Outlet): Promise<void> {
  requireAccess(context.users, call.metadata);
  const options = call.request.getOptions()!;
  const stream = options.hasAll() ? '$all' : streamName(options.getStream()!.getStreamIdentifier());
  const method = options.hasSubscription() ? 'subscribe' : 'read';
  await perform(context, { method, stream, ids: [] }, () => undefined);
  if (options.hasSubscription()) await subscription(context, options, outlet).run();
  else if (options.hasAll()) await readAll(context, options, outlet);
  else await readStream(context, options, stream, outlet);
}

function subscription(context: DoubleContext, options: Options, outlet: Outlet): AllSubscription | StreamSubscription {
  const isResolving = options.getResolveLinks();
  if (options.hasAll()) {
    const filter = options.getFilter();
    const from = positionOf(context, options.getAll()!);
    return new AllSubscription(context, outlet, from, isResolving, filter && eventFilter(filter));
  }
  const from = options.getStream()!;
  const after = from.hasEnd() ? 'end' : from.hasRevision() ? Number(from.getRevision()) : -1;
  return new StreamSubscription(context, outlet, streamName(from.getStreamIdentifier()), after, isResolving);
}

/** Where to start in the log. @throws RpcError for a position inside a record */
function positionOf(
  { store }: DoubleContext,
  from: streamMessages.ReadReq.Options.AllOptions,
): number | 'start' | 'end' {
  if (!from.hasPosition()) return from.hasEnd() ? 'end' : 'start';
  const position = Number(from.getPosition()!.getCommitPosition());
  if (from.getPosition()!.getPreparePosition() !== from.getPosition()!.getCommitPosition()) throw thrownByHandler();
  if (!store.log.isBoundary(position)) throw thrownByHandler();
  return position;
}

async function readAll(context: DoubleContext, options: Options, outlet: Outlet): Promise<void> {
  const { log } = context.store;
  const from = options.getAll()!;
  const isBackwards = options.getReadDirection() === BACKWARDS;
  const position = from.hasEnd() ? log.end : Number(from.getPosition()?.getCommitPosition() ?? 0);
  const count = Number(options.getCount());
  if (count === 0) return outlet.closed();
  if (!log.isBoundary(position) || (isBackwards && position > log.end)) throw unexpectedRead('All');
  const page = isBackwards ? allBackwards : allForwards;
  await sendPages(outlet, count, position, (at, limit) => page(context.store, at, limit, options.getResolveLinks()));
}

async function readStream(context: DoubleContext, options: Options, name: string, outlet: Outlet): Promise<void> {
  const { store } = context;
  const from = options.getStream()!;
  const isBackwards = options.getReadDirection() === BACKWARDS;
  const count = Number(options.getCount());
  if (name === '') throw thrownByHandler();
  if (count === 0 || (from.hasEnd() && !isBackwards)) throw unexpectedRead('Stream');
  const stream = store.streams.get(name);
  if (store.isTombstoned(name)) throw streamDeleted(name);
  if (stream.last < 0 || isSoftDeleted(stream)) return outlet.send(streamNotFoundMessage(name));
  const revision = from.hasEnd() ? stream.last : Number(from.hasRevision() ? from.getRevision() : 0);
  const page = isBackwards ? streamBackwards : streamForwards;
  await sendPages(outlet, count, revision, (at, limit) => page(store, name, at, limit, options.getResolveLinks()));
}

/** Sends page after page: what is appended meanwhile is read, too. */
async function sendPages(
  outlet: Outlet,
  count: number,
  from: number,
  read: (at: number, limit: number) => Page,
): Promise<void> {
  let at = from;
  for (let left = count; left > 0 && !outlet.isOver;) {
    const { messages, next } = read(at, Math.min(left, readBatchEvents));
    await outlet.sendAll(messages);
    if (next === undefined) return;
    left -= messages.length;
    at = next;
  }
}
