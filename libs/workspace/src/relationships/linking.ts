import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id } from '#core/time.js';
import { decideLink, decideUnlink } from '#domain/commands/link-parties.js';
import { streamOf } from '#domain/streams.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { actorOf } from '../ledger/acting-user.js';
import type { LinkAnswer } from '../answers.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { linkedWith } from '../ledger/belonging.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import { partiesKnownBy } from '../ledger/permitted.js';
import { nameAll } from './timeline.js';
import type { Workspace, WritableWorkspace } from '../workspace.js';

/**
 * Says that two parties are one, by an event.
 * @param one an id, an identifier or a name, as is the other
 * @param evidence one of `linkEvidence`
 * @throws LedgerError `not-found`, `invalid`, `revision-conflict`
 */
export async function linkParties(
  workspace: WritableWorkspace,
  one: string,
  another: string,
  evidence: string,
): Promise<LinkAnswer> {
  const { ledger } = workspace;
  const actor = await actorOf(workspace);
  const { id } = await appendDecided(workspace, () => {
    const [party, other] = [partyMeant(workspace, one), partyMeant(workspace, another)];
    decideLink({ party, other }, linkedWith(ledger, party));
    const parties = [party, other].map((party) => ({ id: party, role: 'party', side: 'customer' as const }));
    const stream = streamOf('PartiesLinked', { parties });
    return ownEvent(workspace, { type: 'PartiesLinked', stream, data: { evidence }, parties, actor });
  });
  return linkAnswer(workspace, id);
}

/** Takes a link back, by an event. @throws LedgerError `not-found`, `invalid` */
export async function unlinkParties(workspace: WritableWorkspace, link: Id): Promise<LinkAnswer> {
  const { ledger } = workspace;
  const actor = await actorOf(workspace);
  await appendDecided(workspace, () => {
    const linked = ledger.get(link);
    decideUnlink(linked && { type: linked.type, holds: linksOf(ledger, linked.parties[0]?.id ?? '').includes(link) });
    const { parties, stream } = linked!;
    return ownEvent(workspace, {
      type: 'PartiesUnlinked',
      stream,
      data: { link },
      parties: parties.slice(0, 2),
      actor,
    });
  });
  return linkAnswer(workspace, link);
}

/** The links that make parties one with a party. */
export function linkAnswersOf(workspace: Workspace, party: Id, known?: number): readonly LinkAnswer[] {
  return linksOf(workspace.ledger, party, known).map((link) => linkAnswer(workspace, link));
}

function linksOf(ledger: Mirror, party: Id, known = ledger.head().sequence): readonly Id[] {
  const links = amendmentsOf(ledger).visibility.belonging.at(known)?.linksOf(party) ?? [];
  return links.map(({ event }) => event.id);
}

function linkAnswer(workspace: Workspace, link: Id): LinkAnswer {
  const { parties, data, recordedAt } = workspace.ledger.get(link)!;
  const ids = parties.slice(0, 2).map(({ id }) => id);
  const first = linkedWith(workspace.ledger, ids[0]!)[0]!;
  const names = nameAll(workspace, [first, ...ids]);
  const { evidence } = data as EventTypes['PartiesLinked'];
  const at = formatInstant(recordedAt, workspace.directory.zone);
  return { link, parties: ids.map((id) => names.get(id)!), shownAs: names.get(first)!, evidence, recordedAt: at };
}

/** @throws LedgerError `not-found`, `invalid` when the name means several */
function partyMeant(workspace: Workspace, text: string): Id {
  const { ledger } = workspace;
  const known = partiesKnownBy(workspace, text).filter((id) => ledger.countDimension('party', id) > 0);
  // Several that are one already are no question.
  const found = known.length < 2 ? known : [...new Set(known.map((id) => linkedWith(ledger, id)[0]!))];
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw new LedgerError('not-found', `No party is known by “${text}”.`);
  throw new LedgerError('invalid', `${found.length} parties are known by “${text}”; give the id of one.`, {
    violations: found.map((id) => ({ field: 'party', message: id })),
  });
}
