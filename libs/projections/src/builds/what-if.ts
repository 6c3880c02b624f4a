import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import type { AssumedContext } from '#read-store/build-info.js';
import { requireAssumable } from '../facts/assumed-context.js';
import { diffBuilds } from './build-diff.js';
import type { BuildDiff, DiffOptions } from './build-diff.js';
import { compileProjection } from '../definition/compiled-projection.js';
import type { ParameterValue, ParameterValues } from '../definition/definition.js';
import type { EngineParts } from './engine-parts.js';
import type { Following } from '../batches/following.js';
import type { KeptCode } from '../definition/projection-registry.js';

/** What is to be different in all of history: parameters of the definition, and what was published for it to read. */
export interface WhatIfChanges {
  readonly parameters?: ParameterValues;
  /** In the place of all that was published of the same type and scope. */
  readonly context?: readonly AssumedContext[];
}

export interface WhatIfOptions extends DiffOptions {
  /** Events folded, of those that there are; then `progress` tells how far the comparison is. */
  readonly folding?: ((state: { readonly done: number; readonly total: number }) => void) | undefined;
}

/**
 * What a projection would be with other parameters, or if something else had been published: all of history folded into a
 * store that is thrown away, and compared with what serves. The code is that of the build that serves, so that nothing
 * else differs.
 * @throws LedgerError `invalid` for what it does not have or read, `build-conflict`, `cancelled`, `disk-full`
 */
export async function whatIf(
  serving: Following,
  { parameters = {}, context = [] }: WhatIfChanges,
  parts: EngineParts,
  code: KeptCode | undefined,
  options: WhatIfOptions = {},
): Promise<BuildDiff> {
  const { info } = serving.build;
  const own = serving.projection.parameters;
  if (Object.keys(parameters).length === 0 && context.length === 0) throw nothingChanges(info.name, own);
  requireParameters(info.name, own, parameters);
  requireAssumable(serving.projection, context);
  if (info.code === undefined || code === undefined)
    throw new LedgerError('build-conflict', `The code of ${info.id} is not kept, so that it cannot be run again.`);
  const definition = await code.definition(info.code.bundle, info.name);
  const compiled = compileProjection(definition, { ...own, ...parameters });
  const store = await parts.readStore.scratch();
  try {
    const assumed = context.length === 0 ? {} : { assumed: context };
    const made = { beganAt: info.beganAt, code: { ...info.code, parameters: compiled.parameters, ...assumed } };
    const follower = parts.follow(compiled, await store.create(info.name, info.fingerprint, made));
    try {
      return await compareFolded(serving, follower, parts, options);
    } finally {
      await follower.close();
    }
  } finally {
    await store.close();
  }
}

async function compareFolded(
  serving: Following,
  follower: Following,
  { eventStore, ending }: EngineParts,
  options: WhatIfOptions,
): Promise<BuildDiff> {
  const { signal, folding } = options;
  const total = eventStore.head().sequence;
  while (follower.position < total) {
    if (signal?.aborted || ending.aborted) throw new LedgerError('cancelled');
    await follower.catchUp(total);
    folding?.({ done: follower.folded, total });
    await setImmediate();
  }
  const ended = signal === undefined ? ending : AbortSignal.any([signal, ending]);
  const diff = await diffBuilds(serving, follower, eventStore, { ...options, signal: ended });
  return { ...diff, to: { ...diff.to, id: 'what-if', fingerprint: 'what-if' } };
}

function requireParameters(name: string, own: ParameterValues, changes: ParameterValues): void {
  const names = Object.keys(own);
  if (names.length === 0 && Object.keys(changes).length > 0)
    throw new LedgerError('invalid', `The projection ${name} has no parameters.`);
  const violations = Object.entries(changes).flatMap(([parameter, value]) => {
    if (!Object.hasOwn(own, parameter)) return [{ field: parameter, message: `is none of ${names.join(', ')}` }];
    const kind = kindOf(own[parameter]!);
    if (kind === 'null' || kindOf(value) === kind) return [];
    return [{ field: parameter, message: `must be a ${kind}, as ${JSON.stringify(own[parameter])} is` }];
  });
  if (violations.length === 0) return;
  const [first] = violations;
  throw new LedgerError('invalid', `${first!.field} ${first!.message}.`, { violations });
}

function nothingChanges(name: string, own: ParameterValues): LedgerError {
  const names = Object.keys(own);
  const violations = [{ field: 'set', message: 'must give a parameter, or `context` what is published instead' }];
  return new LedgerError('invalid', 'Nothing would be different.', {
    violations,
    hint: names.length === 0 ? `${name} has no parameters.` : `${name} has ${names.join(', ')}.`,
  });
}

function kindOf(value: ParameterValue): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
