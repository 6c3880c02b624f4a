import { describe, expect, it } from '@jest/globals';
import type { Mapping } from './mapping.js';
import { importText, memoryPorts } from './testing-ports.js';

const mapping = {
  version: 1,
  format: 'csv',
  time: { column: 'From' },
  endTime: { column: 'To' },
  sourceRecordedAt: { column: 'Noted' },
  id: 'No',
  case: 'Case',
  activity: 'Step',
  type: 'ActivityRecorded',
  parties: [
    { column: 'Firm', kind: 'organisation', role: 'customer', side: 'customer', name: 'Firm name' },
    {
      column: 'Mail',
      scheme: 'email',
      kind: 'person',
      role: 'contact',
      side: 'customer',
      also: [{ column: 'Phone', scheme: 'phone' }],
    },
  ],
  actor: { column: 'Agent', kind: 'person', role: 'agent', side: 'ours' },
  data: { priority: { column: 'Urgency' } },
  personal: { text: 'Text' },
  matter: 'Deal',
  unmapped: 'seal',
} as const satisfies Mapping;

const good = {
  'No': '1',
  'From': '2024-01-01T10:00:00Z',
  'To': '2024-01-01T11:00:00Z',
  'Noted': '2024-01-02T10:00:00Z',
  'Case': 'C1',
  'Step': 'open',
  'Firm': 'Acme',
  'Firm name': 'Acme Ltd',
  'Mail': 'ann@example.invalid',
  'Phone': '+49170',
  'Agent': 'Bob',
  'Urgency': 'high',
  'Text': 'hello',
  'Deal': 'D1',
  'Remark.x': 'fine',
};

async function refusalOf(cells: Partial<typeof good>, given: Mapping = mapping) {
  const row = Object.values({ ...good, ...cells });
  const content = `${Object.keys(good).join(',')}\n${row.map((cell) => `"${cell}"`).join(',')}\n`;
  const { refusals, rejects, appended } = await importText(memoryPorts(), content, { mapping: given, format: 'csv' });
  expect(appended + refusals.length).toBe(2);
  return { ...refusals[0]!, rejects };
}

const line = (column: string) => `the column "${column}" must be one line without control characters`;
/** A character that stands in no name; the file is still a text. */
const bell = 'a\u0007b';

describe('a refused row', () => {
  it.each([
    ['No', bell],
    ['Case', bell],
    ['Step', bell],
    ['Firm', bell],
    ['Firm name', bell],
    ['Mail', bell],
    ['Phone', bell],
    ['Agent', bell],
    ['Deal', bell],
  ])('names the column %s that is to blame, once', async (column, cell) => {
    const { rejects, ...refusal } = await refusalOf({ [column]: cell });
    expect(refusal).toEqual({ line: 2, code: 'invalid', column, reason: line(column) });
    expect(rejects).toContain(line(column).replaceAll('"', '""'));
  });

  it.each([
    [{ Mail: '', Phone: bell }, 'Phone', line('Phone')],
    [{ Firm: '', Mail: bell }, 'Mail', line('Mail')],
    [{ Firm: '', Mail: '', Phone: '', Agent: bell }, 'Agent', line('Agent')],
    [{ From: '2999-01-01T00:00:00Z' }, 'From', 'the column "From" is in the future'],
    [{ To: '2999-01-01T00:00:00Z' }, 'To', 'the column "To" is in the future'],
    [{ 'Remark.x': 'x'.repeat(100_001) }, 'Remark.x', 'the column "Remark.x" must have at most 100000 characters'],
    [{ Text: 'x'.repeat(100_001) }, 'Text', 'the column "Text" must have at most 100000 characters'],
  ])('names the right column however many others are blank: %#', async (cells, column, reason) => {
    expect(await refusalOf(cells)).toMatchObject({ column, reason });
  });

  it('tells a wrong value of a field by its column', async () => {
    const { column, reason } = await refusalOf({ Urgency: bell });
    expect([column, reason]).toEqual(['Urgency', expect.stringMatching(/^the column "Urgency": priority must be /)]);
  });

  it('that is nobody’s says which cells are empty', async () => {
    const { case: _case, activity: _activity, data: _data, ...note } = mapping;
    const notes: Mapping = { ...note, type: 'NoteAdded' };
    const nobody = { 'Firm': '', 'Firm name': '', 'Mail': '', 'Phone': '' };
    expect(await refusalOf(nobody, notes)).toMatchObject({
      column: 'Firm',
      reason: 'the columns "Firm" and "Mail" are empty',
    });
    const one: Mapping = { ...notes, parties: [mapping.parties[0]] };
    expect(await refusalOf(nobody, one)).toMatchObject({ column: 'Firm', reason: 'the column "Firm" is empty' });
    const none: Mapping = { ...notes, parties: [] };
    expect(await refusalOf({}, none)).toMatchObject({
      column: 'parties',
      reason: 'parties needs a party of the customer’s side, or the event a case',
    });
  });

  it('of a log names its attribute', async () => {
    const event = (attributes: string) =>
      `<log><trace><string key="concept:name" value="1"/><event>${attributes}</event></trace></log>`;
    const of = async (resource: string, time: string, activity = 'open') => {
      const log = event(
        `<string key="concept:name" value="${activity}"/><string key="org:resource" value="${resource}"/>` +
          `<date key="time:timestamp" value="${time}"/>`,
      );
      const { refusals } = await importText(memoryPorts(), log, { process: 'p' });
      return refusals.map(({ column, reason }) => [column, reason]);
    };
    const now = '2024-01-01T10:00:00Z';
    expect(await of('a&#9;b', now)).toEqual([
      ['org:resource', 'org:resource must be one line without control characters'],
    ]);
    expect(await of('Bob', '2999-01-01T00:00:00Z')).toEqual([['time:timestamp', 'time:timestamp is in the future']]);
    expect(await of('Bob', now, 'a&#9;b')).toEqual([
      ['concept:name', 'concept:name must be one line without control characters'],
    ]);
  });
});
