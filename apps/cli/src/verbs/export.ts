import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Argument } from 'commander';
import type { ExportFilter, ExportFormat } from '#workspace/tend.js';
import { writeAll } from '../streams.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

export const exportVerb: Verb = {
  usage: 'export',
  description:
    'write touchpoints out: a process as xes, anything as csv or cloudevents (NDJSON, can be imported again)',
  example: 'tend export xes --process helpdesk --output helpdesk.xes',
  configure: (command) =>
    void command
      .addArgument(new Argument('<format>', 'what is written').choices(['xes', 'csv', 'cloudevents']))
      .option('--process <name>', 'only the events of this process')
      .option('--relationship <name>', 'only the touchpoints of this relationship')
      .option('--output <file>', 'write into a file instead of the standard output'),
  run: async (session, [format], options) => {
    const tend = await session.open(false);
    const filter = given({ process: options['process'], relationship: options['relationship'] }) as ExportFilter;
    const text = tend.export(format as ExportFormat, filter);
    const output = options['output'] as string | undefined;
    if (output === undefined) {
      for await (const part of text) await writeAll(session.streams.stdout, part);
      return;
    }
    const file = createWriteStream(output, { mode: 0o600 });
    for await (const part of text) if (!file.write(part)) await once(file, 'drain');
    file.end();
    await once(file, 'finish');
    session.say(`Written to ${output}.`);
  },
};
