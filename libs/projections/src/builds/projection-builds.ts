import { LedgerError } from '#core/errors.js';
import type { Build, BuildCode, BuildInfo, ReadStore } from '#read-store/port.js';
import type { BuildBeside } from './build-beside.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { ParameterValues } from '../definition/definition.js';
import { engineOf } from '../definition/fingerprint.js';
import type { Following } from '../batches/following.js';
import { settleProjection } from '../definition/projection-registry.js';
import type { KeptCode, RegisteredProjection } from '../definition/projection-registry.js';

/** A projection as its file defines it now. */
export interface Wanted {
  readonly compiled: CompiledProjection;
  readonly fingerprint: string;
  readonly code: BuildCode;
}

/** All builds of one projection: which of them are folded, and which one is on its way. */
export class ProjectionBuilds {
  /** Of everything that is complete: what serves, what is kept, what waits. */
  readonly followers = new Map<string, Following>();
  /** Builds that are not folded, and why. */
  readonly notFolded = new Map<string, string>();
  /** Of the build that serves. */
  follower: Following | undefined;
  /** Of the build that is about to serve: until it does, both must have what a reader has waited for. */
  next: Following | undefined;
  /** The build that answers here: where others decide too, the one that serves may not be as far here yet. */
  answers: string | undefined;
  isBeginning = false;
  /** What was published for the past is about to be seen by a build that is not begun yet. */
  isAwaited = false;
  /** A complete build is about to take over by itself. */
  isSwitching = false;
  /** Why the build that should be on its way could not be begun, or what was decided not followed. */
  failure: string | undefined;
  /** The decisions name a build that this directory does not have. */
  elsewhere: string | undefined;
  private working: Promise<unknown> = Promise.resolve();
  private onItsWay: BuildBeside | undefined;

  constructor(
    readonly name: string,
    readonly wanted: Wanted | undefined,
    /** Why there is no definition. */
    readonly problem: string | undefined,
    private readonly store: ReadStore,
    /** There is no file of its name any more. */
    readonly isGone = false,
  ) {}

  /** The build on its way: there is one at a time. */
  get beside(): BuildBeside | undefined {
    return this.onItsWay;
  }

  set beside(next: BuildBeside | undefined) {
    if (this.onItsWay !== next) this.onItsWay?.end();
    this.onItsWay = next;
  }

  /** One without a definition is no more when its last build has gone. */
  exists(): boolean {
    return this.wanted !== undefined || this.infos().length > 0;
  }

  infos(): readonly BuildInfo[] {
    return this.store.builds().filter(({ name }) => name === this.name);
  }

  serving(): Build | undefined {
    return this.store.serving(this.name);
  }

  /** What is read here: what serves, but for a while after another node has let another one serve. */
  answering(): Build | undefined {
    return (this.answers === undefined ? undefined : this.store.build(this.answers)) ?? this.serving();
  }

  /** @param id `<name>.<number>`, or the number alone @throws LedgerError `not-found` */
  require(id: string): BuildInfo {
    const found = this.infos().find((info) => info.id === id || String(info.number) === id);
    if (found === undefined) throw new LedgerError('not-found', `The projection ${this.name} has no build ${id}.`);
    return found;
  }

  inState(...states: readonly BuildInfo['state'][]): readonly BuildInfo[] {
    return this.infos().filter(({ state }) => states.includes(state));
  }

  /** One change of what serves, and of what there is, after the other. */
  async alone<T>(step: () => Promise<T>): Promise<T> {
    const done = this.working.catch(() => undefined).then(step);
    this.working = done;
    return done;
  }
}

/** A registered definition with the values of the workspace, as builds of it are made. */
export function wantedOf(registered: RegisteredProjection, parameters: ParameterValues): Wanted {
  const { compiled, fingerprint } = settleProjection(registered, parameters);
  const code = { bundle: registered.bundle, parameters: compiled.parameters, engine: engineOf() };
  return { compiled, fingerprint, code };
}

/**
 * The definition that a build was made with, from its bundle.
 * @throws LedgerError when it can be folded no more: then it answers with what it has
 */
export async function keptDefinition(info: BuildInfo, code: KeptCode | undefined): Promise<CompiledProjection> {
  if (info.code === undefined || code === undefined)
    throw new LedgerError('not-found', 'Its code was not kept, so that it folds nothing new.');
  const { bundle, parameters, engine } = info.code;
  if (engine !== engineOf())
    throw new LedgerError('unavailable', 'It was made by another version of the engine, so that it folds nothing new.');
  return compileProjection(await code.definition(bundle, info.name), parameters as ParameterValues);
}
