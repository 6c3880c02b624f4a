import { freezeAll } from '#core/freezing.js';
import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { unpack } from '#read-store/packing.js';
import type { Row } from '#read-store/row-list.js';
import { CallOverdue } from '../calls/call-overdue.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ContextTimeline } from '../facts/context-book.js';
import { FoldContext } from '../facts/fold-context.js';
import type { ReadDocument, ViewError } from './projection-reader.js';
import { QuestionGuard } from './question-guard.js';
import { packDocument, plainRow } from '../definition/storable.js';

/**
 * What readers see of one projection at an instant: `view` and `viewRow`, with what is valid at it. Nothing of it is kept.
 * What throws is an error of this read, told beside what is kept: the key is not set apart, because the fold is sound and
 * another instant may do.
 */
export class Viewing {
  private readonly ctx: FoldContext;
  private readonly guard: QuestionGuard;

  /** @param timeline what was published, as far as it is known at the k of the question */
  constructor(
    private readonly projection: CompiledProjection,
    timeline: ContextTimeline,
    private readonly at: Instant,
  ) {
    this.guard = QuestionGuard.of(projection);
    this.ctx = new FoldContext(projection, timeline, { instant: at });
    FoldContext.pass(this.ctx, timeline.countUpTo(at));
  }

  document<Doc>(read: ReadDocument<Doc>): ReadDocument<Doc> {
    const { view } = this.guard.watched;
    const document = read.document as object | undefined;
    if (view === undefined || document === undefined) return read;
    try {
      // A view may hold parts of the document: the reader gets its own.
      const seen = this.guarded('view', () => packDocument(view(freezeAll(document), this.at, this.ctx)));
      return { ...read, view: unpack(seen) };
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'stalled') throw error;
      return { ...read, viewError: viewErrorOf('view', error) };
    }
  }

  private guarded<T>(step: ViewError['step'], work: () => T): T {
    return cutOff(this.projection, this.guard, step, work);
  }

  /** Members that `viewRow` gives lie over those that are kept; without any, and where it throws, the row is as kept. */
  row(kept: Row, isGuarded = false): { readonly row: Row; readonly viewError?: ViewError } {
    const { viewRow } = this.guard.watched;
    if (viewRow === undefined) return { row: kept };
    try {
      const look = () => plainRow(viewRow(Object.freeze(kept), this.at, this.ctx));
      return { row: { ...kept, ...(isGuarded ? look() : this.guarded('viewRow', look)) } };
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'stalled') throw error;
      return { row: kept, viewError: viewErrorOf('viewRow', error) };
    }
  }
}

/**
 * Looks at many rows at once, of which a look that does not come back is cut off.
 * @throws LedgerError `stalled`, and what the work throws
 */
export function lookAtAll<T>(projection: CompiledProjection, work: () => T): T {
  const guard = QuestionGuard.of(projection);
  return cutOff(projection, guard, 'viewRow', work);
}

function cutOff<T>({ name }: CompiledProjection, guard: QuestionGuard, step: ViewError['step'], work: () => T): T {
  const refused = (limitMs: number): LedgerError =>
    new LedgerError('stalled', `The function \`${step}\` of ${name} takes longer than ${limitMs / 1000} s.`, {
      hint: 'Mend the file of the projection.',
    });
  const known = guard.known(step);
  if (known !== undefined) throw refused(known.limitMs);
  try {
    return guard.repeat(step, work);
  } catch (error) {
    throw error instanceof CallOverdue ? refused(error.limitMs) : error;
  }
}

/** Whether readers see anything but what is kept. */
export function isViewed({ view, viewRow }: CompiledProjection): boolean {
  return view !== undefined || viewRow !== undefined;
}

function viewErrorOf(step: ViewError['step'], error: unknown): ViewError {
  return { step, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
