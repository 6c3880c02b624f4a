import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sharedDirectoryVariable } from './engine-bench.js';
import { measure, type Figure, type FigureResult } from './figure.js';
import { watchPeakMiB } from './memory.js';

/**
 * `npm run bench -- PREFIX… [--json]`: the figures whose names begin so, or all. Each runs in a process of its own, so
 * that none inherits the memory or the warmth of another.
 */
const here = dirname(fileURLToPath(import.meta.url));

/** Every `*.figure.js` of this folder exports `figures`. */
async function allFigures(): Promise<readonly Figure[]> {
  const files = readdirSync(here)
    .filter((name) => name.endsWith('.figure.js'))
    .toSorted();
  const modules = await Promise.all(
    files.map(async (file) => (await import(pathToFileURL(join(here, file)).href)) as { figures: readonly Figure[] }),
  );
  return modules.flatMap(({ figures }) => figures);
}

async function measureHere(name: string): Promise<void> {
  const figure = (await allFigures()).find((each) => each.name === name);
  if (figure === undefined) throw new Error(`There is no figure ${name}`);
  const result = await measure(figure, watchPeakMiB);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** The process of the figure that is being measured. */
let measuring: ChildProcess | undefined;

/** @param shared a directory for what several figures of this run need, and for what each makes for itself */
function measureApart(name: string, shared: string): Promise<FigureResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--expose-gc', ...process.execArgv, fileURLToPath(import.meta.url), '--one', name],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, [sharedDirectoryVariable]: shared, TMPDIR: shared },
      },
    );
    measuring = child;
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(line) as FigureResult);
      else reject(new Error(`${name} ended with ${code}`));
    });
  });
}

function textOf(result: FigureResult, what: string): string {
  const against =
    result.reference === undefined
      ? ''
      : `, ${result.reference.name} ${result.reference.value.toLocaleString('en')}: ratio ${result.ratio}`;
  return `${result.name.padEnd(22)} ${result.value.toLocaleString('en')} ${result.unit}${against} (peak ${result.peakMiB} MiB)\n  ${what}\n  ${JSON.stringify(result.detail)}\n`;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--one') {
    await measureHere(args[1]!);
    return 0;
  }
  const json = args.includes('--json');
  const prefixes = args.filter((arg) => !arg.startsWith('--'));
  const figures = (await allFigures()).filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  );
  if (figures.length === 0) {
    process.stderr.write(
      `No figure begins with ${prefixes.join(' or ')}. There are: ${(await allFigures()).map(({ name }) => name).join(', ')}\n`,
    );
    return 2;
  }
  const shared = mkdtempSync(join(tmpdir(), 'tend-bench-'));
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    measuring?.kill('SIGKILL');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let failed = 0;
  for (const figure of figures) {
    if (isStopped) break;
    process.stderr.write(`${figure.name} …\n`);
    try {
      const result = await measureApart(figure.name, shared);
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : textOf(result, figure.what));
    } catch (error) {
      failed++;
      process.stderr.write(`${(error as Error).message}\n`);
    }
  }
  // Nothing is left behind, whatever became of the figures: a ledger has hundreds of MiB.
  rmSync(shared, { recursive: true, force: true });
  return isStopped ? 130 : failed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
