import { systemClock } from '#core/clock.js';
import { LedgerError } from '#core/errors.js';
import { systemRandom } from '#core/random.js';
import { violationsAndDraft } from '#capture/json/json-reading.js';
import { parseJson } from '#capture/json/json-text.js';
import { formatInstant } from '#core/time.js';
import { openTend, type LocalTend } from '#workspace/local-tend.js';
import type { ServedTend } from '#workspace/tend.js';
import { makeLog } from '../../apps/ledger/src/operations/logging.js';
import { startServer } from '../../apps/ledger/src/server.js';

/**
 * `http-server.js DIRECTORY TOKEN store|answer`: the server as it is, or the same server whose workspace reads and checks
 * what comes and answers as if it had stored it. Tells its address on the standard output; ends with SIGTERM.
 */
const [directory = '', token = '', mode = ''] = process.argv.slice(2);
const tend = await openTend({ directory, follow: true, zone: 'UTC' });
const server = await startServer(
  {
    tend: mode === 'store' ? tend : answering(tend),
    localToken: token,
    clock: systemClock,
    random: systemRandom(),
    log: makeLog('warn'),
    pages: directory,
    version: '0',
  },
  '127.0.0.1',
  0,
);
process.stdout.write(`${server.url}\n`);
process.once(
  'SIGTERM',
  () =>
    void server
      .stop()
      .then(() => tend.close())
      .then(() => process.exit(0)),
);

/** Everything but the storing. */
function answering(workspace: LocalTend): ServedTend {
  let sequence = 0;
  const record: ServedTend['record'] = async (body) => {
    const read = violationsAndDraft(parseJson(body), 0);
    if (Array.isArray(read)) throw new LedgerError('invalid', 'A rule is broken.', { violations: read });
    sequence++;
    const recordedAt = formatInstant(systemClock.now(), 'UTC');
    const id = `00000000-0000-4000-8000-${String(sequence).padStart(12, '0')}`;
    return { events: [{ id, outcome: 'appended', stream: `relationship-${id}`, revision: 0, sequence, recordedAt }] };
  };
  return new Proxy<ServedTend>(workspace, {
    get: (target, verb) => {
      if (verb === 'record') return record;
      const value = Reflect.get(target, verb) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
