import type { Id, Instant } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { NeedBook } from '#measures/needs/need-book.js';
import type { HealthDocument } from '#read-models/health-document.js';
import type { HealthView } from '#read-models/health-rows.js';
import type { RepliesDocument } from '#read-models/replies-document.js';
import type { StakeholdersDocument } from '#read-models/stakeholders-document.js';
import type { TrajectoryDocument } from '#read-models/trajectory-document.js';
import type { TrajectoryView } from '#read-models/trajectory-view.js';
import type { VoiceDocument, VoiceView } from '#read-models/voice.projection.js';
import type { Named, RelationshipContacts, RelationshipAnswer } from '../answers.js';
import { maySingleOut } from '../ledger/workforce.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { eventsNamedIn } from './named-events.js';
import { contactDaysOf } from './contact-days.js';
import { nothingOf, readDocumentPart, readPromises, type PartReading } from './part-readings.js';
import { namesFor, relationshipOf } from './portfolio.js';
import { contractsPart, type ContractDocument } from './relationship-contracts.js';
import { relationshipHealth } from './relationship-health.js';
import { needsPart, type NeedCounts } from './relationship-needs.js';
import { peoplePart } from './relationship-people.js';
import { promisesPart } from './relationship-promises.js';
import { repliesPart, type RepliesView } from './relationship-replies.js';
import { readSignals } from './relationship-signals.js';
import { trajectoryPart } from './relationship-trajectory.js';
import { voicePart } from './relationship-voice.js';
import type { PartName, PartRead, StandingAnswer } from './standing-answers.js';
import type { StandingPresentation } from './standing-presentation.js';
import { textOfEvent } from './text-of-event.js';
import { knownUntil } from './unknown-since.js';

export { partNames } from './part-names.js';

/** How a relationship is read. */
export interface RelationshipWork extends Work {
  /** False where nobody asks for them: every projection that raises any is looked through. */
  readonly signals?: boolean;
}

/**
 * One relationship, now or at a moment: who and what is in it, and how it stands.
 * @throws LedgerError `not-found`; that a part cannot be told is none
 */
export async function wholeRelationshipOf(
  workspace: Workspace,
  id: Id,
  moment?: Moment,
  work: RelationshipWork = {},
): Promise<RelationshipAnswer> {
  const contacts = await relationshipOf(workspace, id, moment, work);
  return { ...contacts, ...(await standingOf(workspace, contacts, moment, work)) };
}

/** A document as its definition in libs/read-models makes it, with its view and its row. */
interface Seen<Doc, View, Row> {
  readonly doc: Doc;
  readonly view: View;
  readonly row: Row;
}

async function standingOf(
  workspace: Workspace,
  { id, name, kind }: RelationshipContacts,
  moment: Moment | undefined,
  { signals: withSignals = true, ...work }: RelationshipWork,
): Promise<StandingAnswer> {
  const parts: PartRead[] = [];
  const presentationAt = presentationOf(workspace);
  const told = <Found, Part>(
    { part, found, at }: PartReading<Found>,
    make: (found: Found, presentation: StandingPresentation) => Part | undefined,
  ) => {
    const made = found === undefined ? undefined : make(found, presentationAt(at));
    parts.push(
      made === undefined && part.state === 'told' ? { ...part, state: 'nothing', says: nothingOf(moment) } : part,
    );
    return made;
  };
  const document = async <Doc, View, Row, Part>(
    projection: PartName,
    make: (seen: Seen<Doc, View, Row>, presentation: StandingPresentation) => Part | undefined,
  ) =>
    told(
      await readDocumentPart(workspace, projection, id, moment, work),
      ({ document: doc, view, viewError, row }, presentation) =>
        doc === undefined || viewError !== undefined
          ? undefined
          : make({ doc: doc as Doc, view: view as View, row: row as Row }, presentation),
    );
  const trajectory = await document(
    'trajectory',
    ({ doc, view }: Seen<TrajectoryDocument, TrajectoryView, unknown>, by) => trajectoryPart(doc, view, by),
  );
  const promises = told(await readPromises(workspace, id, moment, work), (found, by) =>
    promisesPart(found.promises, by, found.notLookedAt),
  );
  const needs = await document('needs', ({ doc, row }: Seen<NeedBook, unknown, NeedCounts>, by) =>
    needsPart(doc, row, by),
  );
  const contracts = await document('contracts', ({ doc }: Seen<ContractDocument, unknown, unknown>, by) =>
    contractsPart(doc, by),
  );
  // What is told of contact depends on the feeds by which it comes in.
  const since = trajectory?.basis.unknownSince;
  const people = await document('stakeholders', ({ doc }: Seen<StakeholdersDocument, unknown, unknown>, by) =>
    knownUntil(peoplePart(id, doc, by, maySingleOut(workspace)), since),
  );
  const voice = await document('voice', ({ doc, view }: Seen<VoiceDocument, VoiceView, unknown>, by) =>
    voicePart(doc, view, by),
  );
  const replies = await document('replies', ({ doc, view }: Seen<RepliesDocument, RepliesView, unknown>, by) =>
    knownUntil(repliesPart(doc, view, by), since),
  );
  const health = await document('health', ({ doc, view }: Seen<HealthDocument, HealthView, unknown>, by) =>
    // Before anything was measured there is nothing that a sentence could be missing of.
    view.at === null && view.assessments.length === 0 ? undefined : relationshipHealth(doc, view, by),
  );
  const days = trajectory && knownUntil(await contactDaysOf(workspace, id, moment, work), since);
  const raised = withSignals ? await readSignals(workspace, id, moment, work) : undefined;
  if (raised !== undefined) parts.push(raised.part);
  const signals = raised?.signals;
  const made = {
    ...trajectory,
    ...given({ promises, needs, contracts, people, voice, replies, health, signals, days }),
  };
  return {
    party: { id, ...(name === undefined ? {} : { name }), ...(kind === undefined ? {} : { kind }) },
    ...made,
    parts,
    events: eventsNamedIn(workspace, made),
  };
}

function presentationOf(workspace: Workspace): (at: Instant) => StandingPresentation {
  const names = new Map<Id, Named>();
  const nameOf = (party: Id): Named => {
    let known = names.get(party);
    if (known === undefined) names.set(party, (known = namesFor(workspace, [party])(party)));
    return known;
  };
  const { zone } = workspace.directory;
  return (at) => ({ nameOf, textOf: (event) => textOfEvent(workspace, event), zone, at });
}

function given<Members extends object>(members: Members): { [M in keyof Members]?: NonNullable<Members[M]> } {
  return Object.fromEntries(Object.entries(members).filter(([, part]) => part !== undefined)) as never;
}
