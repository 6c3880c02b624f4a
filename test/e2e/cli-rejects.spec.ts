import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ImportReport } from '#workspace/answers.js';
import { CliFolder, csvOf, supportLog, type LogRow } from './cli-program.js';

jest.setTimeout(180_000);

const rows = supportLog(10);
/** The first row of a case, one within a case, and the last of all. */
const refused = [4, 9, rows.length - 1];

function xesOf(log: readonly LogRow[]): string {
  const attribute = (tag: string, key: string, value: string) =>
    `<${tag} key="${key}" value="${value.replace(/[&<>"\n]/g, (char) => `&#${char.charCodeAt(0)};`)}"/>\n`;
  const events = Map.groupBy(log, ({ ticket }) => ticket);
  const traces = [...events].map(([ticket, steps]) => {
    const inner = steps.map(
      ({ activity, agent, at, remark }) =>
        `<event>${attribute('string', 'concept:name', activity)}${attribute('string', 'org:resource', agent)}` +
        `${attribute('date', 'time:timestamp', at)}${attribute('string', 'remark', remark)}</event>`,
    );
    const own = `${attribute('string', 'concept:name', ticket)}${attribute('string', 'customer', steps[0]!.customer)}`;
    return `<trace>${own}${inner.join('')}</trace>`;
  });
  return `<?xml version="1.0"?>\n<log xes.version="1.0">\n${traces.join('')}</log>`;
}

function ndjsonOf(log: readonly LogRow[]): string {
  const event = ({ ticket, activity, at, customer, remark }: LogRow, index: number) => ({
    specversion: '1.0',
    id: `${index}`,
    source: 'desk',
    type: 'tend.ActivityRecorded.v1',
    time: at,
    bamtxid: ticket,
    bampid: 'support',
    bamptxid: activity,
    data: {
      parties: [
        { kind: 'person', role: 'customer', side: 'customer', identifiers: [{ scheme: 'crm', value: customer }] },
      ],
      personal: { text: remark },
    },
  });
  return log.map((row, index) => `${JSON.stringify(event(row, index))}\n`).join('');
}

describe('the rejects of an import', () => {
  let folder: CliFolder;

  beforeEach(() => {
    folder = new CliFolder();
  });

  afterEach(() => folder.remove());

  it.each([
    ['log.csv', csvOf, 'log.rejects.csv'],
    ['log.ndjson', ndjsonOf, 'log.rejects.ndjson'],
    ['log.xes', xesOf, 'log.rejects.xes'],
    ['log.xes.gz', xesOf, 'log.rejects.xes'],
  ])(
    'of %s, corrected and imported as it says, are what the file itself would have brought',
    async (name, textOf, rejects) => {
      const write = (log: readonly LogRow[]) =>
        folder.file(name, name.endsWith('.gz') ? gzipSync(textOf(log)) : textOf(log));
      write(rows.map((row, index) => (refused.includes(index) ? { ...row, at: `wrong-${index}` } : row)));
      const words = ['import', name, '--process', 'support', '--data', 'elsewhere'];
      const first = await folder.run(...words);
      expect(first.stdout).toContain('  appended       37\n  already known  0\n  refused        3\n');
      const [, file, command] = /Refused rows are in (\S+)(?:, and .*)?\. Correct them there, then: tend (.*)\n/.exec(
        first.stderr,
      )!;
      expect(file).toBe(rejects);

      const text = readFileSync(folder.file(file!), 'utf8');
      expect(text).toMatch(/_reason/);
      // The text of the cell stands in the reason, too, where the corrected row does not look.
      folder.file(
        file!,
        text.replaceAll(/wrong-(\d+)/g, (_all, index: string) => rows[Number(index)]!.at),
      );
      const again = command!.split(' ');
      expect(await folder.json<ImportReport>(...again)).toMatchObject({
        appended: 3,
        known: 0,
        refused: 0,
        differing: 0,
      });
      expect(await folder.json<ImportReport>(...again)).toMatchObject({
        appended: 0,
        known: 3,
        refused: 0,
        differing: 0,
      });
      write(rows);
      expect(await folder.json<ImportReport>(...words)).toMatchObject({
        appended: 0,
        known: 40,
        refused: 0,
        differing: 0,
      });
    },
  );

  it('are read with the mapping of their file, whatever the few rows suggest', async () => {
    // No two of the refused rows have the same number: alone they would be told apart by it.
    const numbered = [
      'ID,Ticket,Activity,Time',
      ...rows.map((row, index) => `${index % 20},${row.ticket},${row.activity},${row.at}`),
    ];
    const broken = numbered.map((line, index) => (refused.includes(index) ? line.replace(/[^,]*$/, 'wrong') : line));
    folder.file('log.csv', `${broken.join('\n')}\n`);
    const first = await folder.run('import', 'log.csv', '--dataset', 'desk');
    const command = /then: tend (.*)\n/.exec(first.stderr)![1]!;
    expect(command).toBe('import log.rejects.csv --dataset desk --mapping log.rejects.mapping.json');
    let at = 0;
    const corrected = readFileSync(folder.file('log.rejects.csv'), 'utf8').replaceAll(
      /,wrong,/g,
      () => `,${rows[refused[at++]! - 1]!.at},`,
    );
    folder.file('log.rejects.csv', corrected);
    expect(await folder.json<ImportReport>(...command.split(' '))).toMatchObject({ appended: 3, known: 0, refused: 0 });
    folder.file('log.csv', `${numbered.join('\n')}\n`);
    expect(await folder.json<ImportReport>('import', 'log.csv', '--dataset', 'desk')).toMatchObject({
      appended: 0,
      known: 40,
      differing: 0,
    });
  });
});
