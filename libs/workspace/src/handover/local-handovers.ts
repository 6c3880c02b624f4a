import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { RelationshipAnswer } from '../answers.js';
import { askedOf } from '../moments/as-claimed.js';
import { momentOf } from '../moments/moment.js';
import { withStandings } from '../portfolio/joined-rows.js';
import { standingProjections } from '../portfolio/standing.js';
import type { StandingRow } from '../portfolio/standing-answers.js';
import { eventsNamedIn } from '../relationships/named-events.js';
import { findRelationship, relationshipsOf } from '../relationships/portfolio.js';
import { wholeRelationshipOf } from '../relationships/relationship-standing.js';
import { partNames } from '../relationships/standing-answers.js';
import { textOfEvent } from '../relationships/text-of-event.js';
import { timelineOf } from '../relationships/timeline.js';
import { signallingProjections } from '../signals/raised-signals.js';
import { signalsOf } from '../signals/signals.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { contactHabitsOf } from './contact-habits.js';
import { handoverLimits, type HandoverPack, type Handovers } from './handover-answers.js';
import type { HandoverMaterial } from './handover-material.js';
import { readingSecondsOf, sectionsOf } from './handover-sections.js';

export type { Handovers } from './handover-answers.js';

const latestMost = 10;
/** Looked at for these: what was taken back is in the timeline too. */
const latestLooked = 30;
const signalsMost = 20;

/**
 * Handover packs of a workspace in this process.
 * @param caughtUp waits for projections where nobody else folds them
 * @param otherwise what a question does meanwhile, where it does not say it itself
 */
export function localHandovers(
  workspace: Workspace,
  caughtUp: (...names: readonly string[]) => Promise<void>,
  otherwise: Work,
): Handovers {
  const ready = () =>
    caughtUp('relationships', ...new Set([...partNames, ...standingProjections, ...signallingProjections(workspace)]));
  return {
    async relationship(name, query, work = otherwise) {
      await ready();
      const asked = askedOf(workspace, query);
      const id = findRelationship(asked.workspace, name, asked.moment);
      const answer = await wholeRelationshipOf(asked.workspace, id, asked.moment, { ...work, signals: false });
      const { touchpoints, contactDays, openCases, cases } = answer;
      const row = { id, touchpoints, contactDays, openCases, cases };
      const { rows } = await withStandings(asked.workspace, { ...answer, rows: [row], total: 1 }, asked.moment, work);
      return packOf(asked.workspace, answer, rows[0]!, asked.moment, work);
    },
    async owner({ owner, limit = handoverLimits.default, after, ...times }, work = otherwise) {
      if (!Number.isInteger(limit) || limit < 1 || limit > handoverLimits.max) {
        const message = `must be a whole number from 1 to ${handoverLimits.max}`;
        throw new LedgerError('invalid', `The limit ${message}.`, { violations: [{ field: 'limit', message }] });
      }
      const moment = momentOf(workspace, times);
      await ready();
      const query = { ...times, owner, limit, sort: 'valueAtRisk', ...(after === undefined ? {} : { after }) } as const;
      const { rows, next, total, build, position, horizon } = await relationshipsOf(workspace, query, moment, work);
      const packs: HandoverPack[] = [];
      for (const row of rows) {
        if (work.signal?.aborted === true) throw new LedgerError('cancelled');
        const answer = await wholeRelationshipOf(workspace, row.id, moment, { ...work, signals: false });
        packs.push(await packOf(workspace, answer, row, moment, work));
      }
      const whose = rows[0]?.owner;
      return {
        build,
        position,
        horizon,
        ...(whose === undefined ? {} : { owner: whose }),
        rows: packs,
        ...(next === undefined ? {} : { next }),
        total,
      };
    },
  };
}

async function packOf(
  workspace: Workspace,
  answer: RelationshipAnswer,
  standing: Partial<StandingRow>,
  moment: Moment | undefined,
  work: Work,
): Promise<HandoverPack> {
  const { id, build, position, horizon, parts, asClaimed, party } = answer;
  const exchanges = new Map<Id, number>();
  for (const { id: person, lastExchange } of answer.people?.rows ?? [])
    if (lastExchange !== undefined) exchanges.set(person, Date.parse(lastExchange));
  const material: HandoverMaterial = {
    answer,
    standing,
    habits: await contactHabitsOf(workspace, id, moment, exchanges, work),
    latest: latestOf(workspace, id, moment),
    // Of the past every projection that raises signals would have to be folded: alarms of then stand in what is told.
    ...(moment === undefined ? { signals: await signalsNow(workspace, id, work) } : {}),
  };
  const sections = sectionsOf(material);
  return {
    build,
    position,
    horizon,
    relationship: party,
    sections,
    readingSeconds: readingSecondsOf(sections),
    parts,
    events: eventsNamedIn(workspace, sections),
    ...(asClaimed === undefined ? {} : { asClaimed }),
  };
}

function latestOf(workspace: Workspace, id: Id, moment: Moment | undefined): HandoverMaterial['latest'] {
  const { rows } = timelineOf(workspace, id, { limit: latestLooked }, moment);
  return rows
    .filter(({ withdrawal }) => withdrawal === undefined)
    .slice(0, latestMost)
    .map(({ id: event, type, occurredAt, actor, data }) => {
      const text = textOfEvent(workspace, event);
      return { id: event, type, occurredAt, actor, data, ...(text === undefined ? {} : { text }) };
    });
}

async function signalsNow(workspace: Workspace, id: Id, work: Work) {
  return (await signalsOf(workspace, { limit: signalsMost }, id, undefined, work)).rows;
}
