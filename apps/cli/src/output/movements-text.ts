import {
  fewRelationships,
  type MovementGroup,
  type MovementsAnswer,
  type Transitions,
} from '#workspace/portfolio/portfolio-answers.js';
import { phaseNames, type PhaseName } from '#workspace/portfolio/standing-answers.js';
import { missingText } from './portfolio-text.js';
import { tableOf, type Column } from './table.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

const fewSays = `Few: fewer than ${fewRelationships} relationships, mostly chance.`;

/** Who moved between two moments: the matrix, and each of them with the reason. */
export function movementsText(answer: MovementsAnswer, width: number): string {
  const { from, to, relationships, few, groups = [], moved, movedTotal } = answer;
  const head = `From ${minuteOf(from)} (${counted(relationships.from, 'relationship')}) to ${minuteOf(to)} (${count(relationships.to)}).${few === true ? ` ${fewSays}` : ''}\n\n`;
  if (relationships.to + relationships.from === 0)
    return `${head}No relationship was there then. Ask for another period: tend movements --from -90d\n${missingText(answer)}`;
  const sections = [`${head}${matrixText(answer, width)}`];
  if (groups.length > 0) sections.push(groupsText(groups, width));
  for (const group of groups) sections.push(`${oneLine(groupName(group))}\n${matrixText(group, width)}`);
  sections.push(...withheldText(answer));
  if (moved.length === 0) sections.push('Nobody moved to another phase. A longer period: tend movements --from -90d\n');
  else sections.push(moversText(answer, width));
  const rest = movedTotal - moved.length;
  const more = rest > 0 ? `and ${count(rest)} more: --limit ${count(movedTotal).replaceAll(',', '')}\n` : '';
  return `${sections.join('\n')}${more}${missingText(answer)}`;
}

function groupName({ segment, team, channel, owner }: MovementGroup): string {
  const party = owner ?? team;
  return segment ?? channel ?? (party === undefined ? '(none)' : nameOf(party));
}

/** A line a group: what its matrix comes to. */
function groupsText(groups: readonly MovementGroup[], width: number): string {
  const numeric = (heading: string): Column => ({ heading, numeric: true });
  const rows = groups.map((group) => {
    const { relationships, deteriorated, recovered, lost, net } = group.counts;
    const ways = [count(deteriorated), count(recovered), count(lost), `${net > 0 ? '+' : ''}${count(net)}`];
    return [groupName(group), count(relationships), ...ways, group.few === true ? 'few' : ''];
  });
  const headings = ['n', 'deteriorated', 'recovered', 'lost', 'net'].map(numeric);
  const table = tableOf([{ heading: 'group', widthMax: 32 }, ...headings, { heading: '' }], rows, width);
  return `${table}deteriorated, recovered: in and out of deterioration, between the two ends; lost: dissolved; net: so many more are in deterioration. few: fewer than ${fewRelationships} relationships, mostly chance.\n`;
}

function withheldText({ ofSinglePeople = 0, ofSmallTeams = 0 }: MovementsAnswer): string[] {
  const lines = [
    [ofSinglePeople, 'that single people of ours own. Without a policy for the workforce only teams are told of.'],
    [
      ofSmallTeams,
      'that too few people of ours own. The policy for the workforce says from how many on teams are told of.',
    ],
  ] as const;
  return lines.flatMap(([n, says]) => (n === 0 ? [] : `In no group: ${counted(n, 'relationship')} ${says}\n`));
}

function moversText({ moved }: MovementsAnswer, width: number): string {
  return tableOf(
    [
      { heading: 'detected' },
      { heading: 'relationship', widthMax: 28 },
      { heading: 'from' },
      { heading: 'to' },
      { heading: 'why', widthMax: 72 },
      { heading: 'event', optional: true },
    ],
    moved.map(({ relationship, from, to, because, detectedAt, event }) => [
      dayOf(detectedAt),
      nameOf(relationship),
      from,
      to,
      because,
      event ?? '–',
    ]),
    width,
  );
}

/** Rows: where they were; columns: where they are. */
function matrixText({ transitions, entered, left }: Transitions, width: number): string {
  const isUsed = (phase: PhaseName): boolean =>
    transitions.some(({ from, to }) => from === phase || to === phase) ||
    [...entered, ...left].some((one) => one.phase === phase);
  const used = phaseNames.filter(isUsed);
  const at = (from: PhaseName, to: PhaseName): number =>
    transitions.find((one) => one.from === from && one.to === to)?.relationships ?? 0;
  const of = (counts: Transitions['left'], phase: PhaseName): number =>
    counts.find((one) => one.phase === phase)?.relationships ?? 0;
  const cell = (number: number): string => (number === 0 ? '·' : count(number));
  const hasLeft = left.length > 0;
  const rows = used
    .filter((from) => transitions.some((one) => one.from === from) || of(left, from) > 0)
    .map((from) => [from, ...used.map((to) => cell(at(from, to))), ...(hasLeft ? [cell(of(left, from))] : [])]);
  if (entered.length > 0)
    rows.push(['(entered)', ...used.map((to) => cell(of(entered, to))), ...(hasLeft ? ['·'] : [])]);
  const headings = used.map((phase) => ({ heading: phase, numeric: true }));
  return tableOf(
    [{ heading: 'from ↓ to →' }, ...headings, ...(hasLeft ? [{ heading: '(left)', numeric: true }] : [])],
    rows,
    width,
  );
}
