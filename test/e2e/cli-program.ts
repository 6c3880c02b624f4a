import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when this text stands on stderr. */
  told(text: string): Promise<void>;
}

/** The built program `name`, with a clear word when it is not there. */
export function builtProgram(name: 'cli' | 'ledger'): string {
  const program = path.join(root, 'dist', 'apps', name, 'src', 'main.js');
  if (existsSync(program)) return program;
  throw new Error(`${path.relative(root, program)} is missing: run these tests by npm test, which builds it.`);
}

/** The built `tend` in a folder of its own, with the data directory `data` in it. */
export class CliFolder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'tend-e2e-'));
  readonly #children: ChildProcess[] = [];

  file(name: string, content?: string | Uint8Array): string {
    const file = path.join(this.path, name);
    if (content !== undefined) writeFileSync(file, content);
    return file;
  }

  start(
    args: readonly string[],
    options: { stdin?: 'pipe'; program?: 'cli' | 'ledger'; env?: NodeJS.ProcessEnv } = {},
  ): Run {
    const child = spawn(process.execPath, [builtProgram(options.program ?? 'cli'), ...args], {
      cwd: this.path,
      env: { ...process.env, NODE_OPTIONS: '', TZ: 'Europe/Rome', TEND_DATA: '', ...options.env },
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    let [stdout, stderr] = ['', ''];
    const listeners = new Set<() => void>();
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      for (const listener of listeners) listener();
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, stdout, stderr }));
    });
    const told = (text: string): Promise<void> =>
      Promise.race([
        new Promise<void>((resolve) => {
          const look = (): void => {
            if (stderr.includes(text)) resolve();
          };
          listeners.add(look);
          look();
        }),
        ended.then(() => {
          throw new Error(`It ended without “${text}”:\n${stderr}`);
        }),
      ]);
    return { child, ended, told };
  }

  run(...args: string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /** Runs it with `--json`, and gives the answer; anything but one JSON text on stdout fails. */
  async json<Answer>(...args: string[]): Promise<Answer> {
    const { status, stdout, stderr } = await this.run(...args, '--json');
    if (status !== 0) throw new Error(`tend ${args.join(' ')} ended with ${status}:\n${stderr}`);
    return JSON.parse(stdout) as Answer;
  }

  remove(): void {
    for (const child of this.#children) if (child.exitCode === null) child.kill('SIGKILL');
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface LogRow {
  readonly ticket: string;
  readonly activity: string;
  readonly agent: string;
  readonly at: string;
  readonly customer: string;
  readonly priority: string;
  readonly remark: string;
}

const steps = ['Insert ticket', 'Assign', 'Answer', 'Closed'];

/** A help-desk log of our own making: four steps a ticket, a customer for every fifth ticket, names of many scripts. */
export function supportLog(tickets: number): LogRow[] {
  return Array.from({ length: tickets * steps.length }, (_none, index) => {
    const ticket = Math.floor(index / steps.length);
    const at = new Date(Date.UTC(2024, 0, 1 + (ticket % 300), 8, ticket % 60, index % steps.length));
    return {
      ticket: `T-${ticket}`,
      activity: steps[index % steps.length]!,
      agent: `agent ${ticket % 3}`,
      at: at.toISOString(),
      customer: `${['Žižka', '株式会社', 'O’Brien, "Ltd"'][ticket % 3]} ${ticket % 5}`,
      priority: ['low', 'high'][ticket % 2]!,
      remark: `line one of ${index}\nline two`,
    };
  });
}

const headings = ['Ticket', 'Activity', 'Agent', 'Time', 'Customer', 'Priority', 'Remark'];

export function csvOf(rows: readonly LogRow[]): string {
  const lines = rows.map(({ ticket, activity, agent, at, customer, priority, remark }) =>
    [ticket, activity, agent, at, customer, priority, remark]
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(','),
  );
  return [headings.join(','), ...lines, ''].join('\n');
}
