import { texts } from '../../texts.js';

/** What a condition takes. */
export type ValueKind = 'value' | 'activity' | 'flow' | 'period' | 'length';

/** Conditions that are offered whatever occurs, each with what it takes. `began` and `ended` stand for both ends of a period. */
export const freeConditions = {
  with: 'activity',
  without: 'activity',
  follows: 'flow',
  starts: 'activity',
  ends: 'activity',
  began: 'period',
  ended: 'period',
  longerThan: 'length',
  shorterThan: 'length',
} as const satisfies Readonly<Record<string, ValueKind>>;

const words = texts.process.conditions;

export function kindOf(name: string): ValueKind {
  return Object.hasOwn(freeConditions, name) ? freeConditions[name as keyof typeof freeConditions] : 'value';
}

/** The name in front of the first sign of equality. */
export function nameIn(condition: string): string {
  return condition.slice(0, Math.max(0, condition.indexOf('='))).trim();
}

function valueIn(condition: string): string {
  return condition.slice(condition.indexOf('=') + 1).trim();
}

const onlyOnes: ReadonlySet<string> = new Set([
  'beganFrom',
  'beganTo',
  'endedFrom',
  'endedTo',
  'longerThan',
  'shorterThan',
]);

/** Two of them would be alternatives, and the wider one would hold alone. */
export function isOneOnly(name: string): boolean {
  return onlyOnes.has(name);
}

/** What a condition is called where one is chosen. */
export function conditionName(name: string): string {
  return ownOf<string>(words.names, name) ?? name;
}

export function valueName(name: string, value: string): string {
  if (name === 'state') return ownOf<string>(words.states, value) ?? value;
  if (name === 'outcome') return ownOf<string>(words.outcomes, value) ?? value;
  return value;
}

/** Names come out of the address: "constructor" is none of ours. */
function ownOf<Of>(record: Readonly<Record<string, Of>>, name: string): Of | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A condition in words: "severity: high", "with Wait". What is none stands there as it was written. */
export function conditionText(condition: string): string {
  const [name, value] = [nameIn(condition), valueIn(condition)];
  if (name === '' || value === '') return condition;
  const said = ownOf<(value: string) => string>(words.said, name);
  if (name === 'variant') return words.variant(stepsIn(value));
  return said === undefined ? `${conditionName(name)}: ${valueName(name, value)}` : said(value);
}

const shownSteps = 4;

function stepsIn(json: string): string {
  try {
    const steps = JSON.parse(json) as unknown;
    if (!Array.isArray(steps)) return json;
    const shown = steps.slice(0, shownSteps).join(' → ');
    return steps.length > shownSteps ? `${shown} … (${steps.length})` : shown;
  } catch {
    return json;
  }
}

/** The conditions of a period: from the beginning of a day, to the end of one. */
export function periodConditions(name: 'began' | 'ended', from: string, to: string): readonly string[] {
  return [...(from === '' ? [] : [`${name}From=${from}`]), ...(to === '' ? [] : [`${name}To=${to}`])];
}
