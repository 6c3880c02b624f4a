import type { Instant } from '#core/time.js';
import type { Context } from '#projections/definition/definition.js';
import type { ContextTimeline } from '#projections/facts/context-book.js';

/** What was published, as it is valid at an instant, for who asks beside a fold as a definition asks within one. */
export function validIn(timeline: ContextTimeline, at: Instant): Pick<Context<unknown>, 'valid'> {
  const count = timeline.countUpTo(at);
  const valid = (type: string, scope?: string) => timeline.valid(type, scope, count);
  return { valid: valid as Context<unknown>['valid'] };
}
