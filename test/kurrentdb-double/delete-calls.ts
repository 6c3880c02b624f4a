import streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { requireAccess } from './access.js';
import { expected } from './commit-check.js';
import { perform, type DoubleContext } from './context.js';
import { streamName } from './messages.js';
import { asRpcError, deadlineExceeded, deleteConflict, streamDeleted, thrownByHandler } from './rpc-errors.js';

type DeleteCall = ServerUnaryCall<streamMessages.DeleteReq, streamMessages.DeleteResp>;
type TombstoneCall = ServerUnaryCall<streamMessages.TombstoneReq, streamMessages.TombstoneResp>;

/** Soft delete. */
export function deleteCall(
  context: DoubleContext,
  call: DeleteCall,
  answer: sendUnaryData<streamMessages.DeleteResp>,
): void {
  const { DeleteResp } = streamMessages;
  deleted(context, call, 'delete').then(
    (position) =>
      answer(
        null,
        new DeleteResp().setPosition(
          new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
      ),
    (error: unknown) => answer(asRpcError(error)),
  );
}

/** Deletion for ever. */
export function tombstoneCall(
  context: DoubleContext,
  call: TombstoneCall,
  answer: sendUnaryData<streamMessages.TombstoneResp>,
): void {
  const { TombstoneResp } = streamMessages;
  deleted(context, call, 'tombstone').then(
    (position) =>
      answer(
        null,
        new TombstoneResp().setPosition(
          new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
        ),
      ),
    (error: unknown) => answer(asRpcError(error)),
  );
}

/** @returns the position of what was written, as the protocol has it @throws RpcError for a conflict, a tombstone */
async function deleted(
  context: DoubleContext,
  call: DeleteCall | TombstoneCall,
  method: 'delete' | 'tombstone',
): Promise<string> {
  requireAccess(context.users, call.metadata);
  const options = call.request.getOptions()!;
  const stream = streamName(options.getStreamIdentifier());
  if (stream === '') throw thrownByHandler();
  // The client has given up already, and the server does not begin.
  if (Number(call.getDeadline()) <= Date.now()) throw deadlineExceeded();
  const expectation = expectationOf(options);
  const { store } = context;
  const outcome = await perform(context, { method, stream, ids: [] }, () =>
    method === 'delete' ? store.deleteStream(stream, expectation) : store.tombstoneStream(stream, expectation),
  );
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind !== 'success') {
    throw deleteConflict(stream, expectation, outcome.kind === 'wrong-expected-version' ? outcome.current : -1);
  }
  return String(outcome.position);
}

function expectationOf(options: streamMessages.DeleteReq.Options | streamMessages.TombstoneReq.Options): number {
  if (options.hasNoStream()) return expected.noStream;
  if (options.hasStreamExists()) return expected.streamExists;
  return options.hasAny() ? expected.any : Number(options.getRevision());
}
