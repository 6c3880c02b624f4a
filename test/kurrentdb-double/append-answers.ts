import sharedMessages from '@eventstore/db-client/generated/shared_pb.js';
import statusMessages from '@eventstore/db-client/generated/status_pb.js';
import streamMessages from '@eventstore/db-client/generated/streams_pb.js';
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import { status } from '@grpc/grpc-js';
import { expected } from './commit-check.js';
import type { AppendOutcome } from './event-store.js';
import { empty, revisionText, streamIdentifier } from './messages.js';
import { streamDeleted } from './rpc-errors.js';

type Answered = Exclude<AppendOutcome, { kind: 'unanswered' }>;
type Conflict = Extract<AppendOutcome, { kind: 'wrong-expected-version' }>;

/** The answer to an append on its own call. @throws RpcError for a deleted stream */
export function appendAnswer(outcome: Answered, stream: string, expectation: number): streamMessages.AppendResp {
  const { AppendResp } = streamMessages;
  if (outcome.kind === 'deleted') throw streamDeleted(stream);
  if (outcome.kind === 'wrong-expected-version') {
    return new AppendResp().setWrongExpectedVersion(appendConflict(outcome, expectation));
  }
  const success = new AppendResp.Success().setCurrentRevision(revisionText(outcome.revision));
  if (outcome.position === undefined) success.setNoPosition(empty());
  else {
    const position = String(outcome.position);
    success.setPosition(new AppendResp.Position().setCommitPosition(position).setPreparePosition(position));
  }
  return new AppendResp().setSuccess(success);
}

function appendConflict({ current }: Conflict, expectation: number): streamMessages.AppendResp.WrongExpectedVersion {
  const conflict = new streamMessages.AppendResp.WrongExpectedVersion();
  if (current < 0) conflict.setCurrentNoStream(empty());
  else conflict.setCurrentRevision(revisionText(current));
  if (expectation === expected.any) conflict.setExpectedAny(empty());
  else if (expectation === expected.streamExists) conflict.setExpectedStreamExists(empty());
  else if (expectation === expected.noStream) conflict.setExpectedNoStream(empty());
  else conflict.setExpectedRevision(revisionText(expectation));
  return conflict;
}

/** The answer to an append on the shared stream of a client. */
export function batchAnswer(outcome: Answered, stream: string, expectation: number): streamMessages.BatchAppendResp {
  const answer = new streamMessages.BatchAppendResp().setStreamIdentifier(streamIdentifier(stream));
  if (outcome.kind === 'deleted') {
    const detail = new sharedMessages.StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
    return answer.setError(statusOf(status.NOT_FOUND, 'StreamDeleted', detail));
  }
  if (outcome.kind === 'wrong-expected-version') {
    return answer.setError(
      statusOf(status.ALREADY_EXISTS, 'WrongExpectedVersion', batchConflict(outcome, expectation)),
    );
  }
  const success = new streamMessages.BatchAppendResp.Success().setCurrentRevision(revisionText(outcome.revision));
  if (outcome.position === undefined) success.setNoPosition(new emptyMessages.Empty());
  else {
    const position = String(outcome.position);
    success.setPosition(
      new sharedMessages.AllStreamPosition().setCommitPosition(position).setPreparePosition(position),
    );
  }
  return answer.setSuccess(success);
}

function batchConflict({ current }: Conflict, expectation: number): sharedMessages.WrongExpectedVersion {
  const conflict = new sharedMessages.WrongExpectedVersion();
  const yes = new emptyMessages.Empty();
  if (current < 0) conflict.setCurrentNoStream(yes);
  else conflict.setCurrentStreamRevision(revisionText(current));
  if (expectation === expected.any) conflict.setExpectedAny(yes);
  else if (expectation === expected.streamExists) conflict.setExpectedStreamExists(yes);
  else if (expectation === expected.noStream) conflict.setExpectedNoStream(yes);
  else conflict.setExpectedStreamPosition(revisionText(expectation));
  return conflict;
}

const failedAnswer = (stream: string, error: statusMessages.Status): streamMessages.BatchAppendResp =>
  new streamMessages.BatchAppendResp().setStreamIdentifier(streamIdentifier(stream)).setError(error);

export const timeoutAnswer = (stream: string) =>
  failedAnswer(stream, statusOf(status.DEADLINE_EXCEEDED, 'Timeout', new sharedMessages.Timeout()));

export const accessDeniedAnswer = (stream: string) =>
  failedAnswer(stream, statusOf(status.PERMISSION_DENIED, 'AccessDenied', new sharedMessages.AccessDenied()));

export const tooLargeAnswer = (stream: string, limitBytes: number) => {
  const detail = new sharedMessages.MaximumAppendSizeExceeded().setMaxappendsize(limitBytes);
  return failedAnswer(stream, statusOf(status.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', detail));
};

export const badRequestAnswer = (stream: string, sentence: string) => {
  const detail = new sharedMessages.BadRequest().setMessage(sentence);
  return failedAnswer(stream, statusOf(status.INVALID_ARGUMENT, 'BadRequest', detail));
};

/** The name of the detail's type is what the client goes by, and the message is that name. */
function statusOf(code: status, name: string, detail: { serializeBinary(): Uint8Array }): statusMessages.Status {
  const details = new anyMessages.Any();
  details.pack(detail.serializeBinary(), `event_store.client.${name}`);
  return new statusMessages.Status()
    .setCode(code as unknown as Parameters<statusMessages.Status['setCode']>[0])
    .setMessage(name)
    .setDetails(details);
}
