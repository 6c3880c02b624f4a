import { dayOf } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, isCopy, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context, Contribution } from '#projections/definition/definition.js';
import { counting } from './handling.js';

/**
 * How many touchpoints there were on each day of the workspace's zone: what the time bar shows. Totals of the events
 * themselves, so there is nothing to fold. What says another event again, as a step of a further case, is none.
 *
 * Cell `day, YYYY-MM-DD`: touchpoints.
 */
export const touchpointDays = defineProjection({
  name: 'touchpoint-days',
  purpose: 'service',
  key: { by: 'stream' },
  parameters: { zone: 'UTC' },
  initial: () => ({}),
  on: ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
  count: counting(onItsDay, TouchpointEvents),
});

function onItsDay(event: Fact, ctx: Context<{ zone: string }>): readonly Contribution[] {
  if (isCopy(event)) return [];
  return [{ at: ['day', dayOf(event.occurredAt, ctx.parameters.zone)], add: { touchpoints: 1 } }];
}
