import { durationText } from '#measures/process/duration-text.js';
import { phases } from '#measures/phases/phase.js';
import type { ExperienceAcrossAnswer, FeltProcess } from '#workspace/processes/experience/across-answers.js';
import { phaseGlyph, phaseWords } from '#workspace/relationships/phase-words.js';
import { answersAcrossText } from './answers-across-text.js';
import { associationsAcrossText, namesText } from './associations-across-text.js';
import { shareText } from './experience-text.js';
import { tableOf } from './table.js';
import { count, minuteOf, wrapped } from './text.js';

/** What customers feel of all processes: a line each of what they cost, of whom they touch and of needs; then what goes with what. */
export function experienceAcrossText(answer: ExperienceAcrossAnswer, width: number): string {
  const { at, processes, windowDays, associations } = answer;
  if (processes.length === 0) return '';
  return [
    `what customers feel, as of ${minuteOf(at)}\n${effortText(processes, width)}`,
    touchedText(processes, windowDays, width),
    answersAcrossText(processes, width),
    needsText(processes, width),
    associationsAcrossText(associations, windowDays, width),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function effortText(processes: readonly FeltProcess[], width: number): string {
  const table = tableOf(
    [
      { heading: 'effort of ended cases', widthMax: 32 },
      { heading: 'ended', numeric: true },
      { heading: 'open', numeric: true },
      { heading: 'median wait', numeric: true },
      { heading: 'longest', numeric: true },
      { heading: 'opened again', numeric: true },
      { heading: 'rework', numeric: true },
      { heading: 'handovers', numeric: true },
    ],
    processes.map(({ process, effort: { byState } }) => {
      const { cases, wait, longestWait, reopened, withRework, handovers } = byState.ended;
      return [
        process,
        count(cases),
        count(byState.open.cases),
        cases === 0 ? '–' : durationText(wait.median),
        cases === 0 ? '–' : durationText(longestWait.max),
        shareIn(reopened),
        shareIn(withRework),
        handovers.n === 0 ? '–' : handovers.mean.toFixed(1),
      ];
    }),
    width,
  );
  const silent = processes.filter(
    ({ effort: { byState } }) => byState.undeclared.cases > 0 && byState.ended.cases === 0,
  );
  const notes = [
    'wait: what the customer waited in a case; longest: between two steps of any; handovers: between teams, the mean of a case where teams are known',
    ...(silent.length === 0
      ? []
      : [
          `no case is known to have ended in ${namesText(silent.map(({ process }) => process))}: declare what ends one with tend processes define NAME --terminal`,
        ]),
  ];
  return `${table}${notes.map((note) => `${wrapped(note, width)}\n`).join('')}`;
}

const shareIn = ({ share }: { readonly share?: number }): string =>
  share === undefined ? '–' : `${Math.round(100 * share)} %`;

function touchedText(processes: readonly FeltProcess[], windowDays: number, width: number): string {
  const table = tableOf(
    [
      { heading: 'the same relationships', widthMax: 32 },
      { heading: 'all', numeric: true },
      { heading: 'kept waiting', numeric: true },
      { heading: 'complained', numeric: true },
      { heading: 'phases now', widthMax: 44 },
    ],
    processes.map(({ process, relationships, voice, waitingNow }) => [
      process,
      count(relationships.total),
      count(waitingNow.relationships),
      voice.relationships === 0 ? '–' : `${count(voice.complaining)} of ${count(voice.relationships)}`,
      phasesText(relationships.phases),
    ]),
    width,
  );
  const shown = phases.filter((phase) =>
    processes.some(({ relationships }) => relationships.phases.some((one) => one.phase === phase)),
  );
  const legend = shown.map((phase) => `${phaseGlyph(phase)} ${phaseWords(phase, null)}`);
  const notes = [
    `kept waiting: by a case that waits longer than nine in ten did before; answers and complaints: from the beginning of a case until ${windowDays} days behind it`,
    ...(legend.length === 0 ? [] : [`phases: ${legend.join(', ')}`]),
  ];
  return `${table}${notes.map((note) => `${wrapped(note, width)}\n`).join('')}`;
}

const phasesText = (of: FeltProcess['relationships']['phases']): string =>
  of.length === 0
    ? '–'
    : of.map(({ phase, relationships }) => `${phaseGlyph(phase)} ${count(relationships)}`).join(' ');

function needsText(processes: readonly FeltProcess[], width: number): string {
  const told = processes.flatMap(({ process, needs }) =>
    needs === undefined || needs.stated === 0
      ? []
      : [[process, count(needs.stated), shareText(needs.met), shareText(needs.declined), shareText(needs.untouched)]],
  );
  if (told.length === 0)
    return processes.every(({ needs }) => needs === undefined)
      ? ''
      : 'needs: none was stated in a case of any process\n';
  return tableOf(
    [
      { heading: 'needs stated in its cases', widthMax: 32 },
      { heading: 'stated', numeric: true },
      { heading: 'met', numeric: true },
      { heading: 'declined', numeric: true },
      { heading: 'untouched', numeric: true },
    ],
    told,
    width,
  );
}
