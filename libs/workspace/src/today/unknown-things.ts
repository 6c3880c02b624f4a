import { dayOf, type Id } from '#core/time.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { seenRowsAt } from '../portfolio/rows-at.js';
import { unknownOf } from '../relationships/unknown-since.js';
import type { Asking, Owned } from './gathering.js';

/** What is told of how long there was no contact. */
const kindsOfSilence: ReadonlySet<string> = new Set(['silence', 'our-silence', 'outreach-unanswered']);

/**
 * Says of what is shown what nobody can know while a feed is down that the relationship’s contacts came by (definitions.md
 * §1.1): whether a message was answered meanwhile, and how long there was no contact.
 * @param shown few: of each the standing is read as of now
 */
export async function withWhatIsUnknown(asking: Asking, shown: readonly Owned[]): Promise<readonly Owned[]> {
  const asked = shown.flatMap(({ lead }) => (isOfContact(lead) && lead.relationship) || []);
  if (asked.length === 0) return shown;
  const { zone } = asking.workspace.directory;
  const seen = await asking.orElse('trajectory', undefined, () =>
    seenRowsAt<TrajectoryRow>(asking.workspace, 'trajectory', [...new Set(asked)], asking.moment, asking.work),
  );
  const sinceOf = (relationship: Id = '') => seen?.rows.get(relationship)?.unknownSince ?? null;
  return shown.map((one) => {
    const since = isOfContact(one.lead) ? sinceOf(one.lead.relationship) : null;
    return since === null ? one : { ...one, lead: { ...one.lead, says: saysUnknown(one, dayOf(since, zone), zone) } };
  });
}

const isWait = ({ matter }: Owned['lead']): boolean => matter.startsWith('wait/');
const isOfContact = (lead: Owned['lead']): boolean => isWait(lead) || kindsOfSilence.has(lead.kind);

function saysUnknown({ lead }: Owned, since: string, zone: string): Owned['lead']['says'] {
  if (!isWait(lead)) return { ...lead.says, why: `${lead.says.why} Unknown ${unknownOf(since)}.` };
  return {
    why: `Whether a message of theirs of ${dayOf(lead.since, zone)} was answered is unknown ${unknownOf(since)}.`,
    todo: 'See whether it was answered, and bring the feed back.',
  };
}
