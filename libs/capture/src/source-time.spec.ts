import { describe, expect, it } from '@jest/globals';
import { deskMapping, importText, memoryPorts } from './testing-ports.js';

/** Names as they stand in columns that are taken for times by mistake; some look like the rules that refuse them. */
const planted = [
  'Zacharias Quill',
  '2024-02-30 Zacharias',
  '45293.5 Quill',
  '2024-13-01T10:00:00Z',
  '0000-01-01',
  '1.1.2024',
];
const long = `Zacharias ${'Quill '.repeat(100)}`.trim();

const eventOf = (time: string) => ({
  specversion: '1.0',
  id: '1',
  source: 's',
  type: 'NoteAdded',
  time,
  data: { parties: [{ role: 'customer', side: 'customer', identifiers: [{ scheme: 'crm', value: '1' }] }] },
});
const touchpointOf = (occurredAt: string) => ({ type: 'NoteAdded', id: '2', occurredAt, parties: [] });
const csv = (time: string) => `Case,Step,When,Customer,Agent,Remark\n1,open,"${time}",Ann,Bob,x\n`;

describe('a time that cannot be read', () => {
  it.each([...planted, long])('is refused with its reason and without its text: %s', async (text) => {
    const files: [string, Parameters<typeof importText>[2]][] = [
      ...['iso', 'd-M-yyyy', 'unix-ms', 'd.MMM.yyyy'].map((format): (typeof files)[number] => [
        csv(text),
        { mapping: { ...deskMapping, time: { column: 'When', format } } },
      ]),
      [JSON.stringify(eventOf(text)), {}],
      [JSON.stringify(touchpointOf(text)), {}],
      [
        `<log><trace><string key="concept:name" value="1"/><event><string key="concept:name" value="a"/>
        <date key="time:timestamp" value="${text}"/></event></trace></log>`,
        { process: 'p' },
      ],
    ];
    for (const [content, options] of files) {
      const { refusals, rejects } = await importText(memoryPorts(), content, options);
      expect(refusals).toHaveLength(1);
      const { reason, column } = refusals[0]!;
      expect(reason).toMatch(/(?:When"|time|occurredAt|time:timestamp) (?:is|names|has|looks)/);
      expect(['When', 'time', 'occurredAt', 'time:timestamp']).toContain(column);
      for (const word of text.split(' ')) expect(JSON.stringify(refusals)).not.toContain(word);
      // There the row stands whole, to be corrected.
      expect(rejects).toContain(text);
    }
  });
});
