import { copyFileSync, existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Checkout } from './checkout.js';

const cli = `console.log(JSON.stringify({ given: process.argv.slice(2), from: process.cwd(), node: process.version }));
process.exitCode = Number(process.env['EXIT'] ?? 0);`;

let checkout: Checkout;

beforeEach(() => {
  checkout = new Checkout();
  checkout.plant('apps/cli/src/main.ts', cli);
});

afterEach(() => checkout.remove());

const answer = (stdout: string): unknown => JSON.parse(stdout);

describe('tend', () => {
  it('passes arguments and exit status exactly and keeps stdout for the program', async () => {
    const given = ['import', 'a b.csv', '--json', '', "it's", '$HOME', '--', '*'];
    const ended = await checkout.run('tend', given, { env: { EXIT: '3', INIT_CWD: checkout.path('apps') } });
    expect(answer(ended.stdout)).toEqual({ given, from: checkout.path('apps'), node: process.version });
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(/^Built the server and the CLI in [\d.]+ s\.\n$/);
  }, 60_000);

  it('stays where it is when another command runs it', async () => {
    const options = { env: { INIT_CWD: checkout.path('apps'), npm_lifecycle_event: 'test' } };
    expect(answer((await checkout.run('tend', [], options)).stdout)).toMatchObject({ from: checkout.folder });
  }, 60_000);

  it('builds once, and again when a source changes, comes or goes', async () => {
    const stderrOfRun = async (): Promise<string> => (await checkout.run('tend', [])).stderr;
    expect(await stderrOfRun()).toContain('Built');
    expect(await stderrOfRun()).toBe('');

    checkout.plant('libs/core/src/added.projection.ts', 'export const added = 1;');
    expect(await stderrOfRun()).toContain('Built');
    expect(existsSync(checkout.path('dist/libs/core/src/added.projection.js'))).toBe(true);

    utimesSync(checkout.path('libs/core/src/added.projection.ts'), 1, 1);
    expect(await stderrOfRun()).toContain('Built');

    checkout.plant('libs/core/src/added.spec.ts', 'export const spec = 1;');
    expect(await stderrOfRun()).toBe('');

    rmSync(checkout.path('libs/core/src/added.projection.ts'));
    expect(await stderrOfRun()).toContain('Built');
    expect(existsSync(checkout.path('dist/libs/core/src/added.projection.js'))).toBe(false);
  }, 120_000);

  it('says what does not compile, runs nothing, and leaves the build of before', async () => {
    await checkout.run('tend', []);
    const before = readFileSync(checkout.path('dist/apps/cli/src/main.js'), 'utf8');
    checkout.plant('apps/cli/src/main.ts', `${cli}\nexport const wrong: string = 1;`);
    const ended = await checkout.run('tend', []);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(`apps/cli/src/main.ts(3,14): error TS2322`);
    expect(ended.stderr).toContain('The program does not compile.');
    expect(ended.status).toBe(1);
    expect(readFileSync(checkout.path('dist/apps/cli/src/main.js'), 'utf8')).toBe(before);
  }, 60_000);

  it('builds one at a time when several start at once', async () => {
    const ended = await Promise.all([1, 2, 3, 4].map((number) => checkout.run('tend', [String(number)])));
    expect(ended.map(({ stdout }) => (answer(stdout) as { given: string[] }).given)).toEqual([
      ['1'],
      ['2'],
      ['3'],
      ['4'],
    ]);
    expect(ended.filter(({ stderr }) => stderr.includes('Built'))).toHaveLength(1);
  }, 60_000);
});

describe('start', () => {
  const server = `process.on('SIGTERM', () => { console.log('stopping'); clearInterval(timer); process.exitCode = 7; });
    const timer = setInterval(() => undefined, 1000);
    console.log('healthy');`;

  it('passes a signal on to the server and ends as the server ended', async () => {
    checkout.plant('apps/ledger/src/main.ts', server);
    const ended = await checkout.run('start', [], { whenPrinted: 'healthy', signal: 'SIGTERM' });
    expect(ended).toMatchObject({ stdout: 'healthy\nstopping\n', status: 7, signal: null });
  }, 60_000);

  it('does so too from another Node than the pinned one', async () => {
    checkout.plant('apps/ledger/src/main.ts', server);
    const node = checkout.path('node-of-the-machine');
    copyFileSync(process.execPath, node);
    const ended = await checkout.run('start', [], { node, whenPrinted: 'healthy', signal: 'SIGTERM' });
    expect(ended).toMatchObject({ stdout: 'healthy\nstopping\n', status: 7, signal: null });
  }, 60_000);

  it('stops the server when the shell between npm and it was stopped instead', async () => {
    checkout.plant('apps/ledger/src/main.ts', server);
    const ended = await checkout.run('start', [], { inShell: true, whenPrinted: 'healthy', signal: 'SIGKILL' });
    expect(ended.stdout).toBe('healthy\nstopping\n');
  }, 60_000);

  it('says so when the source of the server is missing', async () => {
    const ended = await checkout.run('start', []);
    expect(ended.stderr).toContain('dist/apps/ledger/src/main.js was not built');
    expect(ended.status).toBe(1);
  }, 60_000);
});

describe('test', () => {
  const spec = (body: string): string => `import { describe, expect, it } from '@jest/globals';\n${body}`;
  const passing = spec(`it('holds', () => expect(1).toBe(1));`);
  /** Written in two parts, because no test of the repository may say it. */
  const left = ['it.sk', 'ip'].join('');

  async function lastLineOf(
    ...testArguments: string[]
  ): Promise<{ last: string; stdout: string; status: number | null }> {
    const { stdout, status } = await checkout.run('test', testArguments, {
      env: { TEND_TEST_PATIENCE_MS: '2000' },
    });
    expect(stdout.endsWith('\n')).toBe(true);
    return { last: stdout.trimEnd().split('\n').at(-1)!, stdout, status };
  }

  beforeEach(() => {
    checkout.plant('libs/core/src/holds.spec.ts', passing);
    checkout.plant('test/unit/more.spec.ts', passing);
  });

  it('ends with the counts, alone on the last line', async () => {
    const { last, stdout, status } = await lastLineOf();
    expect(last).toBe('2 passed, 0 failed, 0 skipped');
    expect(stdout).toMatch(/^ok {3}libs\/core\/src\/holds\.spec\.ts {2}1 passed {2}[\d.]+ s$/m);
    expect(status).toBe(0);
  }, 60_000);

  it('passes its arguments to Jest', async () => {
    expect((await lastLineOf('libs/core')).last).toBe('1 passed, 0 failed, 0 skipped');
  }, 60_000);

  it('counts what fails, what is left out, and a suite that cannot be loaded', async () => {
    checkout.plant(
      'test/unit/fails.spec.ts',
      spec(`it('does not', () => expect(1).toBe(2)); ${left}('left out', () => {});`),
    );
    checkout.plant('test/unit/broken.spec.ts', `import './gone.js';`);
    const { last, stdout, status } = await lastLineOf();
    expect(last).toBe('2 passed, 2 failed, 1 skipped');
    expect(stdout).toContain('FAIL test/unit/fails.spec.ts  0 passed, 1 failed, 1 skipped');
    expect(stdout).toContain('Could not locate module ./gone.js');
    expect(status).toBe(1);
  }, 60_000);

  it('fails honestly when Jest is killed, finds no test, or nothing compiles', async () => {
    checkout.plant(
      'test/unit/killed.spec.ts',
      spec(`it('ends it all', () => { process.kill(process.pid, 'SIGKILL'); });`),
    );
    expect(await lastLineOf('--runInBand')).toMatchObject({ last: '0 passed, 1 failed, 0 skipped', status: 1 });
    expect(await lastLineOf('no/such/test')).toMatchObject({ last: '0 passed, 1 failed, 0 skipped', status: 1 });
    checkout.plant('libs/core/src/wrong.ts', 'export const wrong: string = 1;');
    expect(await lastLineOf()).toMatchObject({ last: '0 passed, 1 failed, 0 skipped', status: 1 });
  }, 60_000);

  it('ends a Jest that a forgotten timer keeps alive, as a failure', async () => {
    checkout.plant('test/unit/open.spec.ts', spec(`it('forgets', () => { setInterval(() => {}, 1000); });`));
    const { last, status } = await lastLineOf('--runInBand', 'test/unit/open');
    expect(last).toBe('1 passed, 1 failed, 0 skipped');
    expect(status).toBe(1);
  }, 60_000);
});
