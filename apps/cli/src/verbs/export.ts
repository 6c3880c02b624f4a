import { LedgerError } from '#core/errors.js';
import type { ExportFilter, ExportFormat } from '#workspace/tend.js';
import { beginsWith, requireWritable } from '../output/overwriting.js';
import { writeWhole } from '../output/whole-file.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

const formats: readonly ExportFormat[] = ['xes', 'csv', 'cloudevents', 'ocel'];

/** How an export begins, and hardly a file of anybody else: only an earlier export is replaced. */
const beginnings: Readonly<Record<ExportFormat, RegExp>> = {
  xes: /<log xes\.version="1849-2016" xes\.features="nested-attributes"/,
  csv: /^id,type,occurredAt,process,case,activity,lifecycle,actor,/,
  cloudevents: /^\{"specversion":"[^"]*","id":"[^"]*","source":"[^"]*","type":"tend\./,
  ocel: /^\{\n"events": \[\n(?:\{"id":"|\],\n"objects": \[\n)/,
};

export const exportVerb: Verb = {
  usage: 'export <format>',
  description:
    'write touchpoints out: a process as xes, anything as csv, as ocel (OCEL 2.0 in JSON) or as cloudevents (NDJSON); all but csv can be imported again',
  example: 'tend export xes --process helpdesk --output helpdesk.xes',
  configure: (command) =>
    void command
      .option('--process <name>', 'only the events of this process')
      .option('--relationship <name>', 'only the touchpoints of this relationship')
      .option('--output <file>', 'write into a file instead of the standard output'),
  stopsInOrder: true,
  run: async (session, [format], options) => {
    if (!isFormat(format!)) throw new UsageError(`The format is ${formats.join(', ')}; “${format}” is none of them.`);
    if (format === 'xes' && options['process'] === undefined) {
      throw new UsageError('A XES log is of one process: name it with --process.');
    }
    if (format === 'xes' && options['relationship'] !== undefined) {
      throw new UsageError('A XES log is of a whole process: --relationship goes with csv, ocel and cloudevents.');
    }
    const output = options['output'] as string | undefined;
    if (output !== undefined) {
      const replaces = {
        what: `an earlier export as ${format}`,
        isOwn: (path: string) => beginsWith(path, beginnings[format]),
      };
      requireWritable({ option: '--output', path: output, data: session.options.data, replaces });
    }
    const tend = await session.open();
    const filter = given({ process: options['process'], relationship: options['relationship'] }) as ExportFilter;
    const parts = untilStopped(tend.export(format, filter), session);
    if (output === undefined) {
      for await (const part of parts) if (!(await session.write(part))) return;
      return;
    }
    await writeWhole(output, parts);
    session.say(`Written to ${output}.`);
  },
};

function isFormat(text: string): text is ExportFormat {
  return formats.some((format) => format === text);
}

async function* untilStopped(parts: AsyncIterable<string>, { signal }: Session): AsyncIterable<string> {
  for await (const part of parts) {
    if (signal.aborted) throw new LedgerError('cancelled', 'Stopped: the export is not whole.');
    yield part;
    // What writes at once leaves no room for a signal to arrive.
    await new Promise(setImmediate);
  }
}
