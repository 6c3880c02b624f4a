import { namesOfKeys } from '../documents/names-of-keys.js';
import { codeOf } from '../moments/read-at.js';
import { relationshipNames } from '../relationships/timeline.js';
import type { Workspace } from '../workspace.js';
import type { ReadCase } from './case-log.js';
import type { SeenProcess } from './chosen-cases.js';
import type { ToldCase } from './parts/wait-answers.js';

/** The cases of some keys by what they are called, and whose they are. @param cases all of which some are told */
export function toldCases(
  workspace: Workspace,
  { log, around, moment }: SeenProcess,
  cases: readonly ReadCase[],
  keys: readonly string[],
): (key: string) => ToldCase {
  const wanted = new Set(keys);
  const owners = new Map(
    cases.flatMap(({ key, one }) => (wanted.has(key) ? [[key, around.relationshipsOf(one)] as const] : [])),
  );
  const known = moment?.known;
  const relationships = relationshipNames(workspace, [...new Set([...owners.values()].flat())], known, 'service');
  const names = namesOfKeys(workspace, codeOf(workspace, 'process-flow', log.read), [...wanted], known);
  return (key) => ({
    case: names.get(key) ?? { id: key },
    key,
    relationships: (owners.get(key) ?? []).flatMap((id) => relationships.get(id) ?? []),
  });
}
