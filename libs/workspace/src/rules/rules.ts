import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import { formatInstant, type Instant } from '#core/time.js';
import { upcast } from '#domain/upcasting.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { contextTypes } from '#projections/facts/context-book.js';
import { momentOf } from '../moments/moment.js';
import { nameAll } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';
import type { RuleAnswer, RulesAnswer, RulesQuery, RuleStanding, RuleType } from './rule-answers.js';

/** What holds at a moment, what is to come, and, where they are asked for, those that were replaced. */
export function rulesOf(workspace: Workspace, { type, all = false, ...query }: RulesQuery): RulesAnswer {
  if (type !== undefined) requireRuleType(type, 'type');
  const { ledger, clock, directory } = workspace;
  const moment = momentOf(workspace, query) ?? { asOf: clock.now(), known: ledger.head().sequence };
  const types = type === undefined ? [...contextTypes].sort() : [type];
  const published = types.flatMap((one) => publishedOf(workspace, one, moment.known));
  const rules = answersOf(workspace, published, moment.asOf).filter(({ standing }) => all || standing !== 'replaced');
  return {
    asOf: formatInstant(moment.asOf, directory.zone),
    rules,
    types: types.map((one) => ruleTypeOf(workspace, one)),
  };
}

/** @throws LedgerError `invalid` unless events of the type publish a rule */
function requireRuleType(type: string, field: string): void {
  const message = ruleTypeProblem(type);
  if (message === undefined) return;
  throw new LedgerError('invalid', `“${type}” publishes no rule.`, {
    violations: [{ field, message }],
    hint: '`tend rules` names the types, and shows an example of each with --type.',
  });
}

/** What is wrong with a type of which rules are asked for or published, if anything. */
export function ruleTypeProblem(type: string): string | undefined {
  return contextTypes.has(type) ? undefined : `must be one of ${[...contextTypes].sort().join(', ')}`;
}

/** In the order in which rules come to hold (engine.md §2), the latest first. */
export function latestFirst(
  a: Pick<RecordedEvent, 'effectiveFrom' | 'sequence'>,
  b: Pick<RecordedEvent, 'effectiveFrom' | 'sequence'>,
): number {
  return b.effectiveFrom! - a.effectiveFrom! || b.sequence - a.sequence;
}

/** Which part of the business it holds for; undefined where it holds for all. */
export function scopeOf(type: string, data: Readonly<Record<string, unknown>>): string | undefined {
  const field = definitionOf(type)?.scope;
  return field === undefined ? undefined : String(data[field]);
}

/** Events that publish rules of a type, as they are recorded up to a sequence, in the newest shape of their data. */
export function publishedOf({ ledger }: Pick<Workspace, 'ledger'>, type: string, known: number): RecordedEvent[] {
  const recorded = [...ledger.readDimension('type', type)].filter(({ sequence }) => sequence <= known);
  return recorded.map((event) => upcast(event));
}

/** @param published all that there are of their types and scopes, or the standing is not known */
export function answersOf(workspace: Workspace, published: readonly RecordedEvent[], at: Instant): RuleAnswer[] {
  const { zone } = workspace.directory;
  const actors = nameAll(
    workspace,
    published.map(({ actor }) => actor),
  );
  const byName = Map.groupBy(published, ({ type, data }) =>
    JSON.stringify([type, scopeOf(type, data as Record<string, unknown>)]),
  );
  return [...byName.values()].flatMap((events) => {
    const latest = events.sort(latestFirst);
    const valid = latest.find(({ effectiveFrom }) => effectiveFrom! <= at);
    return latest.map(({ id, type, effectiveFrom, recordedAt, actor, sequence, data }): RuleAnswer => {
      const standing: RuleStanding =
        sequence === valid?.sequence
          ? 'valid'
          : effectiveFrom! > at && isLast(latest, sequence)
            ? 'coming'
            : 'replaced';
      const content = data as Readonly<Record<string, unknown>>;
      const scope = scopeOf(type, content);
      return {
        id,
        type,
        ...(scope === undefined ? {} : { scope }),
        version: String(content['version']),
        effectiveFrom: formatInstant(effectiveFrom!, zone),
        recordedAt: formatInstant(recordedAt, zone),
        actor: actors.get(actor)!,
        standing,
        data: content,
      };
    });
  });
}

/** Of several that are to hold from the same instant on the one recorded last does. */
function isLast(latest: readonly RecordedEvent[], sequence: number): boolean {
  const { effectiveFrom } = latest.find((event) => event.sequence === sequence)!;
  return latest.find((event) => event.effectiveFrom === effectiveFrom)!.sequence === sequence;
}

function ruleTypeOf(workspace: Workspace, type: string): RuleType {
  const { description, scope, example } = definitionOf(type)!;
  return {
    type,
    description,
    ...(scope === undefined ? {} : { scope }),
    readBy: readersOf(workspace, type),
    example,
  };
}

/** Projections that read rules of a type. */
export function readersOf(workspace: Workspace, type: string): readonly string[] {
  const { projections } = workspace;
  const reads = ({ name }: { name: string }): boolean =>
    definitionIn(projections, name)?.contextTypes.includes(type) === true;
  return projections
    .status()
    .filter(reads)
    .map(({ name }) => name);
}

/** Of one whose code cannot be had it is not known what it reads. */
function definitionIn(projections: Workspace['projections'], name: string): CompiledProjection | undefined {
  try {
    return projections.definition(name);
  } catch (error) {
    if (error instanceof LedgerError) return undefined;
    throw error;
  }
}
