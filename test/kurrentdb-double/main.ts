import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startDouble } from './double-server.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    db: { type: 'string' },
    key: { type: 'string' },
    certificate: { type: 'string' },
  },
});

if (values.db === undefined) {
  console.error('main --db DIRECTORY [--port N] [--key FILE --certificate FILE]');
  process.exit(2);
}
mkdirSync(values.db, { recursive: true });
const { key, certificate } = values;
const double = await startDouble({
  directory: values.db,
  port: Number(values.port),
  ...(key !== undefined && certificate !== undefined ? { tls: { keyFile: key, certificateFile: certificate } } : {}),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void double.close());
console.log(`listening on ${double.url}`);
