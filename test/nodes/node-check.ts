import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProjections, type Projections } from '#projections/engine/projection-runtime.js';
import { canonicalContents, contentsOf } from '#projections/oracle/naive-projection.js';
import { openTend, type LocalTend } from '#workspace/local-tend.js';
import { nodeSettingsOf } from '#workspace/nodes/node-settings.js';
import { isWritable } from '#workspace/workspace.js';
import { faultsOfAcknowledged } from '../faults/server-check.js';

const comesWithinMs = 60_000;

/**
 * Opens the directory of a node in this process, as a node that only reads: every event that was acknowledged is there
 * once, whole and in order, and each projection shows what one shows that is folded from this ledger alone, on one machine.
 * @returns what is wrong; nothing when all is well
 */
export async function checkNode(
  directory: string,
  environment: Readonly<Record<string, string>>,
  acknowledged: ReadonlyMap<string, string>,
): Promise<string[]> {
  const tend = await openTend({ directory, node: nodeSettingsOf(environment), follow: true });
  const recomputed = mkdtempSync(join(tmpdir(), 'tend-recomputed-'));
  try {
    const faults = faultsOfAcknowledged(tend.workspace, acknowledged);
    faults.push(...(await faultsOfProjections(tend, recomputed)));
    return faults;
  } finally {
    await tend.close();
    rmSync(recomputed, { recursive: true, force: true });
  }
}

async function faultsOfProjections({ workspace }: LocalTend, directory: string): Promise<string[]> {
  if (!isWritable(workspace)) return ['The directory is written by another process'];
  const { ledger, registry, clock, projections } = workspace;
  const alone = await openProjections({
    eventStore: ledger,
    readStore: directory,
    registry,
    clock,
    parameters: { zone: workspace.directory.zone },
  });
  try {
    await alone.start();
    for (const all of [projections, alone]) await all.waitForAll({ timeoutMs: comesWithinMs });
    return registry.projections.flatMap(({ definition: { name } }) => {
      const [ours, theirs] = [projections, alone].map((each) => shown(each, name));
      return ours === theirs ? [] : [`${name} is not what a recomputation makes of the ledger`];
    });
  } finally {
    await alone.stop();
  }
}

function shown(projections: Projections, name: string): string {
  return projections.read(name, (view) => canonicalContents(contentsOf(view)));
}
