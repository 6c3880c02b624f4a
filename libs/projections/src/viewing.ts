import { freezeAll } from '#core/freezing.js';
import type { Instant } from '#core/time.js';
import { unpack } from '#read-store/packing.js';
import type { Row } from '#read-store/row-list.js';
import type { CompiledProjection } from './compiled-projection.js';
import type { ContextTimeline } from './context-book.js';
import { FoldContext } from './fold-context.js';
import type { ReadDocument, ViewError } from './projection-reader.js';
import { packDocument, plainRow } from './storable.js';

/**
 * What readers see of one projection at an instant: `view` and `viewRow`, with what is valid at it. Nothing of it is kept.
 * What throws is an error of this read, told beside what is kept: the key is not set apart, because the fold is sound and
 * another instant may do.
 */
export class Viewing {
  private readonly ctx: FoldContext;

  /** @param timeline what was published, as far as it is known at the k of the question */
  constructor(
    private readonly projection: CompiledProjection,
    timeline: ContextTimeline,
    private readonly at: Instant,
  ) {
    this.ctx = new FoldContext(projection, timeline, { instant: at });
    FoldContext.pass(this.ctx, timeline.countUpTo(at));
  }

  document<Doc>(read: ReadDocument<Doc>): ReadDocument<Doc> {
    const { view } = this.projection;
    const document = read.document as object | undefined;
    if (view === undefined || document === undefined) return read;
    try {
      // A view may hold parts of the document: the reader gets its own.
      return { ...read, view: unpack(packDocument(view(freezeAll(document), this.at, this.ctx))) };
    } catch (error) {
      return { ...read, viewError: viewErrorOf('view', error) };
    }
  }

  /** Members that `viewRow` gives lie over those that are kept; without any, and where it throws, the row is as kept. */
  row(kept: Row): { readonly row: Row; readonly viewError?: ViewError } {
    const { viewRow } = this.projection;
    if (viewRow === undefined) return { row: kept };
    try {
      return { row: { ...kept, ...plainRow(viewRow(Object.freeze(kept), this.at, this.ctx)) } };
    } catch (error) {
      return { row: kept, viewError: viewErrorOf('viewRow', error) };
    }
  }
}

/** Whether readers see anything but what is kept. */
export function isViewed({ view, viewRow }: CompiledProjection): boolean {
  return view !== undefined || viewRow !== undefined;
}

function viewErrorOf(step: ViewError['step'], error: unknown): ViewError {
  return { step, message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
