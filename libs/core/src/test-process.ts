import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { repositoryRoot } from './test-data.js';

/**
 * For specs of what happens between processes: runs a module, given as text, in a Node process of its own, on the
 * sources as they are. Its imports are written as in the sources (`#core/ids.js`); decorators are not supported.
 * Whoever starts one ends it.
 */
export function startTestProcess(source: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const flags = ['--no-warnings', '--conditions=source', '--experimental-transform-types', '--input-type=module'];
  const { NODE_OPTIONS: _, ...env } = process.env;
  return spawn(process.execPath, [...flags, '--import', typescriptImports, '--eval', source, ...args], {
    cwd: repositoryRoot(),
    env,
  });
}

/** Sources import each other as `.js`, which is what they are built to. */
const typescriptImports = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      const own = specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts');
      return next(own ? specifier.slice(0, -3) + '.ts' : specifier, context);
    },
  });
`)}`;
