import type { RelationshipAnswer } from '#workspace/answers.js';
import type { Defined } from '#workspace/definitions.js';
import { phaseLine, standingSections } from './standing-text.js';
import { tableOf } from './table.js';
import { count, counted, minuteOf, nameOf, oneLine } from './text.js';

/** What the text speaks of, in its order. */
export const relationshipTerms: readonly Defined[] = [
  'phase',
  'since',
  'contactDays',
  'silence',
  'ourSilence',
  'trend',
  'promises',
  'promiseRate',
  'needs',
  'contracts',
  'people',
  'voice',
  'replies',
  'health',
  'history',
  'signals',
];

/** One relationship: how it stands, then who and what is in it. */
export function relationshipText(answer: RelationshipAnswer, width: number): string {
  const sections = [headOf(answer), ...standingSections(answer, width)];
  if (answer.asClaimed === true) sections.splice(1, 0, 'As claimed by the sources, and not as it was recorded here.\n');
  if (answer.stakeholders.length > 0) {
    sections.push(
      tableOf(
        [
          { heading: 'who', widthMax: 36 },
          { heading: 'side' },
          { heading: 'roles', widthMax: 24 },
          { heading: 'touchpoints', numeric: true },
        ],
        answer.stakeholders.map((row) => [nameOf(row), row.side, row.roles.join(', '), count(row.touchpoints)]),
        width,
      ),
    );
  }
  if (answer.channels.length > 0) {
    sections.push(
      tableOf(
        [{ heading: 'channel' }, { heading: 'touchpoints', numeric: true }],
        answer.channels.map((row) => [row.channel, count(row.touchpoints)]),
      ),
    );
  }
  if (answer.links !== undefined) {
    sections.push(
      tableOf(
        [{ heading: 'one with', widthMax: 48 }, { heading: 'because', widthMax: 24 }, { heading: 'link' }],
        answer.links.map(({ parties, evidence, link }) => [parties.map(nameOf).join(' = '), oneLine(evidence), link]),
        width,
      ),
    );
  }
  if (answer.processes.length > 0) {
    sections.push(
      tableOf(
        [
          { heading: 'process', widthMax: 48 },
          { heading: 'cases', numeric: true },
          { heading: 'open', numeric: true },
        ],
        answer.processes.map((row) => [row.process, count(row.cases), count(row.openCases)]),
        width,
      ),
    );
  }
  return sections.join('\n');
}

function headOf(answer: RelationshipAnswer): string {
  const contacts =
    answer.firstContact === undefined
      ? 'no contact yet'
      : `contacts from ${minuteOf(answer.firstContact)} to ${minuteOf(answer.lastContact)}; contact-days: ${count(answer.contactDays.theirs)} theirs, ${count(answer.contactDays.ours)} ours`;
  const who = `${oneLine(nameOf(answer))}${answer.kind === undefined ? '' : ` (${answer.kind})`}`;
  const phase = phaseLine(answer);
  return [
    ...(phase === '' ? [`${who}  ${answer.id}`] : [`${who}  ${phase}`, answer.id]),
    `${counted(answer.touchpoints, 'touchpoint')} from ${minuteOf(answer.firstTouchpoint)} to ${minuteOf(answer.lastTouchpoint)}; ${counted(answer.cases, 'case')}, ${count(answer.openCases)} open`,
    contacts,
    '',
  ].join('\n');
}
