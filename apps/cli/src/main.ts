import { runCommandLine } from './command-line.js';

// Histories of customers: whatever is made here is for the one who makes it, the files that an engine opens by itself too.
process.umask(0o077);

const readerGone: (() => void)[] = [];

// A reader that has seen enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1);
  for (const listener of readerGone) listener();
});
// Messages that nobody reads must not stop an import.
process.stderr.on('error', () => undefined);

const status = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  now: () => performance.now(),
  onInterrupt: (listener) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
  },
  onReaderGone: (listener) => void readerGone.push(listener),
  exit: (status) => process.exit(status),
});
process.exitCode = status;
// What was left where it was (a request, a pipe that nobody closes) must not keep the process.
if (status !== 0) process.exit();
