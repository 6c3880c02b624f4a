import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileProjection } from './compiled-projection.js';
import type { AnyDefinition } from './compiled-projection.js';
import { defineProjection } from './define-projection.js';
import { openBundles } from './bundle-store.js';
import { fingerprintOf } from './fingerprint.js';
import { scanProjections, settleProjection } from './projection-registry.js';
import { nothing } from '../oracle/sample-projections.js';
import { sourceOf } from './source-files.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Libraries in a temporary folder: path → text. */
function libraries(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tend-registry-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function definition(name: string, change: object = {}): unknown {
  return defineProjection({
    name,
    purpose: 'service',
    key: { by: 'case' },
    initial: () => ({}),
    on: nothing,
    ...change,
  });
}

async function scan(exports: Readonly<Record<string, () => object>>) {
  const folder = join(
    libraries(Object.fromEntries(Object.keys(exports).map((file) => [`read-models/src/${file}`, '']))),
    'read-models/src',
  );
  return scanProjections(folder, { load: async (file) => exports[file.slice(folder.length + 1)]!() });
}

describe('the registry', () => {
  test('takes every projection file and nothing else', async () => {
    const { projections, problems } = await scan({
      'b.projection.ts': () => ({ b: definition('b'), somethingElse: 1 }),
      'a.projection.js': () => ({ a: definition('a') }),
      'a.projection.spec.ts': () => ({ a: definition('x') }),
      'a.projection.d.ts': () => ({ a: definition('y') }),
      'helper.ts': () => ({ c: definition('c') }),
    });
    expect(projections.map((found) => found.definition.name)).toEqual(['a', 'b']);
    expect(problems).toEqual([]);
  });

  test('tells what is wrong with a file, and takes the others', async () => {
    const { projections, problems } = await scan({
      'broken.projection.ts': () => {
        throw new SyntaxError('Unexpected token');
      },
      'good.projection.ts': () => ({ good: definition('good') }),
      'misnamed.projection.ts': () => ({ other: definition('other') }),
      'none.projection.ts': () => ({ plain: { name: 'none', purpose: 'service' } }),
      'purposeless.projection.ts': () => ({ p: definition('purposeless', { purpose: '' }) }),
      'timed.projection.ts': () => ({ timed: definition('timed', { deadline: () => 1 }) }),
      'twice.projection.js': () => ({ twice: definition('twice') }),
      'twice.projection.ts': () => ({ twice: definition('twice') }),
      'two.projection.ts': () => ({ two: definition('two'), three: definition('three') }),
    });
    expect(projections.map((found) => found.definition.name)).toEqual(['good']);
    expect(problems).toEqual([
      { file: 'broken.projection.ts', reason: 'Unexpected token' },
      { file: 'misnamed.projection.ts', reason: 'The projection is named "other", the file "misnamed".' },
      { file: 'none.projection.ts', reason: 'The file exports 0 projections instead of one.' },
      { file: 'purposeless.projection.ts', reason: 'purposeless states no purpose.' },
      { file: 'timed.projection.ts', reason: 'timed has one of `deadline` and `onDeadline` without the other.' },
      { file: 'twice.projection.js', reason: 'twice.projection.js and twice.projection.ts have one name.' },
      { file: 'twice.projection.ts', reason: 'twice.projection.js and twice.projection.ts have one name.' },
      { file: 'two.projection.ts', reason: 'The file exports 2 projections instead of one.' },
    ]);
  });

  test('finds the read models that there are', async () => {
    const { projections, problems } = await scanProjections('libs/read-models/src');
    expect(problems).toEqual([]);
    expect(projections.map((found) => found.definition.name)).toContain('relationships');
  });
});

describe('bundles', () => {
  const bundlesIn = (root: string) => openBundles(join(root, 'operations/bundles'));
  const projection = (more = '') => `import { IsInt as Whole } from 'class-validator';
import { ContactEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection } from '#projections/definition/define-projection.js';
import { near } from './near.js';
class Marked { @Whole() n!: number }
export const a = defineProjection({ name: 'a', purpose: 'service', key: { by: 'case' },
  initial: () => ({ near, marked: Marked.name }), on: {} as never, ${more} });`;
  const files = (more = '') => ({
    'read-models/src/a.projection.ts': projection(more),
    'read-models/src/near.ts': 'export const near: number = 7;',
  });
  const scanIn = async (root: string) => {
    const found = await scanProjections(join(root, 'read-models/src'), { bundles: bundlesIn(root) });
    expect(found.problems).toEqual([]);
    return found.projections[0]!;
  };
  const madeBy = (found: { definition: AnyDefinition }) => compileProjection(found.definition).initial({} as never);

  test('are what a definition is executed from, also when its files have gone', async () => {
    const root = libraries(files());
    const { bundle, definition: first } = await scanIn(root);
    expect(compileProjection(first).initial({} as never)).toEqual({ near: 7, marked: 'Marked' });
    rmSync(join(root, 'read-models'), { recursive: true });
    const text = readFileSync(join(root, `operations/bundles/${bundle}.mjs`), 'utf8');
    expect(text).not.toContain(root);
    expect([...text.matchAll(/^import .*from "(.*)"/gm)].map(([, from]) => from)).toEqual(
      [...text.matchAll(/^import .*from "(node:.*)"/gm)].map(([, from]) => from),
    );
    expect(await bundlesIn(root).load(bundle)).toMatchObject({ a: { name: 'a' } });
  });

  test('are the same wherever the sources lie, and others for other sources', async () => {
    const { bundle } = await scanIn(libraries(files()));
    expect((await scanIn(libraries(files()))).bundle).toBe(bundle);
    expect((await scanIn(libraries(files('/* no difference */')))).bundle).toBe(bundle);
    expect((await scanIn(libraries(files('order: "recorded"')))).bundle).not.toBe(bundle);
    const root = libraries(files());
    expect(madeBy(await scanIn(root))).toEqual({ near: 7, marked: 'Marked' });
    writeFileSync(join(root, 'read-models/src/near.ts'), 'export const near: number = 8;');
    const changed = await scanIn(root);
    expect(changed.bundle).not.toBe(bundle);
    expect(madeBy(changed)).toEqual({ near: 8, marked: 'Marked' });
  });

  test('are made once for the same sources', async () => {
    const root = libraries(files());
    const { bundle } = await scanIn(root);
    const store = bundlesIn(root);
    const keep = jest.fn((source: string, text: string) => store.keep(source, text));
    await scanProjections(join(root, 'read-models/src'), { bundles: { ...store, keep } });
    expect(keep).not.toHaveBeenCalled();
    expect(store.sweep(new Set([bundle]))).toEqual([]);
    expect(store.sweep(new Set())).toEqual([bundle]);
    await scanProjections(join(root, 'read-models/src'), { bundles: { ...store, keep } });
    expect(keep).toHaveBeenCalledTimes(1);
  });

  test('are not run when they were changed, and made again', async () => {
    const root = libraries(files());
    const { bundle } = await scanIn(root);
    writeFileSync(join(root, `operations/bundles/${bundle}.mjs`), 'export const a = 1;');
    await expect(bundlesIn(root).load(bundle)).rejects.toMatchObject({ code: 'integrity' });
    await expect(bundlesIn(root).load('f'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('tell what is wrong with a file in a line', async () => {
    const root = libraries({
      'read-models/src/broken.projection.ts': 'export const = 1;',
      'read-models/src/lost.projection.ts': `import { x } from './nowhere.js';\nexport const lost = x;`,
    });
    const { problems } = await scanProjections(join(root, 'read-models/src'), { bundles: bundlesIn(root) });
    expect(problems).toEqual([
      { file: 'broken.projection.ts', reason: expect.stringMatching(/^.*Unexpected.*$/) },
      { file: 'lost.projection.ts', reason: expect.stringMatching(/^.*nowhere.*$/) },
    ]);
  });

  test('can be made of every read model', async () => {
    const root = libraries({});
    const { projections, problems } = await scanProjections('libs/read-models/src', { bundles: bundlesIn(root) });
    expect(problems).toEqual([]);
    const { projections: loaded } = await scanProjections('libs/read-models/src');
    expect(projections.map(({ definition: { name, purpose } }) => [name, purpose])).toEqual(
      loaded.map(({ definition: { name, purpose } }) => [name, purpose]),
    );
  });
});

describe('the fingerprint', () => {
  const files = {
    'read-models/src/a.projection.ts': `import { x } from './near.js';\nimport {\n  y,\n} from '#measures/deep/far.js';\nimport type { T } from '#core/types.js';\nimport fs from 'node:fs';\n`,
    'read-models/src/near.ts': `export { z } from '#core/z.js';`,
    'read-models/src/unused.ts': 'export const unused = 1;',
    'measures/src/deep/far.ts': `import './side-effect.js';\nimport '#core/z.js';`,
    'measures/src/deep/side-effect.ts': `import { x } from '../../../read-models/src/near.js';`,
    'core/src/z.ts': 'export const z = 1;',
    'core/src/types.ts': 'export type T = 1;',
  };
  const sourceIn = (given: Readonly<Record<string, string>>): string =>
    sourceOf(join(libraries(given), 'read-models/src/a.projection.ts'));

  test('is made of the file and all that it imports, wherever they lie', () => {
    const source = sourceIn(files);
    expect((JSON.parse(source) as [string][]).map(([name]) => name)).toEqual([
      'core/src/z.ts',
      'measures/src/deep/far.ts',
      'measures/src/deep/side-effect.ts',
      'read-models/src/a.projection.ts',
      'read-models/src/near.ts',
    ]);
    expect(sourceIn(files)).toBe(source);
    expect(sourceIn({ ...files, 'core/src/z.ts': 'export const z = 2;' })).not.toBe(source);
    expect(sourceIn({ ...files, 'read-models/src/unused.ts': '' })).toBe(source);
    const inTime = (version: string) =>
      sourceIn({
        ...files,
        'core/src/z.ts': `import { DateTime } from 'calendar/days';\nimport { hash } from 'node:crypto';\nimport '@marks/it';`,
        'node_modules/calendar/package.json': JSON.stringify({ version }),
      });
    expect(inTime('1.2.3')).toContain('["package @marks/it",""],["package calendar","1.2.3"]');
    expect(inTime('1.2.3')).not.toContain('package node');
    expect(inTime('1.2.4')).not.toBe(inTime('1.2.3'));
  });

  test('changes with the parameters and the source', () => {
    const given = definition('a', { parameters: { zone: 'UTC' } }) as AnyDefinition;
    const of = (bundle: string, parameters: Record<string, string>): string =>
      settleProjection({ definition: given, bundle }, parameters).fingerprint;
    expect(of('s', {})).toBe(of('s', { zone: 'UTC', other: 'x' }));
    expect(of('s', {})).not.toBe(of('s', { zone: 'Europe/Berlin' }));
    expect(of('s', {})).not.toBe(of('t', {}));
  });

  test('changes with what decides days and letters, not with every release of the runtime', () => {
    const { compiled } = settleProjection({ definition: definition('a') as AnyDefinition, bundle: '' }, {});
    const of = (node: string, tz: string) => fingerprintOf(compiled, '', { node, tz, unicode: '16.0' });
    expect(of('24.22.0', '2026a')).toBe(of('24.21.3', '2026a'));
    expect(of('25.0.0', '2026a')).not.toBe(of('24.21.3', '2026a'));
    expect(of('24.21.3', '2026b')).not.toBe(of('24.21.3', '2026a'));
    expect(process.versions).toMatchObject({
      tz: expect.stringMatching(/^20/),
      unicode: expect.stringMatching(/^\d/),
      cldr: expect.any(String),
    });
  });
});
