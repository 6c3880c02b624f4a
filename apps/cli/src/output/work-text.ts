import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { tableOf, type Column } from './table.js';
import { count, counted } from './text.js';

/** Rows of each table in the text; the JSON answer has all. */
const rowsShown = 25;

const numeric = (heading: string): Column => ({ heading, numeric: true });

/** Who did the work of a process, in sections: rework by who did it before, and handovers between teams. */
export function workTexts(answer: ProcessAnswer, width: number): string[] {
  return [reworkText(answer, width), handoversText(answer, width)].filter((section) => section !== '');
}

function reworkText({ rework: { byPerformer = [], byPerformerTotal } }: ProcessAnswer, width: number): string {
  if (byPerformer.length === 0 || byPerformerTotal === undefined) return '';
  const shown = byPerformer.slice(0, rowsShown);
  const rows = [...shown, { activity: '(all)', ...byPerformerTotal }].map((row) => [
    row.activity,
    count(row.selfLoopRepeat),
    count(row.selfLoopRedo),
    count(row.repetitionRepeat),
    count(row.repetitionRedo),
    count(row.unknown),
  ]);
  const headings = ['at once, same', 'other', 'later, same', 'other', 'unknown'].map(numeric);
  const table = tableOf([{ heading: 'done again', widthMax: 36 }, ...headings], rows, width);
  return `${table}${moreText(byPerformer.length, 'activity', 'activities')}same, other: whether who did it the time before did it again; at once: with nothing in between.\n`;
}

function handoversText({ teamHandovers = [], teams, ...answer }: ProcessAnswer, width: number): string {
  if (teams === undefined) return '';
  const rows = teamHandovers.slice(0, rowsShown).map((row) => [row.from, row.to, count(row.count)]);
  const columns = [{ heading: 'from team', widthMax: 32 }, { heading: 'to team', widthMax: 32 }, numeric('times')];
  const table = rows.length === 0 ? 'handovers between teams: none to tell\n' : tableOf(columns, rows, width);
  const lines = [
    teams.withheld > 0 &&
      `Not told: ${counted(teams.withheldHandovers, 'handover')} of ${counted(teams.withheld, 'team')} that too few people work in, or that would give those away.`,
    teams.noTeam > 0 && `${counted(teams.noTeam, 'step has', 'steps have')} no team.`,
    peopleText(answer),
  ];
  const said = lines.filter((line) => line !== false).map((line) => `${line}\n`);
  return `${table}${moreText(teamHandovers.length, 'pair')}${said.join('')}`;
}

function peopleText({ handovers }: Pick<ProcessAnswer, 'handovers'>): string {
  return handovers === undefined
    ? 'Handovers between people are not told: no policy for the workforce allows it (WorkforcePolicyPublished, perPerson).'
    : `Between people: ${counted(handovers.length, 'pair')}, which --json names.`;
}

function moreText(all: number, singular: string, plural?: string): string {
  return all > rowsShown
    ? `… and ${counted(all - rowsShown, `more ${singular}`, `more ${plural ?? `${singular}s`}`)} (all with --json)\n`
    : '';
}
