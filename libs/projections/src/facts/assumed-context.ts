import { LedgerError } from '#core/errors.js';
import { freezeAll } from '#core/freezing.js';
import type { Instant } from '#core/time.js';
import { validateData } from '#domain/data-validation.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventType } from '#domain/vocabulary.js';
import type { AssumedContext, BuildInfo } from '#read-store/build-info.js';
import { ContextTimeline, inOrder } from './context-book.js';
import type { ContextChange } from './context-book.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';

/** Before every instant that anything can have. */
const always: Instant = -8_640_000_000_000_000;

/**
 * What a fold reads when something else had been published: of each type and scope that is assumed, all that really was
 * published is left out, and what is assumed stands in its place, known at every moment (engine.md §2, what-if).
 */
export class Assumed {
  private readonly changes: readonly ContextChange[];
  private readonly replaced: ReadonlySet<string>;
  /** The timeline of the book changes seldom, and is the same object until it does. */
  private last: { readonly published: ContextTimeline; readonly assumed: ContextTimeline } | undefined;

  constructor(assumed: readonly AssumedContext[]) {
    this.changes = assumed.map(({ type, effectiveFrom = always, data }) => ({
      at: effectiveFrom,
      sequence: 0,
      recordedAt: effectiveFrom,
      type,
      scope: scopeOf(type, data),
      data: freezeAll(data),
    }));
    this.replaced = new Set(this.changes.map(nameOf));
  }

  /** What a build was made with, if anything. */
  static in({ code }: BuildInfo): Assumed | undefined {
    return code?.assumed && new Assumed(code.assumed);
  }

  /** What is valid when, out of what was published. */
  insteadOf(published: ContextTimeline): ContextTimeline {
    if (this.last?.published === published) return this.last.assumed;
    const others = published.changes.filter((change) => !this.replaced.has(nameOf(change)));
    const assumed = new ContextTimeline([...others, ...this.changes].sort(inOrder), published.feeds);
    this.last = { published, assumed };
    return assumed;
  }
}

/**
 * @throws LedgerError `invalid`, with every violation, for what the projection does not read, or what could not be published
 */
export function requireAssumable({ name, contextTypes }: CompiledProjection, assumed: readonly AssumedContext[]): void {
  const violations = assumed.flatMap(({ type, data }, place) => {
    const field = `context[${place}]`;
    if (!contextTypes.includes(type)) return [{ field: `${field}.type`, message: whatIsRead(name, contextTypes) }];
    const { schemaVersion } = definitionOf(type)!;
    return validateData(type as EventType, schemaVersion, data).map((violation) => ({
      field: [`${field}.data`, violation.field].filter(Boolean).join('.'),
      message: violation.message,
    }));
  });
  const [first] = violations;
  if (first !== undefined) throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations });
}

function whatIsRead(name: string, types: readonly string[]): string {
  return types.length === 0
    ? `must be absent: ${name} reads no context`
    : `must be what ${name} reads: ${types.join(', ')}`;
}

function scopeOf(type: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const field = definitionOf(type)?.scope;
  return field === undefined ? undefined : String(data[field]);
}

function nameOf({ type, scope }: Pick<ContextChange, 'type' | 'scope'>): string {
  return scope === undefined ? type : `${type} ${scope}`;
}
