/** Are the packages of the lock file installed? And installing them. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pinnedNode, root, runChild, say, SetUpError } from './runtime.mjs';

const lockFile = path.join(root, 'package-lock.json');
const installedLockFile = path.join(root, 'node_modules', '.package-lock.json');
const stampFile = path.join(root, 'node_modules', '.tend-installed');

/** The hash of the lock file: what the stamp holds, and part of what a build depends on. */
export function lockHash() {
  return createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex');
}

/** True when node_modules is what package-lock.json says. Costs a hash of the lock file when nothing changed. */
export function isInstalled() {
  if (!fs.existsSync(installedLockFile) || pinnedNode() === undefined) return false;
  const hash = lockHash();
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === hash) return true;
  if (!sameAsLock()) return false;
  fs.writeFileSync(stampFile, hash);
  return true;
}

/** After an `npm ci` by hand there is no stamp: compare what npm wrote down as installed with the lock. */
function sameAsLock() {
  const wanted = JSON.parse(fs.readFileSync(lockFile, 'utf8')).packages;
  const installed = JSON.parse(fs.readFileSync(installedLockFile, 'utf8')).packages;
  const same = (name) => name in wanted && installed[name].version === wanted[name].version;
  const needed = (name) => name !== '' && !wanted[name].optional && !wanted[name].devOptional;
  return Object.keys(installed).every(same) && Object.keys(wanted).every((name) => !needed(name) || name in installed);
}

/** `npm ci`, everything that it prints on stderr. */
export async function install() {
  say('Installing the packages of package-lock.json (once; about 700 MB on disk) …');
  const npm = process.env.npm_execpath;
  const flags = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  // npm runs on the machine's Node and would warn of every package that wants a newer one; they all run on the pinned.
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const ended = (npm || '').endsWith('npm-cli.js')
    ? await runChild(process.env.npm_node_execpath || process.execPath, [npm, ...flags], options)
    : await runChild('npm', flags, { ...options, shell: process.platform === 'win32' });
  if (ended.status !== 0 || ended.signal) throw new SetUpError(`The packages could not be installed. ${why()}`);
  if (pinnedNode() === undefined) {
    throw new SetUpError('npm left out the packaged Node: run it without --omit=optional, or set no such setting.');
  }
  fs.writeFileSync(stampFile, lockHash());
}

/** The likely reason of a failed install or build, in a sentence. */
export function why() {
  const { bavail, bsize } = fs.statfsSync(root);
  const freeMiB = Math.floor((bavail * bsize) / 1024 / 1024);
  if (freeMiB < 200) return `The disk is full: ${freeMiB} MiB are free.`;
  return 'The reason stands above.';
}
