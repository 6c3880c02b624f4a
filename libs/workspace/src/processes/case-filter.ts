import { LedgerError } from '#core/errors.js';
import { parseTimestamp, type Instant } from '#core/time.js';
import { endingOf, standingOf, type DeclaredEnding } from '#measures/process/case-standing.js';
import { caseStateOf, type CaseState } from '#measures/process/case-state.js';
import { attributeNames, attributeOf, type ProcessCase } from '#measures/process/process-case.js';
import { activitiesOf, beganAt, caseDurationMs } from '#measures/process/trace.js';
import { instantOf } from '../moments/moment.js';
import type { Workspace } from '../workspace.js';

/** A condition on cases as it is asked for: `name=value`. */
export interface CaseCondition {
  readonly name: ConditionName;
  readonly value: string;
}

/**
 * What cases can be chosen by. Conditions of one name are alternatives, those of different names must all hold; `with`,
 * `without` and `follows` must hold each.
 */
export const conditionNames = [
  ...attributeNames,
  'with',
  'without',
  'follows',
  'starts',
  'ends',
  'variant',
  'state',
  'outcome',
  'beganFrom',
  'beganTo',
  'endedFrom',
  'endedTo',
  'longerThan',
  'shorterThan',
  'segment',
  'relationship',
] as const;
export type ConditionName = (typeof conditionNames)[number];

/** What conditions need beside the case. */
export interface CaseSurroundings {
  readonly declared: DeclaredEnding | undefined;
  /** The relationships of a case, by the ids that they have now. */
  readonly relationshipsOf: (one: ProcessCase) => readonly string[];
  /** The segment of a relationship, where it has one. */
  readonly segmentOf: (relationship: string) => string | undefined;
}

type Test = (one: ProcessCase, around: CaseSurroundings) => boolean;

/** Conditions as texts `name=value`. @throws LedgerError `invalid` that names the first that is none */
export function conditionsOf(texts: readonly string[]): readonly CaseCondition[] {
  return texts.map((text) => {
    const [, name = '', value = ''] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/su.exec(text) ?? [];
    if (!isConditionName(name) || value === '') throw refused(text);
    return { name, value };
  });
}

function isConditionName(name: string): name is ConditionName {
  return (conditionNames as readonly string[]).includes(name);
}

function refused(text: string): LedgerError {
  const message = `“${text.slice(0, 100)}” is no condition`;
  return new LedgerError('invalid', `${message}.`, {
    violations: [{ field: 'filter', message }],
    hint: `Give name=value, as severity=high, "with=Wait" or beganFrom=2026-01-01. Names: ${conditionNames.join(', ')}.`,
  });
}

/** Every one of these has to hold by itself. */
const conjunct: ReadonlySet<ConditionName> = new Set(['with', 'without', 'follows']);

/** Whether a case is meant. @throws LedgerError `invalid` for a value that is none of its name */
export function isMeantBy(
  workspace: Workspace,
  conditions: readonly CaseCondition[],
): (one: ProcessCase, around: CaseSurroundings) => boolean {
  const byName = Map.groupBy(conditions, ({ name }) => name);
  const tests = Array.from(byName, ([name, given]): Test => {
    const each = given.map(({ value }) => testOf(workspace, name, value));
    if (each.length === 1) return each[0]!;
    return conjunct.has(name)
      ? (one, around) => each.every((test) => test(one, around))
      : (one, around) => each.some((test) => test(one, around));
  });
  return (one, around) => tests.every((test) => test(one, around));
}

function testOf(workspace: Workspace, name: ConditionName, value: string): Test {
  switch (name) {
    case 'with':
      return ({ trace }) => trace.activities.includes(value);
    case 'without':
      return ({ trace }) => !trace.activities.includes(value);
    case 'follows':
      return followsTest(value);
    case 'starts':
      return ({ trace }) => trace.activities[trace.steps[0]!] === value;
    case 'ends':
      return ({ trace }) => trace.activities[trace.steps.at(-1)!] === value;
    case 'variant':
      return variantTest(value);
    case 'state':
      return stateTest(value);
    case 'outcome':
      return outcomeTest(value);
    case 'beganFrom':
    case 'beganTo':
    case 'endedFrom':
    case 'endedTo':
      return timeTest(name, boundOf(workspace, name, value));
    case 'longerThan':
    case 'shorterThan': {
      const ms = lengthMs(name, value);
      return name === 'longerThan'
        ? ({ trace }) => caseDurationMs(trace)! > ms
        : ({ trace }) => caseDurationMs(trace)! < ms;
    }
    case 'segment':
      return (one, { relationshipsOf, segmentOf }) => relationshipsOf(one).some((id) => segmentOf(id) === value);
    case 'relationship':
      return (one, { relationshipsOf }) => relationshipsOf(one).includes(value);
    default:
      return (one) => attributeOf(one, name) === value;
  }
}

/** `A > B`: A is directly followed by B somewhere. */
function followsTest(value: string): Test {
  const at = value.indexOf(' > ');
  if (at < 0) throw wrong('follows', value, 'two activities, as "Wait > Resolve"');
  const [from, to] = [value.slice(0, at).trim(), value.slice(at + 3).trim()];
  return ({ trace: { activities, steps } }) => {
    const [first, second] = [activities.indexOf(from), activities.indexOf(to)];
    return first >= 0 && second >= 0 && steps.some((step, i) => step === second && steps[i - 1] === first);
  };
}

/** All activities of the case in their order, as a JSON list: their names may hold any sign. */
function variantTest(value: string): Test {
  let wanted: unknown;
  try {
    wanted = JSON.parse(value);
  } catch {
    wanted = undefined;
  }
  if (!Array.isArray(wanted)) throw wrong('variant', value, 'a list of activities, as ["Open","Close"]');
  const tuple = JSON.stringify(wanted);
  const { length } = wanted;
  return ({ trace }) => trace.steps.length === length && JSON.stringify(activitiesOf(trace)) === tuple;
}

function stateTest(value: string): Test {
  const states: readonly CaseState[] = ['open', 'ended', 'undeclared'];
  if (!(states as readonly string[]).includes(value)) throw wrong('state', value, states.join(', '));
  return ({ trace, said }, { declared }) => caseStateOf(trace, said, declared).state === value;
}

/** Of its events, or of the activities that its process declares to tell one. */
function outcomeTest(value: string): Test {
  const outcomes = ['won', 'lost', 'abandoned', 'none'];
  if (!outcomes.includes(value)) throw wrong('outcome', value, outcomes.join(', '));
  return (one, { declared }) =>
    (standingOf(one, endingOf(declared ?? { terminal: [] })).outcome?.outcome ?? 'none') === value;
}

function timeTest(name: 'beganFrom' | 'beganTo' | 'endedFrom' | 'endedTo', bound: Instant): Test {
  const began: Test = ({ trace }) => (name === 'beganFrom' ? beganAt(trace)! >= bound : beganAt(trace)! <= bound);
  if (name === 'beganFrom' || name === 'beganTo') return began;
  return ({ trace, said }, { declared }) => {
    const { state, since } = caseStateOf(trace, said, declared);
    // Where nothing declares an end, the last step that is known is the best that there is.
    const endedAt = state === 'ended' ? since! : state === 'undeclared' ? trace.completedAt.at(-1)! : undefined;
    return endedAt !== undefined && (name === 'endedFrom' ? endedAt >= bound : endedAt <= bound);
  };
}

/** A date is a whole day: from its beginning, to its end. */
function boundOf(workspace: Workspace, name: ConditionName, value: string): Instant {
  if (name.endsWith('From') && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return parseTimestamp(value, { zone: workspace.directory.zone }).instant;
  return instantOf(workspace, name, value);
}

const unitMs = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

function lengthMs(name: ConditionName, value: string): number {
  const [, number, unit] = /^(\d{1,7}(?:\.\d{1,3})?)\s*(min|h|d|w)$/.exec(value) ?? [];
  if (number === undefined) throw wrong(name, value, 'a length such as 90min, 12h, 5d or 2w');
  return Number(number) * unitMs[unit as keyof typeof unitMs];
}

function wrong(name: ConditionName, value: string, wanted: string): LedgerError {
  const message = `must be ${wanted}`;
  return new LedgerError('invalid', `${name}=${value.slice(0, 100)} ${message}.`, {
    violations: [{ field: `filter.${name}`, message }],
  });
}
