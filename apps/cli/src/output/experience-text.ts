import type { CountSummary, EffortFigures } from '#measures/process/customer-effort-summary.js';
import { durationText } from '#measures/process/duration-text.js';
import type { DurationSummary } from '#workspace/answers.js';
import type {
  BottlenecksAnswer,
  ExperienceAnswer,
  NeedsOfProcess,
  StuckRelationship,
} from '#workspace/processes/experience/experience-answers.js';
import { phaseGlyph, phaseWords } from '#workspace/relationships/phase-words.js';
import { associationsText } from './associations-text.js';
import { percentText } from './measure-line.js';
import { moneyText } from './portfolio-text.js';
import { tableOf } from './table.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine, wrapped } from './text.js';
import { surveyLine } from './voice-text.js';

/** What customers feel of a process, from what it costs them to whom it keeps waiting. */
export function experienceText(answer: ExperienceAnswer, width: number): string {
  return [
    `what customers feel, as of ${minuteOf(answer.at)}\n${effortText(answer, width)}`,
    voiceText(answer, width),
    associationsText(answer.associations, answer.windowDays, width),
    ...(answer.needs === undefined ? [] : [needsText(answer.needs, width)]),
    bottlenecksText(answer.bottlenecks, width),
  ].join('\n');
}

const states = { ended: 'ended', open: 'open, so far', undeclared: 'nothing says' } as const;

function effortText({ effort }: ExperienceAnswer, width: number): string {
  const { byState } = effort;
  const shown = (Object.keys(states) as (keyof typeof states)[]).filter((state) => byState[state].cases > 0);
  const row = (says: string, of: (figures: EffortFigures) => string) => [
    says,
    ...shown.map((state) => of(byState[state])),
  ];
  const table = tableOf(
    [
      { heading: 'effort: median / p90 a case', widthMax: 48 },
      ...shown.map((state) => ({ heading: states[state], numeric: true })),
    ],
    [
      row('cases', ({ cases }) => count(cases)),
      row('steps', ({ steps }) => countsText(steps)),
      row('something done more than once', ({ withRework }) => shareText(withRework)),
      row('opened again', ({ reopened }) => shareText(reopened)),
      row('handovers between teams, where known', ({ handovers }) =>
        handovers.n === 0 ? '–' : `${countsText(handovers)} (n ${count(handovers.n)})`,
      ),
      row('the customer waited', ({ wait }) => timesText(wait)),
      row('the longest of it between two steps', ({ longestWait }) => timesText(longestWait)),
      row('of it for others, a supplier say', ({ waitForOthers }) => timesText(waitForOthers)),
      row('we waited for the customer', ({ waitForCustomer }) => timesText(waitForCustomer)),
    ],
    width,
  );
  return `${table}${wrapped(endText(effort), width)}\n`;
}

function endText({ byState, toEnd, medianToEnd }: ExperienceAnswer['effort']): string {
  if (toEnd.n === 0)
    return 'No case is known to have ended: declare what ends one with tend processes define NAME --terminal.';
  const ended = `to the end: median ${durationText(toEnd.median)} of the ${count(toEnd.n)} that ended`;
  if (byState.open.cases + byState.undeclared.cases === 0) return ended;
  const all = medianToEnd === undefined ? 'not reached yet' : durationText(medianToEnd);
  return `${ended}; of all ${all} (Kaplan–Meier: the others count for as long as they are known to have lasted)`;
}

const countsText = ({ median, p90 }: CountSummary): string => `${figure(median)} / ${figure(p90)}`;
const figure = (value: number): string => String(Math.round(value * 10) / 10);
const timesText = ({ n, median, p90 }: DurationSummary): string =>
  n === 0 ? '–' : `${durationText(median)} / ${durationText(p90)}`;

export function shareText({
  count: some,
  of,
  share,
}: {
  readonly count: number;
  readonly of: number;
  readonly share?: number;
}) {
  return share === undefined ? '–' : `${percentText(share)} (${count(some)}/${count(of)})`;
}

function voiceText({ relationships, voice, windowDays }: ExperienceAnswer, width: number): string {
  const { total, casesWithout, phases } = relationships;
  if (total === 0) return 'No case is about a relationship that is known, so nothing is told of phases and answers.\n';
  const stand = phases.map(({ phase, relationships: n, tooEarly }) => {
    const early = tooEarly === 0 ? '' : ` (${count(tooEarly)} too early to tell)`;
    return `${phaseGlyph(phase)} ${phaseWords(phase, null)} ${count(n)}${early}`;
  });
  const unknown = total - phases.reduce((sum, { relationships: n }) => sum + n, 0);
  const lines = [
    `the ${counted(total, 'relationship')} of these cases: ${[...stand, ...(unknown === 0 ? [] : [`not known ${count(unknown)}`])].join(', ')}`,
    ...(casesWithout === 0 ? [] : [`cases about nobody known: ${count(casesWithout)}`]),
    `what they told, from the beginning of a case until ${windowDays} days behind it: ${count(voice.answering)} of ${count(voice.relationships)} answered a survey, ${count(voice.complaining)} complained${voice.complaints > voice.complaining ? ` (${counted(voice.complaints, 'complaint')})` : ''}`,
  ];
  const table =
    voice.surveys.length === 0
      ? ''
      : tableOf(
          [
            { heading: 'answers', widthMax: 30 },
            { heading: 'n', numeric: true },
            { heading: 'value', widthMax: 60 },
            { heading: '95 % limits', widthMax: 40 },
          ],
          voice.surveys.map((measure) => surveyLine(measure).cells),
          width,
        );
  return `${lines.map((line) => `${wrapped(line, width)}\n`).join('')}${table}`;
}

function needsText(needs: NeedsOfProcess, width: number): string {
  const { stated, met, declined, untouched, inHand, reasons, meanToMet, goals, unplaced } = needs;
  const unplacedText =
    unplaced === 0 ? [] : [`${counted(unplaced, 'need')} in no process here: of relationships with very many`];
  if (stated === 0 && goals.agreed === 0)
    return [...unplacedText, 'needs: none was stated in a case of this process', ''].join('\n');
  const why = reasons.map(({ reason, needs: n }) => `${oneLine(reason ?? 'no reason given')} ${count(n)}`);
  const lines = [
    `needs stated in its cases: ${count(stated)}; met ${shareText(met)}${meanToMet === undefined ? '' : ` after ${durationText(meanToMet)} on average`}, in hand ${count(inHand.count)}, declined ${shareText(declined)}${why.length === 0 ? '' : ` (${why.join(', ')})`}, untouched ${shareText(untouched)}`,
    ...(goals.agreed === 0
      ? []
      : [
          `goals agreed: ${count(goals.agreed)}; reached ${count(goals.reached)}, late ${count(goals.reachedLate)}, dropped ${count(goals.dropped)}, overdue ${count(goals.overdue)}, open ${count(goals.open)}`,
        ]),
    ...unplacedText,
  ];
  return `${lines.map((line) => wrapped(line, width)).join('\n')}\n`;
}

/** Relationships that are listed; `--json` has more. */
const relationshipsShown = 10;

function bottlenecksText(part: BottlenecksAnswer, width: number): string {
  const { activities, cases, casesWithout, relationshipsTotal, relationships } = part;
  if (activities.length === 0) return 'waiting: no case is open and waits for us or for others\n';
  const waiting = activities.reduce((sum, one) => sum + one.waiting, 0);
  const head = `waiting: ${counted(waiting, 'case')}; ${count(cases)} of them for longer than nine in ten did before`;
  if (cases === 0) {
    const compared = activities.some(({ over }) => over >= 20)
      ? ''
      : ' (fewer than 20 to compare with: too early to tell)';
    return `${wrapped(`${head}${compared}`, width)}\n`;
  }
  const table = tableOf(
    [
      { heading: 'behind', widthMax: 36 },
      { heading: 'waits for', widthMax: 16 },
      { heading: 'cases', numeric: true },
      { heading: 'too long', numeric: true },
    ],
    activities
      .filter(({ stuck }) => stuck > 0)
      .map((one) => [one.activity, one.whom, count(one.waiting), count(one.stuck)]),
    width,
  );
  if (relationshipsTotal === 0) return `${head}\n${table}whom it touches is not known: the cases are of nobody known\n`;
  const nobody = casesWithout === 0 ? '' : `, ${counted(casesWithout, 'case')} of nobody known`;
  const shown = relationships.slice(0, relationshipsShown);
  const more = relationshipsTotal > shown.length ? `, the first ${shown.length}` : '';
  const touched = tableOf(
    [
      { heading: 'relationship', widthMax: 28 },
      { heading: 'case', widthMax: 14 },
      { heading: 'behind', widthMax: 20 },
      { heading: 'since' },
      { heading: 'waits', numeric: true },
      { heading: 'nine in ten', numeric: true },
      { heading: 'phase', widthMax: 16, optional: true },
      { heading: 'value', numeric: true, optional: true },
    ],
    shown.map(stuckRow),
    width,
  );
  return `${head}\n${table}it touches ${counted(relationshipsTotal, 'relationship')}${nobody}; who waits longest first${more}:\n${touched}`;
}

function stuckRow(one: StuckRelationship): readonly string[] {
  const { behind, since, waited, p90, phase, value, cases } = one;
  return [
    cases === 1 ? nameOf(one) : `${nameOf(one)} (${count(cases)} cases)`,
    nameOf(one.case),
    behind,
    dayOf(since),
    durationText(waited),
    durationText(p90),
    phase === undefined ? '' : `${phaseGlyph(phase)} ${phaseWords(phase, null)}`,
    value.length === 0 ? '–' : value.map(moneyText).join('; '),
  ];
}
