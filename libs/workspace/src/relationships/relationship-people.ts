import { formatInstant, type Id } from '#core/time.js';
import type { StakeholdersDocument } from '#read-models/stakeholders-document.js';
import type { Person } from '#read-models/stakeholder-people.js';
import { countText, eventIds, joined, timeMember, type StandingPresentation } from './standing-presentation.js';
import type { PeoplePart, PersonRow } from './standing-answers.js';

const listedMost = 50;
const champion = 'champion';

/**
 * Who of theirs is in exchange with us.
 * @param id of the relationship: a private customer is a person of their own
 * @param staffNamed whether who of ours has most of the exchange may be named
 */
export function peoplePart(
  id: Id,
  doc: StakeholdersDocument,
  presentation: StandingPresentation,
  staffNamed: boolean,
): PeoplePart | undefined {
  const { known, theirs, beyond } = doc.people;
  const people = known.filter(({ side, isPerson }) => side === 'theirs' && isPerson);
  // That a private customer is a person is no news on their own page.
  const others = people.filter((person) => person.id !== id);
  if (others.length === 0 && doc.owners.length === 0 && doc.missingRoles.length === 0) return undefined;
  const ordered = people.toSorted(
    (a, b) => lastOf(b) - lastOf(a) || (b.lastTouch ?? 0) - (a.lastTouch ?? 0) || (a.id < b.id ? -1 : 1),
  );
  const rows = ordered.slice(0, listedMost).map((person) => personRow(person, presentation));
  const breadth = doc.weighed?.people ?? null;
  const risk = doc.weighed?.knowledge ?? null;
  const knowledgeRisk =
    doc.knowledgeRisk === null || risk === null
      ? null
      : { share: risk.share, ...(staffNamed ? { person: presentation.nameOf(risk.person) } : {}) };
  const championLost = doc.kind === 'b2b' && doc.championLost !== null;
  const { owner = null, since = 0 } = doc.owners.at(-1) ?? {};
  return {
    ...theirs,
    breadth,
    singleThreaded: doc.singleThreaded !== null,
    knowledgeRisk,
    championLost,
    missingRoles: doc.missingRoles,
    ...(owner === null
      ? {}
      : { owner: { ...presentation.nameOf(owner), since: formatInstant(since, presentation.zone) } }),
    rows,
    more: people.length - rows.length + beyond.theirs,
    sentence: joined([
      `${countText(theirs.engaged, 'person', 'people')} of theirs in exchange with us in 90 days, of ${theirs.known} known`,
      doc.singleThreaded !== null && 'single-threaded: only one of them in 180 days',
      championLost && 'nobody speaks for us there any more',
      doc.missingRoles.length > 0 && `nobody engaged as ${doc.missingRoles.join(', ')}`,
      knowledgeRisk !== null && `one of ours has ${Math.round(100 * knowledgeRisk.share)} % of the exchange`,
    ]),
    evidence: eventIds(
      doc.singleThreaded?.event,
      doc.championLost?.event,
      doc.knowledgeRisk?.event,
      doc.lastExchange?.event,
    ),
  };
}

function lastOf({ lastExchange }: Person): number {
  return lastExchange ?? -Infinity;
}

function personRow(person: Person, { nameOf, zone }: StandingPresentation): PersonRow {
  const { id, roles, engaged, lastExchange, lastTouch, leftAt } = person;
  return {
    ...nameOf(id),
    roles,
    champion: leftAt === null && roles.some((role) => role.toLowerCase() === champion),
    engaged,
    ...timeMember('lastExchange', lastExchange, zone),
    ...timeMember('lastTouch', lastTouch, zone),
    ...timeMember('leftAt', leftAt, zone),
  };
}
