import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { keyDimensions } from '#projections/definition/definition.js';
import { run } from '../testing.js';

jest.setTimeout(60_000);

const here = resolve(import.meta.dirname, '../../../..');
const models = 'libs/read-models/src';
const folders: string[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A checkout in a folder of its own, with the real libraries and no projection. */
function checkout(): string {
  const root = folder();
  const manifest = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as { jest: object };
  const settings = { ...manifest, jest: { ...manifest.jest, roots: [`<rootDir>/${models}`] } };
  writeFileSync(join(root, 'package.json'), JSON.stringify(settings));
  const compilerOptions = { rootDir: '/', types: ['node'], typeRoots: [join(here, 'node_modules/@types')] };
  const project = { extends: join(here, 'tsconfig.base.json'), compilerOptions, include: [models] };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(project));
  mkdirSync(join(root, models), { recursive: true });
  for (const lib of readdirSync(join(here, 'libs')))
    if (lib !== 'read-models') symlinkSync(join(here, 'libs', lib), join(root, 'libs', lib));
  symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'));
  return root;
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tend-new-'));
  folders.push(made);
  return made;
}

async function tend(from: string, ...args: readonly string[]) {
  jest.spyOn(process, 'cwd').mockReturnValue(from);
  const ended = await run(['projections', 'new', ...args]);
  jest.restoreAllMocks();
  return ended;
}

/** Runs a tool in a checkout. @returns what it said; undefined when it was content */
async function complaintOf(root: string, tool: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    await promisify(execFile)(process.execPath, [join(here, 'node_modules', tool), ...args], { cwd: root, env });
    return undefined;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}` || String(error);
  }
}

describe('tend projections new', () => {
  it('writes what compiles, is formatted, and passes, for every key', async () => {
    const root = checkout();
    // Names that mean something in the language or in the files themselves among them.
    const names = ['last-message', 'class', 'waiting', 'given', 'x2', 'new', 'define-projection'];
    for (const [i, by] of keyDimensions.entries())
      expect(await tend(root, names[i]!, '--purpose', 'service', '--by', by)).toMatchObject({ status: 0, stderr: '' });
    expect(await tend(root, 'hour-ms', '--purpose', 'audit')).toMatchObject({ status: 0 });
    // As one spec they are loaded once.
    const specs = readdirSync(join(root, models)).filter((file) => file.endsWith('.projection.spec.ts'));
    const together = specs.map((file) => `import './${file.replace(/ts$/, 'js')}';\n`).join('');
    writeFileSync(join(root, models, 'together.spec.ts'), together);
    const [types, format, tests] = await Promise.all([
      complaintOf(root, 'typescript-7/bin/tsc', '-p', 'tsconfig.json'),
      complaintOf(root, 'oxfmt/bin/oxfmt', '--check', '-c', join(here, '.oxfmtrc.json'), models),
      complaintOf(root, 'jest/bin/jest.js', '--runInBand', 'together.spec.ts'),
    ]);
    expect(types).toBeUndefined();
    expect(format).toBeUndefined();
    expect(tests).toBeUndefined();
    expect(specs).toHaveLength(keyDimensions.length + 1);
    // And those who look would have found something.
    writeFileSync(join(root, models, 'x2.projection.spec.ts'), "test('x', () => expect(1 as string).toBe(2))\n");
    expect(await complaintOf(root, 'typescript-7/bin/tsc', '-p', 'tsconfig.json')).toContain('x2.projection.spec.ts');
  }, 120_000);

  it('says what to do next, from where one stands', async () => {
    const root = checkout();
    mkdirSync(join(root, 'apps/cli'), { recursive: true });
    const { stdout } = await tend(join(root, 'apps/cli'), 'last-message', '--purpose', 'service');
    expect(stdout).toContain('Written: ../../libs/read-models/src/last-message.projection.ts\n');
    expect(stdout).toContain('npm test -- libs/read-models/src/last-message.projection.spec.ts\n');
    expect(stdout).toContain('npm run dev');
    const { stdout: json } = await tend(root, 'other', '--purpose', 'service', '--json');
    expect(JSON.parse(json)).toMatchObject({ projection: 'other', file: `${models}/other.projection.ts` });
  });

  it('writes over nothing', async () => {
    const root = checkout();
    writeFileSync(join(root, models, 'mine.projection.spec.ts'), 'mine');
    const refused = await tend(root, 'mine', '--purpose', 'service');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('There is a file libs/read-models/src/mine.projection.spec.ts already.');
    expect(refused.stderr).toContain('choose another name');
    expect(readdirSync(join(root, models))).toEqual(['mine.projection.spec.ts']);
  });

  it('refuses what cannot be, and says what can', async () => {
    const root = checkout();
    const refusals: readonly (readonly [string[], number, string])[] = [
      [[], 2, 'with the name of a projection'],
      [['last'], 2, '--purpose'],
      [['Last', '--purpose', 'service'], 2, '"Last" is no name of a projection: lower-case letters'],
      [['../last', '--purpose', 'service'], 2, 'is no name of a projection'],
      [['a-', '--purpose', 'service'], 2, 'is no name of a projection'],
      [['a'.repeat(101), '--purpose', 'service'], 2, 'is no name of a projection'],
      [['last', '--purpose', "it's"], 2, '--purpose "it\'s" is none'],
      [['last', '--purpose', 'service', '--by', 'team'], 2, 'none of relationship, party, case, actor'],
      [['last', 'last.1', '--purpose', 'service'], 2, 'takes no build'],
    ];
    for (const [args, status, sentence] of refusals) {
      const ended = await tend(root, ...args);
      expect(ended).toMatchObject({ status, stdout: '' });
      expect(ended.stderr).toContain(sentence);
    }
    expect(readdirSync(join(root, models))).toEqual([]);
  });

  it('says where to run it outside of a checkout', async () => {
    const elsewhere = folder();
    mkdirSync(join(elsewhere, models), { recursive: true });
    writeFileSync(join(elsewhere, 'package.json'), '{"name":"another"}');
    const ended = await tend(elsewhere, 'last', '--purpose', 'service');
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('lies in no checkout of Tend');
    expect(ended.stderr).toContain('goes to libs/read-models/src');
  });
});
