import { servedAlready } from './served-already.js';
import { complaintOf, startLedger, type RunningLedger } from './start.js';

/** `npm start`: serves until a signal comes. The first one stops in order, a second one at once. */
async function main(): Promise<void> {
  // What is written below is for nobody else on this machine.
  process.umask(0o077);
  let ledger: RunningLedger;
  try {
    const args = process.argv.slice(2);
    const served = await servedAlready(process.env, args);
    if (served !== undefined) {
      const { TEND_PORT: port } = process.env;
      const isElsewhere = port !== undefined && port !== '0' && port !== new URL(served.url).port;
      process.stdout.write(`Tend is served already at ${served.url}\nIt is open here, once: ${served.link}\n`);
      if (isElsewhere) process.stdout.write(`To serve it on port ${port} instead, stop that server first.\n`);
      return;
    }
    ledger = await startLedger(process.env, args);
  } catch (error) {
    process.stderr.write(`${complaintOf(error)}\n`);
    process.exitCode = 1;
    return;
  }
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    process.stderr.write('Stopping …\n');
    ledger.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.stdout.write(`Tend is open here, once: ${ledger.link}\n`);
}

await main();
