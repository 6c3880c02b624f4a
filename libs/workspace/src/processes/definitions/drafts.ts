import { LedgerError, type Violation } from '#core/errors.js';
import { nearNames } from '#core/near-names.js';
import type { Instant } from '#core/time.js';
import {
  changedDefinition,
  definitionParts,
  DefinitionChange,
  type DefinitionContent,
} from '#domain/commands/define-process.js';
import { violationsOf } from '#domain/data-validation.js';
import type { DefineQuery } from './definition-answers.js';
import { differencesOf } from './definition-differences.js';
import { holdingAt, type PublishedDefinition } from './definition-versions.js';

/** A definition that is to be published. */
export interface Draft {
  readonly version: string;
  readonly content: DefinitionContent;
  /** What it was made of, if anything was declared. */
  readonly before: PublishedDefinition | undefined;
}

/** What a draft is made for. */
export interface DraftTime {
  /** From when on it is to hold. */
  readonly start: Instant;
  readonly now: Instant;
}

/**
 * What holds at the time from which it is to hold, with what is changed; where nothing does, what holds now. What says the
 * same keeps its version.
 * @param change checked by `requireChange`
 * @param published all of the process, the latest to hold first
 * @throws LedgerError `invalid`
 */
export function changedDraft(
  query: DefineQuery,
  change: DefinitionChange,
  published: readonly PublishedDefinition[],
  { start, now }: DraftTime,
): Draft {
  const before = holdingAt(published, start) ?? holdingAt(published, now);
  const content = changedDefinition(query.process, before?.content, change);
  requireKnownNames(change.without ?? [], before?.content);
  if (before === undefined && differencesOf(undefined, content).length === 0)
    refuse([{ field: 'change', message: 'must say something: nothing is declared of the process yet' }]);
  const isSame = before !== undefined && differencesOf(before.content, content).length === 0;
  const version = query.version ?? (isSame ? before.version : nextVersion(published));
  requireOneContent(version, content, published);
  return { version, content: isSame ? before.content : content, before };
}

/**
 * A former version once more: the one that is named, or the last that said something else than the one that holds. Before
 * the first one nothing was declared, and so it is again.
 * @throws LedgerError `not-found` for a version that there is not
 */
export function revertedDraft(
  { process, revert }: DefineQuery,
  published: readonly PublishedDefinition[],
  { start }: DraftTime,
): Draft {
  const before = holdingAt(published, start);
  if (before === undefined) throw nothingDeclared(process);
  if (revert?.version !== undefined) {
    const found = published.find(({ version }) => version === revert.version);
    if (found !== undefined) return { version: found.version, content: found.content, before };
    const versions = [...new Set(published.map(({ version }) => version))];
    throw new LedgerError('not-found', `“${process}” has no version “${revert.version}”.`, {
      hint: `There are: ${versions.join(', ')}.`,
    });
  }
  const former = published
    .slice(published.indexOf(before) + 1)
    .find(({ content }) => differencesOf(content, before.content).length > 0);
  if (former !== undefined) return { version: former.version, content: former.content, before };
  const content = { process, terminal: [] };
  const isNothing = differencesOf(before.content, content).length === 0;
  if (isNothing) throw nothingDeclared(process);
  return { version: nextVersion(published), content, before };
}

function nothingDeclared(process: string): LedgerError {
  return new LedgerError('not-found', `Of “${process}” nothing is declared that could be taken back.`, {
    hint: '`tend processes definitions NAME` lists what was published of a process.',
  });
}

/** @throws LedgerError `invalid`, with every violation, for what is no change */
export function requireChange(query: DefineQuery): DefinitionChange {
  const { change = {}, bpmn, revert } = query;
  const violations: Violation[] = violationsOf(DefinitionChange, change).map(({ field, message }) => ({
    field: ['change', field].filter(Boolean).join('.'),
    message,
  }));
  const changes = Object.keys(change).length > 0 || bpmn !== undefined;
  if (revert !== undefined && changes)
    violations.push({ field: 'revert', message: 'must be absent beside a change: it is one or the other' });
  if (revert !== undefined && query.version !== undefined)
    violations.push({ field: 'version', message: 'must be absent beside revert: a version keeps its name' });
  if (bpmn !== undefined && (change.sequence ?? change.model) !== undefined)
    violations.push({ field: 'bpmn', message: 'must be absent beside another path: a process has one' });
  refuse(violations);
  return change;
}

function requireKnownNames(names: readonly string[], before: DefinitionContent | undefined): void {
  const targets = before?.targets?.map(({ target }) => target) ?? [];
  const known: readonly string[] = [...definitionParts, ...targets];
  refuse(
    names.flatMap((name, at) => {
      if (known.includes(name)) return [];
      const near = nearNames(name, known);
      const which = near.length > 0 ? `perhaps ${near.join(' or ')}` : known.join(', ');
      return [{ field: `change.without.${at}`, message: `“${name}” is neither a part nor a target of it: ${which}` }];
    }),
  );
}

/** A version is known by its name: of two that say different things none could be told. */
function requireOneContent(
  version: string,
  content: DefinitionContent,
  published: readonly PublishedDefinition[],
): void {
  const other = published.find((one) => one.version === version && differencesOf(one.content, content).length > 0);
  if (other === undefined) return;
  refuse([{ field: 'version', message: `“${version}” is the name of another version already: give another one` }]);
}

function refuse(violations: readonly Violation[]): void {
  const [first] = violations;
  if (first !== undefined) throw new LedgerError('invalid', `${first.field} ${first.message}.`, { violations });
}

/** The next number; versions that are called otherwise are passed over. */
function nextVersion(published: readonly PublishedDefinition[]): string {
  const numbers = published.map(({ version }) => (/^\d{1,9}$/.test(version) ? Number(version) : 0));
  return String(Math.max(0, ...numbers) + 1);
}
