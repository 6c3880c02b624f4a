import type { Id } from '#core/time.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { valueOfKey } from '#projections/definition/projection-key.js';
import type { Named } from '../answers.js';
import { linkedWith } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import { nameAll } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';

/**
 * What some keys stand for, where that has names: parties and relationships by id, and by name as far as that may be told
 * for the purpose of the projection; cases by their labels. Whoever is withheld, or reads as erased, has no name.
 * @param code of the build that is read; without it nobody is named
 * @param known what was known of who is one with whom
 */
export function namesOfKeys(
  workspace: Workspace,
  code: CompiledProjection | undefined,
  keys: readonly string[],
  known?: number,
): ReadonlyMap<string, Named> {
  if (code === undefined) return new Map();
  const values = new Map(keys.map((key) => [key, valueOfKey(code, key)]));
  const names = namesOf(workspace, code, [...new Set(values.values())], known);
  return new Map([...values].flatMap(([key, value]) => (names.has(value) ? [[key, names.get(value)!]] : [])));
}

function namesOf(
  workspace: Workspace,
  { by, purpose }: CompiledProjection,
  ids: readonly Id[],
  known: number | undefined,
): ReadonlyMap<Id, Named> {
  if (by === 'case') {
    const labels = workspace.names.labels(ids);
    return new Map(ids.map((id) => [id, { id, ...(labels.has(id) ? { name: labels.get(id)! } : {}) }]));
  }
  if (by !== 'relationship' && by !== 'party' && by !== 'actor') return new Map();
  const { allows } = permittedNow(workspace, purpose);
  // Several parties that are one are called by the first of them that may be told of.
  const shownOf = (id: Id): Id | undefined => linkedWith(workspace.ledger, id, known).find(allows);
  const shown = new Map(ids.map((id) => [id, shownOf(id)]));
  const names = nameAll(
    workspace,
    [...shown.values()].filter((id) => id !== undefined),
  );
  return new Map(ids.map((id) => [id, { ...names.get(shown.get(id) ?? ''), id }]));
}
