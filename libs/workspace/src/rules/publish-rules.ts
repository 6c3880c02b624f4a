import { canonicalJson } from '#core/canonical-json.js';
import { LedgerError } from '#core/errors.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import { streamOf } from '#domain/streams.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { isForThePast } from '#projections/facts/context-book.js';
import { actorOf } from '../ledger/acting-user.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import type { Workspace, WritableWorkspace } from '../workspace.js';
import { checkedRules, type CheckedRule } from './checked-rules.js';
import type { NewRule, PublishedAnswer, RuleReader } from './rule-answers.js';
import { answersOf, latestFirst, publishedOf, readersOf, scopeOf } from './rules.js';

/**
 * Publishes rules as events, each behind what was published before.
 * @param isDryRun only says what would be published, each as if it were the only one
 * @throws LedgerError as `Rules.publish` says
 */
export async function publishRules(
  workspace: WritableWorkspace,
  rules: readonly NewRule[],
  isDryRun = false,
): Promise<PublishedAnswer> {
  const checked = await checkedRules(workspace, rules);
  if (isDryRun) return wouldPublish(workspace, checked);
  const actor = await actorOf(workspace);
  const ids: Id[] = [];
  for (const rule of checked) {
    try {
      const event = await appendDecided(workspace, () => decided(workspace, rule, actor));
      if (event !== undefined) ids.push(event.id);
    } catch (error) {
      throw ids.length === 0 ? error : partly(error, ids.length, checked.length);
    }
  }
  const known = workspace.ledger.head().sequence;
  const all = [...new Set(checked.map(({ type }) => type))].flatMap((type) => publishedOf(workspace, type, known));
  const answers = answersOf(workspace, all, workspace.clock.now());
  return {
    published: ids.map((id) => answers.find((answer) => answer.id === id)!),
    unchanged: checked.length - ids.length,
    readers: readersOfPublished(workspace, ids),
  };
}

function wouldPublish(workspace: WritableWorkspace, checked: readonly CheckedRule[]): PublishedAnswer {
  const { zone } = workspace.directory;
  const news = checked.filter((rule) => !isPublished(workspace, rule, nowOf(workspace)));
  for (const rule of news) requireOneTrial(workspace, rule);
  const rules = news.map(({ type, effectiveFrom, data }): NewRule => {
    const start = effectiveFrom === undefined ? {} : { effectiveFrom: formatInstant(effectiveFrom, zone) };
    return { type, ...start, data };
  });
  return { published: [], unchanged: checked.length - news.length, readers: [], wouldPublish: rules };
}

/** From when on a rule holds that is published now. A clock that was put back is no reason to publish for the past. */
export function nowOf({ clock, ledger }: Pick<Workspace, 'clock' | 'ledger'>): Instant {
  return Math.max(clock.now(), ledger.head().recordedAt ?? 0);
}

/** The event that publishes a rule; undefined where it holds already as it is given. */
function decided(workspace: WritableWorkspace, rule: CheckedRule, actor: string) {
  const { type, data } = rule;
  const now = nowOf(workspace);
  if (isPublished(workspace, rule, now)) return undefined;
  requireOneTrial(workspace, rule);
  return ownEvent(workspace, {
    type,
    stream: streamOf(type, {}),
    data,
    actor,
    effectiveFrom: rule.effectiveFrom ?? now,
  });
}

/**
 * A version of a play is one trial: its arms, its horizon and what it is for stay as they are, or the effects of two would
 * be counted as one.
 * @throws LedgerError `invalid`
 */
function requireOneTrial(workspace: WritableWorkspace, { type, data }: CheckedRule): void {
  if (type !== 'PlayPublished') return;
  const { play, version } = data as unknown as EventTypes['PlayPublished'];
  const other = publishedOf(workspace, 'PlayPublished', workspace.ledger.head().sequence)
    .map((event) => event.data as EventTypes['PlayPublished'])
    .find((one) => one.play === play && one.version === version && canonicalJson(one) !== canonicalJson(data));
  if (other === undefined) return;
  const message = `is published with other data: version “${version}” of the play “${play}” is one trial`;
  throw new LedgerError('invalid', `data.version ${message}.`, {
    violations: [{ field: 'data.version', message }],
    hint: 'Give what is changed another version.',
  });
}

/**
 * Published again it would say nothing, and begin a build for nothing. What was published for the past may be seen by no
 * build that serves (it waits, or somebody gave it up): published for now, it is said anew.
 */
function isPublished(workspace: WritableWorkspace, rule: CheckedRule, now: Instant): boolean {
  const { type, scope, effectiveFrom = now, data } = rule;
  const [inForce] = publishedOf(workspace, type, workspace.ledger.head().sequence)
    .filter((event) => scopeOf(type, event.data as Record<string, unknown>) === scope)
    .filter((event) => event.effectiveFrom! <= effectiveFrom)
    .sort(latestFirst);
  if (inForce === undefined || canonicalJson(inForce.data) !== canonicalJson(data)) return false;
  if (inForce.effectiveFrom === effectiveFrom || !isForThePast(inForce.effectiveFrom!, inForce.recordedAt)) return true;
  return readersOf(workspace, type).every((name) => workspace.projections.seesPublished(name, inForce.sequence));
}

/** What becomes of the projections that read what was published; of one that reads several rules the gravest. */
function readersOfPublished(workspace: WritableWorkspace, ids: readonly Id[]): readonly RuleReader[] {
  const readers = new Map<string, RuleReader['sees']>();
  for (const id of ids) {
    const { type, effectiveFrom, recordedAt } = workspace.ledger.get(id)!;
    for (const name of readersOf(workspace, type)) {
      const sees = isForThePast(effectiveFrom!, recordedAt) ? seesPast(workspace, name) : seesNow(workspace, name);
      if (readers.get(name) === undefined || sees !== 'at-once') readers.set(name, sees);
    }
  }
  return Array.from(readers, ([projection, sees]) => ({ projection, sees }));
}

function seesNow({ projections }: WritableWorkspace, name: string): RuleReader['sees'] {
  return projections.status().find((row) => row.name === name)?.state === 'stalled' ? 'not-now' : 'at-once';
}

function seesPast(workspace: WritableWorkspace, name: string): RuleReader['sees'] {
  const { projections } = workspace;
  if (seesNow(workspace, name) === 'not-now' || !projections.followsThePast(name)) return 'not-now';
  return projections.activation === 'review' ? 'for-review' : 'built-beside';
}

/** A disk that is full, a program that ends: what is published stays, and can be given once more with the rest. */
function partly(error: unknown, done: number, all: number): unknown {
  if (!(error instanceof LedgerError)) return error;
  const hint = `${done} of ${all} rules are published. Publish the same list again: those are not published twice.`;
  return new LedgerError(error.code, error.message, { hint, cause: error });
}
