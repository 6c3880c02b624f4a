import type { ProcessTarget } from '#domain/events/process-definition.js';

/** From one milestone of a case to another; what is left out is the start of the case, or its end. */
export type MilestoneSpan = Pick<ProcessTarget, 'from' | 'to'>;

/** What is wrong with a text, as a sentence. */
export interface SpanProblem {
  readonly problem: string;
}

export const spanShape = 'It must be such as "start -> Answer" or "first Open -> last Resolve".';

/**
 * Two milestones as a person types them: `FROM -> TO`, each of them `start`, `end`, an activity, several with commas between,
 * or the `first` or the `last` of them; or as JSON, as an event holds them. Nothing is the whole case.
 */
export function spanIn(text: string): MilestoneSpan | SpanProblem {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (trimmed.startsWith('{')) return spanOfJson(trimmed);
  const [from, to, ...more] = trimmed.split(/->|→/u);
  if (from === undefined || to === undefined || more.length > 0) return { problem: spanShape };
  const [start, end] = [milestoneIn(from, 'start'), milestoneIn(to, 'end')];
  if ('problem' in start) return start;
  if ('problem' in end) return end;
  return { ...(start.activities && { from: start }), ...(end.activities && { to: end }) };
}

type Milestone = NonNullable<MilestoneSpan['from']>;

/** Without activities: the start or the end of the case itself. */
function milestoneIn(text: string, ofCase: 'start' | 'end'): Milestone | SpanProblem {
  const trimmed = text.trim();
  if (trimmed === ofCase || trimmed === '') return {};
  const other = ofCase === 'start' ? 'end' : 'start';
  if (trimmed === other)
    return {
      problem: `A case goes from start to end: it cannot be told ${ofCase === 'start' ? 'from its end' : 'to its start'}.`,
    };
  const [, occurrence, names = trimmed] = /^(first|last)\s+(.+)$/su.exec(trimmed) ?? [];
  const activities = namesIn(names);
  if (activities === undefined) return { problem: namesShape };
  if (activities.length === 0) return { problem: spanShape };
  const which = occurrence === undefined ? {} : { occurrence: occurrence as 'first' | 'last' };
  return { activities: [...activities], ...which };
}

function spanOfJson(text: string): MilestoneSpan | SpanProblem {
  let span: unknown;
  try {
    span = JSON.parse(text);
  } catch (error) {
    return { problem: `It is not JSON: ${(error as Error).message}` };
  }
  const { from, to, ...more } = span as MilestoneSpan;
  const isGood = Object.keys(more).length === 0 && [from, to].every((one) => one === undefined || isMilestone(one));
  if (!isGood)
    return { problem: 'As JSON it must be such as {"from": {"activities": ["A -> B"], "occurrence": "last"}}.' };
  return { ...(from && { from }), ...(to && { to }) };
}

function isMilestone(value: unknown): value is Milestone {
  if (typeof value !== 'object' || value === null) return false;
  const { activities, occurrence = 'first', ...more } = value as Milestone;
  const isList =
    Array.isArray(activities) && activities.length > 0 && activities.every((one) => typeof one === 'string');
  return isList && (occurrence === 'first' || occurrence === 'last') && Object.keys(more).length === 0;
}

export const namesShape = 'It must be names with commas between, or a JSON list such as ["Wait, then call"].';

/**
 * Names as a person types them: parted by commas, or a JSON list where a name holds a comma. Nothing between two quotes is
 * an empty list.
 * @returns undefined for what begins as JSON and is no list of texts
 */
export function namesIn(text: string): readonly string[] | undefined {
  if (text.trimStart().startsWith('[')) return namesOfJson(text);
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function namesOfJson(text: string): readonly string[] | undefined {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
}
