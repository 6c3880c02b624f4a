import type { BuildInfo, BuildStall, NewBuild } from './build-info.js';

/** Raised when what lies in a build's file changes its meaning: then all builds are made anew. */
export const READ_STORE_FORMAT = 5;

/** A build as it is written: whether it serves stands elsewhere, so that two never do. */
export interface Entry extends Omit<BuildInfo, 'state'> {
  /** Absent: on its way, unless it serves. */
  readonly stage?: 'paused' | 'ready' | 'kept';
  /** How long its file was when it was last put on disk: one that is shorter has lost something. */
  readonly bytes?: number;
  /** Of a build that several nodes have: no other build, of any time, is called so. */
  readonly epoch?: string;
}

/** All that is known of the builds: one value, so that every change of it is one atomic step. */
export interface Contents {
  readonly format: number;
  readonly builds: readonly Entry[];
  /** Name → number of the build that serves. */
  readonly serving: readonly (readonly [name: string, number: number])[];
  /** Name → the highest number given so far: a number never comes back. */
  readonly numbers: readonly (readonly [name: string, number: number])[];
  /** The run of the machine during which files are being written that are not on disk; absent while they are. */
  readonly writtenDuring?: string;
}

export const emptyContents: Contents = { format: READ_STORE_FORMAT, builds: [], serving: [], numbers: [] };

/** With a new build on its way. */
export function withBuild<Of extends Contents>(
  contents: Of,
  added: { name: string; fingerprint: string; options: NewBuild; epoch?: string },
): [contents: Of, entry: Entry] {
  const { name, fingerprint, epoch } = added;
  const { above = 0, beganAt = 0, code, activates } = added.options;
  const numbers = new Map(contents.numbers);
  const number = Math.max(numbers.get(name) ?? 0, above) + 1;
  numbers.set(name, number);
  const entry: Entry = {
    id: `${name}.${number}`,
    name,
    number,
    fingerprint,
    beganAt,
    ...(code === undefined ? {} : { code }),
    ...(activates === true ? { activates } : {}),
    ...(epoch === undefined ? {} : { epoch }),
  };
  const builds = [...contents.builds, entry].sort((a, b) => compare(a.name, b.name) || a.number - b.number);
  return [{ ...contents, builds, numbers: [...numbers] }, entry];
}

/** With a build that serves from now on; the one that served is kept. */
export function pointedAt<Of extends Contents>(contents: Of, name: string, number: number): Of {
  const served = new Map(contents.serving).get(name);
  return {
    ...contents,
    builds: contents.builds.map((build) => {
      if (build.name !== name) return build;
      const { stage: _stage, ...bare } = build;
      if (build.number === number) return bare;
      return build.number === served ? { ...bare, stage: 'kept' as const } : build;
    }),
    serving: [...new Map(contents.serving).set(name, number)],
  };
}

/** With a build that has come so far. */
export function noted<Of extends Contents>(contents: Of, id: string, state: 'building' | 'paused' | 'ready'): Of {
  return withChanged(contents, id, ({ stage: _stage, ...bare }) =>
    state === 'building' ? bare : { ...bare, stage: state },
  );
}

/** With a build that stands still somewhere, or goes on. */
export function stalledAt<Of extends Contents>(contents: Of, id: string, stall: BuildStall | undefined): Of {
  return withChanged(contents, id, ({ stall: _before, ...bare }) => (stall === undefined ? bare : { ...bare, stall }));
}

export function without<Of extends Contents>(contents: Of, ids: readonly string[]): Of {
  return {
    ...contents,
    builds: contents.builds.filter((build) => !ids.includes(build.id)),
    serving: contents.serving.filter(([name, number]) => !ids.includes(`${name}.${number}`)),
  };
}

/** As everybody sees them. */
export function buildsOf({ builds, serving }: Contents): readonly BuildInfo[] {
  const pointers = new Map(serving);
  return builds.map(({ stage, bytes: _bytes, epoch: _epoch, ...build }): BuildInfo => ({
    ...build,
    state: pointers.get(build.name) === build.number ? 'serving' : (stage ?? 'building'),
  }));
}

function withChanged<Of extends Contents>(contents: Of, id: string, change: (build: Entry) => Entry): Of {
  return { ...contents, builds: contents.builds.map((build) => (build.id === id ? change(build) : build)) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
