import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import { upcast } from '#domain/upcasting.js';
import { valuesOf } from '#event-store/dimension-values.js';
import type { Build, BuildStall } from '#read-store/port.js';
import type { CallPlace } from '../calls/call-mark.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { projectionKey } from '../definition/projection-key.js';

/**
 * A definition's function does not come back: its build stands still until its code is changed, until somebody sets the key
 * apart at the event, or wants it tried again.
 */
export class HandlerOverdue extends LedgerError {
  constructor(
    name: string,
    readonly stall: BuildStall,
  ) {
    const { kind, key, sequence, limitMs } = stall;
    const where = kind === 'fold' ? `for the key ${key}` : `when it is asked for ${asked[kind]}, for the key ${key},`;
    // What an event counts is added up at once, and nobody could say later whether it is in the sum.
    const past = kind === 'count' ? '' : `, or let it pass: tend projections quarantine ${name} ${key}`;
    const hint = `Mend the file of the projection: it is then built anew by itself${past}.`;
    super('stalled', `A function takes longer than ${limitMs / 1000} s ${where} at event ${sequence}. ${hint}`, {
      hint,
    });
  }
}

const asked = { within: 'keys', count: 'what an event counts' } as const;

/** What the watch has seen, told so that a person can decide about it. */
export function stallAt(
  { by }: CompiledProjection,
  { kind, key, sequence }: CallPlace,
  event: RecordedEvent | undefined,
  limitMs: number,
): BuildStall {
  const [value = ''] = event === undefined ? [] : valuesOf(upcast(event), by);
  return {
    kind,
    key: kind === 'fold' ? key : projectionKey(value),
    ...(event === undefined ? {} : { event: event.id }),
    sequence,
    limitMs,
  };
}

/** Where a build stood still when somebody has folded it last, unless it has been decided meanwhile that it may go on. */
export function rememberedStall(projection: CompiledProjection, { info }: Build): BuildStall | undefined {
  const { stall } = info;
  const isPassed = stall?.event !== undefined && projection.apart?.keysAt(stall.event)?.has(stall.key) === true;
  return isPassed ? undefined : stall;
}
