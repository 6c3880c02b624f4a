import { afterEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import type { Clock } from '#core/ports.js';
import { fixedClock } from '#core/testing.js';
import type { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { MemoryReadStore } from '#read-store/memory/memory-read-store.js';
import type { ReadStore } from '#read-store/port.js';
import type { AnyDefinition } from '../definition/compiled-projection.js';
import type { DecisionJournal } from '../builds/build-decisions.js';
import type { SlotOwnership } from '../batches/slot-ownership.js';
import type { Activation } from '../builds/engine-parts.js';
import { canonicalContents, contentsOf, naiveContents } from './naive-projection.js';
import { registryOf } from '../definition/projection-registry.js';
import type { KeptCode, ProjectionRegistry, RegistryProblem } from '../definition/projection-registry.js';
import { openProjections } from '../engine/projection-runtime.js';
import type { Projections } from '../engine/projection-runtime.js';
import { endOfHistory } from './random-history.js';
import { trails } from './sample-projections.js';

/** For specs of what runs: projections that are opened here end with the test. */
const opened: Projections[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((projections) => projections.stop()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tend-projections-'));
  directories.push(directory);
  return directory;
}

interface Given {
  readonly ledger: MemoryEventStore;
  readonly store?: string | ReadStore;
  readonly definitions?: readonly unknown[];
  readonly clock?: Clock;
  readonly parameters?: Record<string, number>;
  readonly retryMs?: number;
  readonly activation?: Activation;
  readonly journal?: DecisionJournal;
  readonly ownership?: SlotOwnership;
  readonly quietMs?: number;
  /** Only the code of these definitions can be had. */
  readonly hasOnlyThese?: boolean;
  /** Files that gave no projection. */
  readonly problems?: readonly RegistryProblem[];
}

export async function open({
  ledger,
  store = new MemoryReadStore(),
  definitions = [trails],
  clock,
  parameters,
  retryMs,
  activation,
  journal,
  ownership,
  quietMs,
  hasOnlyThese = false,
  problems = [],
}: Given): Promise<Projections> {
  const registry = registryOf(...(definitions as AnyDefinition[]));
  const projections = await openProjections({
    eventStore: ledger,
    readStore: store,
    registry: { ...registry, problems, ...(hasOnlyThese ? { code: codeOf(registry) } : {}) },
    clock: clock ?? fixedClock(endOfHistory),
    ...(parameters === undefined ? {} : { parameters }),
    ...(retryMs === undefined ? {} : { retryMs }),
    ...(activation === undefined ? {} : { activation }),
    ...(journal === undefined ? {} : { journal }),
    ownership,
    ...(quietMs === undefined ? {} : { quietMs }),
  });
  opened.push(projections);
  await projections.start();
  return projections;
}

/** As on a machine of its own. */
function codeOf({ projections, code }: ProjectionRegistry): KeptCode {
  return {
    definition: async (bundle, name) => {
      if (projections.some((each) => each.bundle === bundle)) return code!.definition(bundle, name);
      throw new LedgerError('not-found', 'The code of this build is not here.');
    },
    sweep: () => undefined,
  };
}

/** All that a projection has made, as one text. */
export function shown(projections: Pick<Projections, 'read'>, name: string): string {
  return projections.read(name, (view) => canonicalContents(contentsOf(view)));
}

/** What it has to be. */
export function expected(definition: unknown, ledger: MemoryEventStore, parameters = {}): string {
  return canonicalContents(naiveContents(definition as AnyDefinition, [...ledger.readAll()], endOfHistory, parameters));
}
