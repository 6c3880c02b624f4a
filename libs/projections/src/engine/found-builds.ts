import type { ReadStore } from '#read-store/port.js';
import { ProjectionBuilds, wantedOf } from '../builds/projection-builds.js';
import type { ParameterValues } from '../definition/definition.js';
import { nameOf } from '../definition/projection-registry.js';
import type { ProjectionRegistry } from '../definition/projection-registry.js';

/** What is defined, and what only has builds: its file has gone, or does not load. */
export function* foundBuilds(
  registry: ProjectionRegistry,
  readStore: ReadStore,
  parameters: ParameterValues,
): Generator<ProjectionBuilds> {
  const problems = new Map(registry.problems.map(({ file, reason }) => [nameOf(file), `${file}: ${reason}`]));
  const defined = new Map(registry.projections.map((each) => [each.definition.name, wantedOf(each, parameters)]));
  for (const [name, wanted] of defined) yield new ProjectionBuilds(name, wanted, undefined, readStore);
  for (const name of new Set(readStore.builds().map((build) => build.name))) {
    if (defined.has(name)) continue;
    const problem = problems.get(name);
    const gone = 'Its file has gone: drop it, or bring the file back.';
    yield new ProjectionBuilds(name, undefined, problem ?? gone, readStore, problem === undefined);
  }
}
