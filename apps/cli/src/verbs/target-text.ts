import { InvalidArgumentError } from 'commander';
import type { ProcessTarget } from '#domain/events/process-definition.js';
import { spanIn, spanShape } from '#workspace/processes/milestone-text.js';

/** How a target is typed, for the help. */
export const targetHelp = `
A target is NAME: FROM -> TO within TIME. FROM and TO are start, end, an
activity, several with commas between, or the first or the last of them;
without both it is all of the case. Behind it may stand:
  calendar NAME     only while we are open; a published calendar
  paused            not while the case waits for the customer (--waiting)
  at risk from 80%  of the time
For example:
  "reply: start -> Answer within 4h calendar office at risk from 75%"
  "repair: first Open, Reopen -> last Resolve within 3d paused"
What cannot be typed so is given as JSON:
  {"target": "reply", "to": {"activities": ["A -> B"]}, "limitHours": 4}
`;

const shape = 'It must be such as "reply: start -> Answer within 4h": see tend help processes.';

/** A target as a person types it. @throws InvalidArgumentError for what is none */
export function targetIn(text: string): ProcessTarget {
  if (text.trimStart().startsWith('{')) return targetOfJson(text);
  const [, target, rest] = /^\s*([^\s:]+)\s*:\s*(.*)$/su.exec(text) ?? [];
  const at = rest === undefined ? -1 : ` ${rest} `.lastIndexOf(' within ');
  if (target === undefined || rest === undefined || at < 0) throw new InvalidArgumentError(shape);
  return {
    target,
    ...momentsIn(rest.slice(0, Math.max(0, at - 1)).trim()),
    ...limitIn(rest.slice(at + 'within'.length).trim()),
  };
}

/** The same for an option that may be given several times. */
export function moreTargets(text: string, before: readonly ProcessTarget[] = []): readonly ProcessTarget[] {
  return [...before, targetIn(text)];
}

function targetOfJson(text: string): ProcessTarget {
  try {
    return JSON.parse(text) as ProcessTarget;
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}`);
  }
}

function momentsIn(text: string): Pick<ProcessTarget, 'from' | 'to'> {
  const span = spanIn(text);
  if (!('problem' in span)) return span;
  throw new InvalidArgumentError(span.problem === spanShape ? shape : span.problem);
}

const hoursOf = { min: 1 / 60, m: 1 / 60, h: 1, d: 24 } as const;
const words = [
  /^calendar\s+(?<calendar>\S+)/u,
  /^(?<paused>paused)\b/u,
  /^at\s+risk\s+from\s+(?<atRisk>\d{1,3}(?:\.\d+)?)\s*%/u,
] as const;

function limitIn(text: string): Omit<ProcessTarget, 'target' | 'from' | 'to'> {
  const [all, number, unit] = /^(\d{1,7}(?:\.\d+)?)\s*(min|m|h|d)(?=\s|,|$)/u.exec(text) ?? [];
  if (all === undefined) throw new InvalidArgumentError('The time must be such as 30min, 4h, 1.5h or 2d.');
  const said = wordsIn(text.slice(all.length));
  if (unit === 'd' && said.calendar !== undefined)
    throw new InvalidArgumentError('A day of a calendar has as many hours as it is open: give hours.');
  return { limitHours: Number(number) * hoursOf[unit as keyof typeof hoursOf], ...said };
}

function wordsIn(text: string): Pick<ProcessTarget, 'calendar' | 'pausedByCustomer' | 'atRiskFrom'> {
  const said: Pick<ProcessTarget, 'calendar' | 'pausedByCustomer' | 'atRiskFrom'> = {};
  let rest = text.replace(/^[\s,]+/u, '');
  while (rest !== '') {
    const found = words.map((word) => word.exec(rest)).find((match) => match !== null);
    if (found === undefined)
      throw new InvalidArgumentError(`“${rest.slice(0, 40)}” is none of: calendar NAME, paused, at risk from 80%.`);
    const { calendar, paused, atRisk } = found.groups!;
    if (calendar !== undefined) said.calendar = calendar.replace(/,$/u, '');
    if (paused !== undefined) said.pausedByCustomer = true;
    if (atRisk !== undefined) said.atRiskFrom = Number(atRisk) / 100;
    rest = rest.slice(found[0].length).replace(/^[\s,]+/u, '');
  }
  return said;
}
