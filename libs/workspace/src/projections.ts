import type { ProjectionRow } from './answers.js';
import type { Work } from './tend.js';
import { isWritable, type Workspace, type WritableWorkspace } from './workspace.js';

/** All projections and how they stand. What only the folding process knows is 0 in a reading one. */
export function projectionRows(workspace: Workspace): ProjectionRow[] {
  if (isWritable(workspace)) {
    return workspace.projections.status().map(({ reason: _reason, building, ...row }) => ({
      ...row,
      build: row.build ?? building?.build ?? '–',
    }));
  }
  const definitions = new Map(workspace.registry.projections.map(({ definition }) => [definition.name, definition]));
  return workspace.projections.status().map((row) => {
    const definition = definitions.get(row.name);
    return {
      ...row,
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
  work: Work,
): Promise<ProjectionRow> {
  await workspace.projections.rebuild(
    name,
    ({ done, total }) => work.progress?.({ stage: `rebuild ${name}`, done, total, unit: 'events' }),
    work.signal,
  );
  return projectionRows(workspace).find((row) => row.name === name)!;
}
