import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError, type Violation } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { parseTimestamp, type Instant } from '#core/time.js';
import { validateData } from '#domain/data-validation.js';
import { streamOf } from '#domain/streams.js';
import { definitionOf, type EventType } from '#domain/vocabulary.js';
import { isForThePast } from '#projections/facts/context-book.js';
import { actorOf } from '../ledger/acting-user.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import type { WritableWorkspace } from '../workspace.js';
import type { NewRule, PublishedAnswer, RuleReader } from './rule-answers.js';
import { answersOf, publishedOf, readersOf, requireRuleType, scopeOf } from './rules.js';

interface CheckedRule {
  readonly type: EventType;
  readonly scope: string | undefined;
  /** Absent: from when it is recorded. */
  readonly effectiveFrom: Instant | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Publishes rules as events, each behind what was published before. @throws LedgerError as `Rules.publish` says */
export async function publishRules(workspace: WritableWorkspace, rules: readonly NewRule[]): Promise<PublishedAnswer> {
  const checked = checkedRules(rules, workspace.directory.zone);
  const wanted = checked.filter((rule) => !isValidAlready(workspace, rule));
  const ids = new Set<string>();
  const readers = new Map<string, RuleReader>();
  const actor = wanted.length === 0 ? '' : await actorOf(workspace);
  for (const rule of wanted) {
    const { id, effectiveFrom } = await append(workspace, rule, actor);
    ids.add(id);
    const { recordedAt } = workspace.ledger.get(id)!;
    for (const reader of readersOf(workspace, rule.type)) {
      const sees = !isForThePast(effectiveFrom!, recordedAt) ? 'at-once' : seesPast(workspace);
      if (readers.get(reader)?.sees !== seesPast(workspace)) readers.set(reader, { projection: reader, sees });
    }
  }
  const known = workspace.ledger.head().sequence;
  const types = new Set(wanted.map(({ type }) => type));
  const all = [...types].flatMap((type) => publishedOf(workspace, type, known));
  return {
    published: answersOf(workspace, all, workspace.clock.now()).filter(({ id }) => ids.has(id)),
    unchanged: checked.length - wanted.length,
    readers: [...readers.values()],
  };
}

function append(workspace: WritableWorkspace, { type, effectiveFrom, data }: CheckedRule, actor: string) {
  const stream = streamOf(type, {});
  return appendDecided(workspace.ledger, () =>
    ownEvent(workspace, { type, stream, data, actor, effectiveFrom: effectiveFrom ?? workspace.clock.now() }),
  );
}

function seesPast({ projections }: WritableWorkspace): RuleReader['sees'] {
  return projections.activation === 'review' ? 'for-review' : 'built-beside';
}

/** Published again it would say nothing, and begin a build for nothing. */
function isValidAlready(workspace: WritableWorkspace, { type, scope, effectiveFrom, data }: CheckedRule): boolean {
  const at = effectiveFrom ?? workspace.clock.now();
  const inForce = publishedOf(workspace, type, workspace.ledger.head().sequence)
    .filter((event) => scopeOf(type, event.data as Record<string, unknown>) === scope && event.effectiveFrom! <= at)
    .reduce<{ effectiveFrom: Instant; data: object } | undefined>(
      (last, event) =>
        last === undefined || event.effectiveFrom! >= last.effectiveFrom
          ? { effectiveFrom: event.effectiveFrom!, data: event.data }
          : last,
      undefined,
    );
  return inForce !== undefined && canonicalJson(inForce.data) === canonicalJson(data);
}

/** All of them checked before the first is published. @throws LedgerError `invalid`, with every violation, `limit-exceeded` */
function checkedRules(rules: readonly NewRule[], zone: string): readonly CheckedRule[] {
  if (rules.length === 0) throw new LedgerError('invalid', 'There is no rule to publish.');
  if (rules.length > limits.assumedRules)
    throw new LedgerError('limit-exceeded', `${rules.length} rules are more than ${limits.assumedRules} at once.`);
  const violations: Violation[] = [];
  const checked = rules.map(({ type, effectiveFrom, data }, place): CheckedRule => {
    const field = `rules[${place}]`;
    requireRuleType(type, `${field}.type`);
    for (const violation of validateData(type as EventType, definitionOf(type)!.schemaVersion, data))
      violations.push({
        field: [`${field}.data`, violation.field].filter(Boolean).join('.'),
        message: violation.message,
      });
    return {
      type: type as EventType,
      scope: scopeOf(type, data),
      effectiveFrom: effectiveFrom === undefined ? undefined : startOf(effectiveFrom, zone, field, violations),
      data,
    };
  });
  const [first] = violations;
  if (first !== undefined) throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations });
  return checked;
}

function startOf(text: string, zone: string, field: string, violations: Violation[]): Instant {
  try {
    return parseTimestamp(text, { zone }).instant;
  } catch {
    violations.push({ field: `${field}.effectiveFrom`, message: `“${text}” is no time` });
    return 0;
  }
}
