import { setImmediate } from 'node:timers/promises';
import { LedgerError } from '#core/errors.js';
import { diffBuilds } from './build-diff.js';
import type { BuildDiff, DiffOptions } from './build-diff.js';
import { compileProjection } from './compiled-projection.js';
import type { ParameterValue, ParameterValues } from './definition.js';
import type { EngineParts } from './engine-parts.js';
import type { Following } from './following.js';
import type { KeptCode } from './projection-registry.js';

export interface WhatIfOptions extends DiffOptions {
  /** Events folded, of those that there are; then `progress` tells how far the comparison is. */
  readonly folding?: ((state: { readonly done: number; readonly total: number }) => void) | undefined;
}

/**
 * What a projection would be with other parameters: all of history folded into a store that is thrown away, and compared
 * with what serves. The code is that of the build that serves, so that nothing but the parameters differs.
 * @throws LedgerError `invalid` for a parameter that it does not have, `build-conflict`, `cancelled`, `disk-full`
 */
export async function whatIf(
  serving: Following,
  changes: ParameterValues,
  parts: EngineParts,
  code: KeptCode | undefined,
  options: WhatIfOptions = {},
): Promise<BuildDiff> {
  const { info } = serving.build;
  const own = serving.projection.parameters;
  requireParameters(info.name, own, changes);
  if (info.code === undefined || code === undefined)
    throw new LedgerError('build-conflict', `The code of ${info.id} is not kept, so that it cannot be run again.`);
  const definition = await code.definition(info.code.bundle, info.name);
  const compiled = compileProjection(definition, { ...own, ...changes });
  const store = await parts.readStore.scratch();
  try {
    const made = { beganAt: info.beganAt, code: { ...info.code, parameters: compiled.parameters } };
    const follower = parts.follow(compiled, await store.create(info.name, 'what-if', made));
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
  return { ...diff, to: { ...diff.to, id: 'what-if' } };
}

function requireParameters(name: string, own: ParameterValues, changes: ParameterValues): void {
  const names = Object.keys(own);
  if (names.length === 0) throw new LedgerError('invalid', `The projection ${name} has no parameters.`);
  const violations = Object.entries(changes).flatMap(([parameter, value]) => {
    if (!Object.hasOwn(own, parameter)) return [{ field: parameter, message: `is none of ${names.join(', ')}` }];
    const kind = kindOf(own[parameter]!);
    if (kind === 'null' || kindOf(value) === kind) return [];
    return [{ field: parameter, message: `must be a ${kind}, as ${JSON.stringify(own[parameter])} is` }];
  });
  if (Object.keys(changes).length === 0) violations.push({ field: 'set', message: 'must give a parameter' });
  if (violations.length === 0) return;
  const [first] = violations;
  throw new LedgerError('invalid', `${first!.field} ${first!.message}.`, { violations });
}

function kindOf(value: ParameterValue): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
