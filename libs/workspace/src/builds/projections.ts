import type { ProjectionRow, ProjectionsAnswer } from '../answers.js';
import { progressOf, telling } from './builds.js';
import type { Work } from '../tend.js';
import { isWritable, type Workspace, type WritableWorkspace } from '../workspace.js';

/** All projections and how they stand, and the files that gave none. */
export function projectionsOf(workspace: Workspace): ProjectionsAnswer {
  const { problems } = workspace.registry;
  return { projections: projectionRows(workspace), ...(problems.length === 0 ? {} : { problems }) };
}

/** What only the folding process knows is 0 in a reading one. */
export function projectionRows(workspace: Workspace): ProjectionRow[] {
  if (isWritable(workspace)) {
    const { projections } = workspace;
    return projections.status().map(({ building, ...row }) => {
      const waiting = projections.builds(row.name).findLast(({ state }) => state === 'ready')?.build;
      return {
        ...row,
        build: row.build ?? building?.build ?? '–',
        ...(building === undefined ? {} : { building: { build: building.build, ...progressOf(building) } }),
        ...(waiting === undefined ? {} : { waiting }),
      };
    });
  }
  const definitions = new Map(workspace.registry.projections.map(({ definition }) => [definition.name, definition]));
  return workspace.projections.status().map((row) => {
    const definition = definitions.get(row.name);
    return {
      ...row,
      state: 'serving',
      build: row.build ?? '–',
      purpose: definition?.purpose ?? '–',
      key: definition?.key.by ?? '–',
      lagSeconds: 0,
    };
  });
}

/** Builds one anew beside the one that serves. @throws LedgerError */
export async function rebuildProjection(
  workspace: WritableWorkspace,
  name: string,
  activate: boolean,
  work: Work,
): Promise<ProjectionRow> {
  await workspace.projections.rebuild(name, telling(`rebuild ${name}`, work), work.signal, { activate });
  return projectionRows(workspace).find((row) => row.name === name)!;
}
