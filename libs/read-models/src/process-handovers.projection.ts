import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { addPerformer, handoversOf, noHandovers, type Handovers } from '#measures/process/handovers.js';
import { addReworkStep, noRework, reworkCountsOf, type Rework } from '#measures/process/rework-by-performer.js';
import { addTeamStep, membersOf, noTeamWork, type TeamStep, type TeamWork } from '#measures/process/team-work.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Contribution } from '#projections/definition/definition.js';
import { handling } from './handling.js';

/**
 * Who hands work to whom in the cases of each process. Apart from `process-flow`, because it is about the people who do
 * the work: another purpose, which can be withheld by itself.
 *
 * Steps are those of `process-flow`. Who performed one is its actor, when that is a party: a connector, a key or the
 * system has performed nothing. Its team is the one in its data; the work of giving a case away is that of the team that
 * it came from, where that is known, and never of the one that gets it. From = to where somebody went on alone.
 *
 * | cell | sums |
 * | --- | --- |
 * | `handover, process, from, to` (ids) | count |
 * | `team-handover, process, from, to` | count |
 * | `member, process, team, id` | steps: how many somebody of ours did for a team; as many as there are, work in it |
 * | `no-team, process` | steps without a team |
 * | `rework, process, activity` | selfLoopRepeat, selfLoopRedo, repetitionRepeat, repetitionRedo, unknown |
 */
export const processHandovers = defineProjection({
  name: 'process-handovers',
  purpose: 'workforce',
  key: { by: 'case', within: (event) => (event.process === undefined ? [] : [event.process.definition]) },
  initial: () => ({ process: '', handovers: noHandovers(), teams: noTeamWork(), rework: noRework() }),
  on: {
    ...handling((doc: HandoverDocument, event) => addFact(doc, event), TouchpointEvents, RelationshipEvents),
    ...ignoring(AdministrativeEvents),
  },
  rollup: (doc) => [...handoverTotals(doc), ...teamTotals(doc), ...reworkTotals(doc)],
});

interface HandoverDocument {
  process: string;
  /** Its performers are what the others call by number. */
  readonly handovers: Handovers;
  readonly teams: TeamWork;
  readonly rework: Rework;
}

function addFact(doc: HandoverDocument, event: Fact): void {
  const { process, actor } = event;
  if (process?.lifecycle !== 'complete') return;
  doc.process = process.definition;
  // The named forms of an actor have a colon (`connector:csv`); ids of parties have none.
  addPerformer(doc.handovers, actor.includes(':') ? undefined : actor);
  addReworkStep(doc.rework, process.activity, doc.handovers.last);
  addTeamStep(doc.teams, teamStepOf(event, doc.handovers.last));
}

function teamStepOf({ type, data, actor, parties }: Fact, performer: number): TeamStep {
  const said = data as Readonly<Record<string, unknown>>;
  const team = textOf(said['team']);
  const from = type === 'CaseTransferred' ? textOf(said['fromTeam']) : undefined;
  const isGivenAway = type === 'CaseTransferred' || type === 'CaseAssigned';
  const isTheirs = parties.some(({ id, side }) => id === actor && side === 'customer');
  return { team, from, workOf: isGivenAway ? from : team, performer: isTheirs ? -1 : performer };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function handoverTotals({ process, handovers }: HandoverDocument): Contribution[] {
  return handoversOf(handovers).map(({ from, to, count }) => ({ at: ['handover', process, from, to], add: { count } }));
}

function teamTotals({ process, handovers, teams }: HandoverDocument): Contribution[] {
  const { withoutTeam } = teams;
  return [
    ...handoversOf(teams.handovers).map(({ from, to, count }) => ({
      at: ['team-handover', process, from, to],
      add: { count },
    })),
    ...membersOf(teams).map(({ team, performer, steps }) => ({
      at: ['member', process, team, handovers.performers[performer]!],
      add: { steps },
    })),
    ...(withoutTeam === 0 ? [] : [{ at: ['no-team', process], add: { steps: withoutTeam } }]),
  ];
}

function reworkTotals({ process, rework }: HandoverDocument): Contribution[] {
  return reworkCountsOf(rework).map(({ activity, ...counts }) => ({
    at: ['rework', process, activity],
    add: counts,
  }));
}
