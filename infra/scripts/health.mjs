/**
 * `node infra/scripts/health.mjs [live|ready]`: exit status 0 when the server on this machine says that it is alive (or
 * ready), 1 otherwise, with the reason on stderr. For the health checks of containers, which have no curl.
 */
const which = process.argv[2] ?? 'ready';
const port = process.env.TEND_PORT || '4100';
/** Below the time-outs of the checks themselves, so that the reason is told. */
const patienceMs = 4_000;

try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/${which}`, { signal: AbortSignal.timeout(patienceMs) });
  if (!answer.ok) throw new Error(`${which}: ${answer.status} ${await answer.text()}`);
} catch (error) {
  const { message, cause } = error;
  process.stderr.write(`${message}${cause === undefined ? '' : ` (${cause.message})`}\n`);
  process.exitCode = 1;
}
