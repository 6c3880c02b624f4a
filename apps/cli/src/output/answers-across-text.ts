import type { FeltProcess } from '#workspace/processes/experience/across-answers.js';
import type { VoiceMeasure } from '#workspace/voice/voice-answers.js';
import { percentText } from './measure-line.js';
import { tableOf } from './table.js';
import { count, oneLine, wrapped } from './text.js';

const usual = ['nps', 'csat', 'ces'];
/** Instruments that have a column; `--json` has all. */
const instrumentsShown = 4;

/** What the same relationships answered, a column an instrument; nothing where nobody answered. */
export function answersAcrossText(processes: readonly FeltProcess[], width: number): string {
  const found = new Set(processes.flatMap(({ voice }) => voice.surveys.map(({ instrument }) => instrument)));
  const instruments = [...usual.filter((one) => found.has(one)), ...[...found].filter((one) => !usual.includes(one))];
  if (instruments.length === 0) return '';
  const shown = instruments.slice(0, instrumentsShown);
  const table = tableOf(
    [
      { heading: 'what they answered (n)', widthMax: 32 },
      ...shown.map((instrument) => ({ heading: oneLine(instrument).slice(0, 16), numeric: true })),
    ],
    processes.map(({ process, voice }) => [
      process,
      ...shown.map((instrument) => cellOf(voice.surveys.filter((one) => one.instrument === instrument))),
    ]),
    width,
  );
  const note =
    'a figure needs 20 answers; what fewer were is told of each by tend process NAME --show experience, of fewer than five only how many';
  const more = instruments.length - shown.length;
  return `${table}${wrapped(more > 0 ? `${note}; ${count(more)} more instruments with --json` : note, width)}\n`;
}

/** Of one instrument, on each of the scales on which it was asked. */
function cellOf(measures: readonly VoiceMeasure[]): string {
  return measures.length === 0 ? '–' : measures.map(measureText).join('; ');
}

function measureText({ instrument, n, figure, mean }: VoiceMeasure): string {
  if (figure !== undefined)
    return `${instrument === 'nps' ? figure.value.toFixed(1) : percentText(figure.value)} (${count(n)})`;
  return `${mean === undefined ? '–' : `mean ${mean.toFixed(2)}`} (${count(n)})`;
}
