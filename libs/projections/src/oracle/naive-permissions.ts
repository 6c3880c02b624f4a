import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';

/**
 * An event as it may be used for a purpose by all that was ever said, at an instant (engine.md §2, “Permissions”), in the
 * plainest way; undefined when it is withheld. Shares no code with the engine.
 */
export function naivePermitted(
  event: RecordedEvent,
  events: readonly RecordedEvent[],
  purpose: string,
  now: Instant,
): RecordedEvent | undefined {
  if (definitionOf(event.type)?.kind !== 'fact') return event;
  const inOrder = events.toSorted((a, b) => a.sequence - b.sequence);
  const mayUse = (party: string): boolean => {
    const about = inOrder.filter(({ parties }) => parties.some(({ id }) => id === party));
    const refused = inOrder
      .filter(({ type }) => type === 'ErasureRefused')
      .map(({ data }) => (data as { request: string }).request);
    if (about.some(({ type, id }) => type === 'ErasureRequested' && !refused.includes(id))) return false;
    const frozen = about.filter(({ type }) => type === 'ProcessingRestricted' || type === 'RestrictionLifted').at(-1);
    if (frozen?.type === 'ProcessingRestricted') return false;
    const own = about.filter(({ data }) => (data as { purpose?: string }).purpose === purpose);
    const yesOrNo = own.filter(({ type }) => type === 'ProcessingObjected' || type === 'ConsentGiven').at(-1);
    if (yesOrNo?.type === 'ProcessingObjected') return false;
    const published = inOrder.filter(
      ({ type, data }) => type === 'PurposePublished' && (data as { purpose: string }).purpose === purpose,
    );
    const basis = (published.at(-1)?.data as { lawfulBasis?: string })?.lawfulBasis;
    if (basis !== 'consent') return true;
    const consent = own.filter(({ type }) => type === 'ConsentGiven' || type === 'ConsentWithdrawn').at(-1);
    return consent?.type === 'ConsentGiven' && ((consent.data as { until?: number }).until ?? Infinity) >= now;
  };
  const isCustomer = ({ side }: { readonly side: string }): boolean => side === 'customer';
  const parties = event.parties.filter((party) => !isCustomer(party) || mayUse(party.id));
  const relationships = event.relationships.filter(mayUse);
  if (event.parties.some(isCustomer) && !parties.some(isCustomer)) return undefined;
  if (event.relationships.length > 0 && relationships.length === 0) return undefined;
  const gone = event.parties.flatMap((party) => (parties.includes(party) ? [] : [party.id]));
  const given: Record<string, unknown> = { ...event, parties, relationships };
  if (gone.includes(event.actor)) given['actor'] = 'withheld';
  if (gone.includes(event.onBehalfOf ?? '')) delete given['onBehalfOf'];
  if (gone.includes(event.sealed?.subject ?? '')) delete given['sealed'];
  return given as unknown as RecordedEvent;
}
