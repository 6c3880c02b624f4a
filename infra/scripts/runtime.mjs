/**
 * Which Node runs what. The set-up scripts run on the machine's own Node, so they use nothing newer than 20.19 and no
 * package; everything else runs on the Node that package.json pins.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const leastNode = [20, 19];
const pinnedMajor = 24;

/** Something that the person can mend: shown as its sentence, without a stack. */
export class SetUpError extends Error {
  constructor(sentence, exitStatus = 1) {
    super(sentence);
    this.name = 'SetUpError';
    this.exitStatus = exitStatus;
  }
}

/** Progress and complaints go to stderr: stdout belongs to the program that is run. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** Runs the body of a script; a SetUpError ends it with its sentence, anything else with its stack. */
export async function main(body) {
  try {
    requireOwnNode();
    endWithParent();
    await body();
  } catch (error) {
    say(error instanceof SetUpError ? error.message : String(error && error.stack ? error.stack : error));
    process.exitCode = error instanceof SetUpError ? error.exitStatus : 1;
  }
}

function requireOwnNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])) return;
  throw new SetUpError(
    `Tend needs Node ${leastNode.join('.')} or newer to set itself up (it brings its own Node ${pinnedMajor}); this is Node ${process.versions.node}.`,
  );
}

/** The path of the Node that everything runs on, or undefined while the packages are not installed. */
export function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = path.join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', binary);
  if (fs.existsSync(pinned)) return pinned;
  return hasPinnedPackage() ? undefined : ownNodeIfNewEnough();
}

function hasPinnedPackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return `node-${platform}-${process.arch}` in (manifest.optionalDependencies || {});
}

function ownNodeIfNewEnough() {
  if (Number(process.versions.node.split('.')[0]) >= pinnedMajor) return process.execPath;
  throw new SetUpError(
    `There is no packaged Node for ${process.platform} on ${process.arch}: install Node ${pinnedMajor} or newer, then run this again (this is Node ${process.versions.node}).`,
  );
}

/** The environment for children: `node` and the tools of the workspace come first in PATH. */
export function childEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') || 'PATH';
  const bin = path.join(root, 'node_modules', '.bin');
  return { ...process.env, [key]: [bin, process.env[key]].filter(Boolean).join(path.delimiter) };
}

/**
 * Runs a built program with exactly these arguments. On the pinned Node already: in this very process, which saves a
 * start of Node and leaves no one in between to pass signals on. Otherwise in a child, whose end is our end.
 */
export async function runProgram(file, programArguments) {
  const program = path.join(root, file);
  if (!fs.existsSync(program)) throw new SetUpError(`${file} was not built: its source is missing from this checkout.`);
  const node = pinnedNode();
  if (fs.realpathSync(process.execPath) !== fs.realpathSync(node)) {
    await passThrough(node, [program, ...programArguments]);
    return;
  }
  module.enableCompileCache(path.join(root, 'node_modules', '.cache', 'compiled'));
  process.argv.splice(1, process.argv.length, program, ...programArguments);
  await import(pathToFileURL(program).href);
}

/**
 * npm passes a signal to the shell between it and us, and not every shell passes it on: when that shell has gone and no
 * signal has come, nobody is left who could stop us, so this is the signal.
 */
function endWithParent() {
  if (!(process.env.npm_lifecycle_script || '').includes(path.basename(process.argv[1]))) return;
  const parent = process.ppid;
  const heard = new Set();
  const timer = setInterval(() => {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      // Listening where the program does not would take the signal's default away from it.
      if (heard.has(signal) || process.listenerCount(signal) === 0) continue;
      heard.add(signal);
      process.once(signal, () => clearInterval(timer));
    }
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  timer.unref();
}

/** Runs a child on our terminal, passes signals on and ends as it ended. */
export async function passThrough(command, commandArguments, options = {}) {
  const ended = await runChild(command, commandArguments, options);
  if (ended.signal) process.kill(process.pid, ended.signal);
  process.exitCode = ended.status;
}

/** Runs a child on our terminal and says how it ended: `{status, signal}`. Signals to us are passed on to it. */
export function runChild(command, commandArguments, options = {}) {
  const child = spawn(command, commandArguments, {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: childEnvironment(),
    ...options,
  });
  if (options.onStart) options.onStart(child);
  const passOn = ['SIGTERM', 'SIGHUP', 'SIGINT'];
  // A terminal sends Ctrl-C to the whole group: passing it on would make the child see it twice.
  const listener = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
  for (const signal of passOn) process.on(signal, listener);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new SetUpError(`${command} cannot be run: ${error.message}`)));
    child.on('close', (status, signal) => {
      for (const name of passOn) process.off(name, listener);
      resolve({ status: status === null ? 1 : status, signal });
    });
  });
}
