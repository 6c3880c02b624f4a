import { LedgerError } from '#core/errors.js';
import type { LedgerErrorCode } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import type { BuildInfo } from '#read-store/port.js';
import { PositionMoved } from '../batches/position-moved.js';
import { HeapUsedUp } from '../calls/heap-room.js';
import type { Stand } from '../batches/following.js';

export type { Stand } from '../batches/following.js';

/** What a thread is started with. */
export interface ThreadStart {
  /** The directory of the ledger, read only. */
  readonly ledger: string;
  /** Where bundles are kept. */
  readonly bundles: string;
  readonly memory: SharedArrayBuffer;
}

/** One piece of work of one build. `announce` says that `slots` will be made: the ledger is gone over once for all such. `close` lets go of it; it is opened again, from what is stored, when it is named again. */
export interface ThreadTask {
  readonly step: 'announce' | 'slots' | 'fold' | 'passTime' | 'publish' | 'close';
  readonly build: BuildInfo;
  /** Of the file of the build. */
  readonly path: string;
  /** Where it stands: what was recorded up to there must be known. */
  readonly position: number;
  /** It may serve. */
  readonly isLive: boolean;
  /** `fold`: one batch towards this sequence. */
  readonly to: number;
  /** `slots`: these of a build that begins are made, up to the same sequence. */
  readonly slots?: readonly number[];
  /** The instant that it is: a thread looks at no clock. */
  readonly now: Instant;
}

export type ThreadAnswer =
  | { readonly kind: 'done'; readonly stand: Stand | undefined }
  | { readonly kind: 'moved'; readonly build: string }
  | {
      readonly kind: 'failed';
      readonly code?: LedgerErrorCode;
      readonly message: string;
      readonly hint?: string;
      /** The thread ends behind it. */
      readonly isLast?: boolean;
    };

/** `end` instead of a task: everything is closed, and the thread ends. */
export type ThreadMessage = { readonly id: number; readonly task: ThreadTask } | 'end';

/** Without an answer: the task will take long, and lets others have their turns in between. */
export interface ThreadReport {
  readonly id: number;
  readonly answer?: ThreadAnswer;
}

/** Errors of Node lose their class and their members on the way between threads. */
export function answerOfError(error: unknown, task: ThreadTask): ThreadAnswer {
  if (error instanceof PositionMoved) return { kind: 'moved', build: task.build.id };
  if (error instanceof LedgerError) {
    const { code, message, hint } = error;
    return { kind: 'failed', code, message, hint, ...(error instanceof HeapUsedUp ? { isLast: true } : {}) };
  }
  return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
}

/** @throws what went wrong in the thread */
export function standOf(answer: ThreadAnswer): Stand | undefined {
  if (answer.kind === 'done') return answer.stand;
  if (answer.kind === 'moved') throw new PositionMoved(answer.build);
  const { code, message, hint } = answer;
  throw code === undefined ? new Error(message) : new LedgerError(code, message, hint === undefined ? {} : { hint });
}
