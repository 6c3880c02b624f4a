/** What is built, from what, and whether it is stale. The server, the CLI and the programs of test/ are one build, the pages another. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { lockHash, why } from './installation.mjs';
import { pinnedNode, root, runChild, say, SetUpError } from './runtime.mjs';

const dist = path.join(root, 'dist');
const staging = path.join(root, '.build');

const builds = {
  server: {
    name: 'the server and the CLI',
    stamp: path.join(dist, '.server-built'),
    inputs: ['apps/ledger', 'apps/cli', 'libs', 'test', 'infra/scripts', 'package.json', 'tsconfig.base.json'],
    isInput: (file) => /\.(?:ts|json)$/.test(file) && !/\.(?:spec|contract)\.ts$/.test(file),
    run: buildServer,
  },
  web: {
    name: 'the pages',
    stamp: path.join(dist, '.web-built'),
    inputs: ['apps/web', 'package.json', 'tsconfig.base.json'],
    isInput: (file) => !/\.spec\.tsx?$/.test(file),
    run: buildWeb,
  },
};

/** Is `server` or `web` older than its sources? Looks at names, sizes and times of the sources only: milliseconds. */
export function isStale(build) {
  return builtFrom(build) !== fingerprint(build);
}

/** What `server` or `web` was built from, as `fingerprint` tells it; undefined when it is not. */
export function builtFrom(build) {
  const { stamp } = builds[build];
  return fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : undefined;
}

/** Builds `server` or `web`. A failed build leaves the one before in place, but stale. */
export async function build(which) {
  const { name, stamp, run } = builds[which];
  const started = Date.now();
  // Taken before the compiler reads: what is saved meanwhile makes the build stale again.
  const sources = fingerprint(which);
  fs.rmSync(stamp, { force: true });
  await run();
  fs.mkdirSync(dist, { recursive: true });
  fs.writeFileSync(stamp, sources);
  say(`Built ${name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

/** What `server` or `web` would be built from now: a hash of the names, sizes and times of its sources. */
export function fingerprint(which) {
  const { inputs, isInput } = builds[which];
  const hash = createHash('sha256').update(lockHash());
  const visit = (file) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) return;
    if (!stat.isDirectory()) {
      if (isInput(file)) hash.update(`${path.relative(root, file)}\0${stat.size}\0${stat.mtimeMs}\n`);
      return;
    }
    for (const name of fs.readdirSync(file).sort()) {
      if (name !== 'node_modules') visit(path.join(file, name));
    }
  };
  for (const input of inputs) visit(path.join(root, input));
  return hash.digest('hex');
}

/** Compiles beside, then moves file by file: a running server never reads half a file, and no file outlives its source. */
async function buildServer() {
  fs.rmSync(staging, { recursive: true, force: true });
  const compiler = path.join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
  const project = path.join(root, 'infra', 'scripts', 'tsconfig.build.json');
  await runTool(
    [compiler, '--pretty', String(Boolean(process.stderr.isTTY)), '-p', project],
    'The program does not compile.',
  );
  const built = new Set();
  for (const file of filesBelow(staging)) {
    const target = path.join(dist, path.relative(staging, file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.renameSync(file, target);
    built.add(target);
  }
  fs.rmSync(staging, { recursive: true, force: true });
  const pages = path.join(dist, 'apps', 'web') + path.sep;
  for (const file of filesBelow(dist)) {
    if (!built.has(file) && !file.startsWith(pages) && path.dirname(file) !== dist) fs.rmSync(file);
  }
}

async function buildWeb() {
  const web = path.join(root, 'apps', 'web');
  if (!fs.existsSync(path.join(web, 'vite.config.ts'))) return;
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const target = path.join(dist, 'apps', 'web');
  await runTool(
    [vite, 'build', web, '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'],
    'The pages could not be built.',
  );
}

async function runTool(toolArguments, complaint) {
  const ended = await runChild(pinnedNode(), toolArguments, { cwd: root, stdio: ['ignore', 2, 2] });
  if (ended.status !== 0 || ended.signal) throw new SetUpError(`${complaint} ${why()}`);
}

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}
