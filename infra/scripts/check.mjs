/** `npm run check`: types, lint, format and dependency rules; every one is run, and each says how it went. */
import fs from 'node:fs';
import path from 'node:path';
import { prepare } from './prepare.mjs';
import { main, pinnedNode, root, runChild, say, SetUpError } from './runtime.mjs';

const tool = (...parts) => path.join(root, 'node_modules', ...parts);
const compiler = tool('typescript-7', 'bin', 'tsc');
const checks = [
  { name: 'types', run: [compiler, '-p', 'tsconfig.base.json'] },
  { name: 'types of the pages', run: [compiler, '-p', 'apps/web/tsconfig.json'], needs: 'apps/web/src' },
  { name: 'lint', run: [tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '.'] },
  { name: 'format', run: [tool('oxfmt', 'bin', 'oxfmt'), '--check', '.'] },
  {
    name: 'dependencies',
    run: [
      tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'libs',
      'test',
    ],
  },
];

await main(async () => {
  await prepare([]);
  const failed = [];
  for (const { name, run, needs } of checks) {
    if (needs && !fs.existsSync(path.join(root, needs))) continue;
    const started = Date.now();
    const { status } = await runChild(pinnedNode(), run, { cwd: root });
    say(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (status !== 0) failed.push(name);
  }
  if (failed.length > 0) throw new SetUpError(`Not in order: ${failed.join(', ')}.`);
});
