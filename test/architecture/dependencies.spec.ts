import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');
const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** Runs the rules of the repository over apps, libs and test below `folder`: `RULE: FROM -> TO`, sorted. */
async function violationsIn(folder: string): Promise<string[]> {
  const output = await new Promise<string>((resolve, reject) => {
    const cruiserArguments = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs', 'test'];
    execFile(
      process.execPath,
      [cruiser, ...cruiserArguments],
      { cwd: folder, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => (stdout === '' ? reject(new Error(stderr, { cause: error })) : resolve(stdout)),
    );
  });
  const { summary } = JSON.parse(output) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort();
}

describe('dependencies', () => {
  it('go one way in the whole repository', async () => {
    expect(await violationsIn(root)).toEqual([]);
  }, 120_000);

  describe('of a planted repository', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'tend-dependencies-'));
      for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.base.json']) {
        cpSync(path.join(root, file), path.join(folder, file));
      }
      symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
      plant('apps/ledger/src/main.ts', `import '#domain/offer.js';`);
      plant('test/bench/main.ts', `import '#domain/offer.js';`);
      plant('libs/core/src/time.ts', 'export type Instant = number; export const now = 0;');
      plant('libs/domain/src/offer.ts', `import type { Instant } from '#core/time.js'; export type Offer = Instant;`);
    });

    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function plant(file: string, source: string): void {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${source}\n`);
    }

    async function rulesBroken(): Promise<string[]> {
      return (await violationsIn(folder)).map((line) =>
        line.replace(/ -> .*node_modules\/((?:@[^/]+\/)?[^/]+)\/.*/, ' -> $1'),
      );
    }

    it('that keeps the rules is clean', async () => {
      expect(await rulesBroken()).toEqual([]);
    }, 60_000);

    it('that breaks each rule once is caught at each', async () => {
      plant('libs/core/src/upward.ts', `import type { Offer } from '#domain/offer.js'; export type Upward = Offer;`);
      plant('libs/core/src/main.ts', `import './upward.js'; import '@nestjs/common'; import 'class-validator';`);
      plant('libs/capture/src/main.ts', `import 'lmdb'; import 'ioredis'; import '@eventstore/db-client';`);
      plant('libs/domain/src/main.ts', `import '../../../apps/ledger/src/main.js'; import 'class-validator';`);
      plant('libs/elsewhere/src/main.ts', `import '#core/time.js';`);
      plant(
        'apps/cli/src/main.ts',
        `import '../../ledger/src/main.js'; import '@nestjs/common'; import './gone.js'; import '#measures/one.js';`,
      );
      plant(
        'apps/web/src/main.tsx',
        `import { now } from '#core/time.js'; import type {} from '#domain/offer.js'; import '#workspace/today/kind-words.js';`,
      );
      plant('libs/workspace/src/today/kind-words.ts', `import { now } from '#core/time.js'; export const kind = now;`);
      plant('libs/measures/src/left-over.ts', `export const alone = 1;`);
      plant('libs/measures/src/one.ts', `import './two.js'; import './one.spec.js'; import 'fast-check';`);
      plant('libs/measures/src/two.ts', `import type {} from './one.js';`);
      plant('libs/measures/src/one.spec.ts', `import 'fast-check';`);
      expect(await rulesBroken()).toEqual([
        'apps-apart: apps/cli/src/main.ts -> apps/ledger/src/main.ts',
        'libs-in-order: libs/elsewhere/src/main.ts -> libs/core/src/time.ts',
        'libs-know-no-app: libs/domain/src/main.ts -> apps/ledger/src/main.ts',
        'no-cycles: libs/measures/src/one.ts -> libs/measures/src/two.ts',
        'no-orphans: libs/measures/src/left-over.ts -> libs/measures/src/left-over.ts',
        'only-there-class-validator: libs/core/src/main.ts -> class-validator',
        'only-there-eventstore-db-client: libs/capture/src/main.ts -> @eventstore/db-client',
        'only-there-ioredis: libs/capture/src/main.ts -> ioredis',
        'only-there-lmdb: libs/capture/src/main.ts -> lmdb',
        'only-there-nestjs: libs/core/src/main.ts -> @nestjs/common',
        'order-core: libs/core/src/upward.ts -> libs/domain/src/offer.ts',
        'pages-take-types-only: apps/web/src/main.tsx -> libs/core/src/time.ts',
        'resolvable: apps/cli/src/main.ts -> ./gone.js',
        'ships-no-test-tool: apps/cli/src/main.ts -> fast-check',
        'ships-no-test-tool: apps/cli/src/main.ts -> libs/measures/src/one.spec.ts',
        'words-load-nothing: libs/workspace/src/today/kind-words.ts -> libs/core/src/time.ts',
      ]);
    }, 60_000);
  });
});
