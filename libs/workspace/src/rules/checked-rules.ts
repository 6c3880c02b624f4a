import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { parseTimestamp, type Instant } from '#core/time.js';
import { validateData } from '#domain/data-validation.js';
import { definitionOf, type EventType } from '#domain/vocabulary.js';
import type { Workspace } from '../workspace.js';
import type { NewRule } from './rule-answers.js';
import { calendarsWith, contentOf } from './rule-contents.js';
import { ruleTypeProblem, scopeOf } from './rules.js';

/** A rule that can be published. */
export interface CheckedRule {
  readonly type: EventType;
  readonly scope: string | undefined;
  /** Absent: from when it is recorded. */
  readonly effectiveFrom: Instant | undefined;
  /** As the event will hold it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** All of them checked before the first is published. @throws LedgerError `invalid`, with every violation */
export async function checkedRules(
  workspace: Pick<Workspace, 'ledger' | 'directory'>,
  rules: readonly NewRule[],
): Promise<readonly CheckedRule[]> {
  if (rules.length === 0) throw new LedgerError('invalid', 'There is no rule to publish.');
  const calendars = calendarsWith(workspace, rules);
  const violations: Violation[] = [];
  const checked: CheckedRule[] = [];
  for (const [place, { type, effectiveFrom, data }] of rules.entries()) {
    const field = `rules[${place}]`;
    const problem = ruleTypeProblem(type);
    if (problem !== undefined) {
      violations.push({ field: `${field}.type`, message: problem });
      continue;
    }
    const start = effectiveFrom === undefined ? undefined : startOf(effectiveFrom, workspace, field, violations);
    const content = await publishableOf(type as EventType, data, calendars);
    if ('data' in content)
      checked.push({ type: type as EventType, scope: scopeOf(type, data), effectiveFrom: start, ...content });
    else violations.push(...below(`${field}.data`, content));
  }
  requireNone(violations);
  return checked;
}

/**
 * Rules as a what-if assumes them: with the holidays that they would be published with, and refused where no fold could use
 * them. What has not the shape of its type is left for the what-if to refuse.
 * @throws LedgerError `invalid`, with every violation
 */
export async function assumableRules(
  workspace: Pick<Workspace, 'ledger'>,
  rules: readonly NewRule[],
): Promise<readonly NewRule[]> {
  const calendars = calendarsWith(workspace, rules);
  const violations: Violation[] = [];
  const assumed: NewRule[] = [];
  for (const [place, rule] of rules.entries()) {
    const { type, data } = rule;
    const isWellFormed = ruleTypeProblem(type) === undefined && shapeViolations(type as EventType, data).length === 0;
    const content = isWellFormed ? await contentOf(type, data, calendars) : { data };
    if ('data' in content) assumed.push({ ...rule, ...content });
    else violations.push(...below(`context[${place}].data`, content));
  }
  requireNone(violations);
  return assumed;
}

function requireNone(violations: readonly Violation[]): void {
  const [first] = violations;
  if (first !== undefined) throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations });
}

function below(path: string, violations: readonly Violation[]): readonly Violation[] {
  return violations.map(({ field, message }) => ({ field: [path, field].filter(Boolean).join('.'), message }));
}

async function publishableOf(
  type: EventType,
  data: NewRule['data'],
  calendars: ReadonlySet<string>,
): Promise<Pick<NewRule, 'data'> | readonly Violation[]> {
  const violations = [...shapeViolations(type, data), ...sizeViolations(data)];
  if (violations.length > 0) return violations;
  const content = await contentOf(type, data, calendars);
  if (!('data' in content)) return content;
  const tooLarge = sizeViolations(content.data);
  return tooLarge.length > 0 ? tooLarge : content;
}

function shapeViolations(type: EventType, data: NewRule['data']): readonly Violation[] {
  return validateData(type, definitionOf(type)!.schemaVersion, data);
}

/** What is beside the data in an event is little. */
const otherBytes = 4_096;

function sizeViolations(data: NewRule['data']): readonly Violation[] {
  const bytes = Buffer.byteLength(JSON.stringify(data)) + otherBytes;
  if (bytes <= limits.eventBytes) return [];
  return [{ field: '', message: `is larger than an event may be, ${limits.eventBytes} bytes` }];
}

function startOf(text: string, { directory }: Pick<Workspace, 'directory'>, field: string, violations: Violation[]) {
  try {
    return parseTimestamp(text, { zone: directory.zone }).instant;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    violations.push({ field: `${field}.effectiveFrom`, message });
    return 0;
  }
}
