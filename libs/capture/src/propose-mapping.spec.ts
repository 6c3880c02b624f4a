import { describe, expect, it } from '@jest/globals';
import { proposeForFile } from './propose-mapping.js';
import { importText, memoryPorts } from './testing-ports.js';
import { inPieces } from './testing.js';

const propose = (text: string) => proposeForFile(inPieces(Buffer.from(text), 65_536), 'Europe/Rome');
const fileOf = (times: readonly string[]) =>
  `customer,time,what\n${times.map((time, index) => `Acme ${index},"${time}",called\n`).join('')}`;
const hours = (count: number, day = '2024-01-05') =>
  Array.from({ length: count }, (_, hour) => `${day} ${String(hour % 24).padStart(2, '0')}:00`);

/** The format that is proposed for a column of such times; undefined when none is. */
async function formatOf(times: readonly string[]): Promise<string | undefined> {
  try {
    return (await propose(fileOf(times))).mapping.time.format;
  } catch (error) {
    expect(error).toMatchObject({ code: 'mapping-invalid' });
    return undefined;
  }
}

describe('a proposal', () => {
  it.each(['garbage', '2024-13-03 00:00', 'N/A', '-'])('does not stumble over one time such as %j', async (time) => {
    const times = [...hours(6), time];
    const { mapping, notes } = await propose(fileOf(times));
    expect(mapping.time).toEqual({ column: 'time', format: 'iso' });
    expect(notes).toContain('"time" is read as iso, which 1 of the first 7 values are not: such rows are refused.');
    const outcome = await importText(memoryPorts(), fileOf(times));
    expect(outcome).toMatchObject({ read: 7, appended: 6, refused: 1, state: 'completed' });
    expect(outcome.refusals).toMatchObject([{ line: 8, column: 'time' }]);
  });

  it('takes a format that reads nine tenths, or all but one of few', async () => {
    expect(await formatOf([...hours(90), ...Array<string>(10).fill('open')])).toBe('iso');
    expect(await formatOf([...hours(89), ...Array<string>(11).fill('open')])).toBeUndefined();
    expect(await formatOf([...hours(2), 'open'])).toBe('iso');
    expect(await formatOf([...hours(1), 'open'])).toBeUndefined();
    expect(await formatOf([...hours(3), 'open', '-'])).toBeUndefined();
  });

  it('names the column that comes nearest when there is none', async () => {
    await expect(propose(fileOf([...hours(3), 'open', '-']))).rejects.toMatchObject({
      code: 'mapping-invalid',
      columns: ['customer', 'time', 'what'],
      message:
        'No column holds times that can be read: there are "customer", "time", "what"; ' +
        'of the first 5 values of "time" 2 are not read as iso; give a mapping',
    });
  });

  it('rather takes a column whose every value is a time', async () => {
    const rows = hours(9).map((time, index) => `${index === 4 ? 'never' : time},${time},Acme\n`);
    const { mapping, notes } = await propose(`seen,noted,customer\n${rows.join('')}`);
    expect(mapping.time.column).toBe('noted');
    expect(notes.join()).not.toContain('are not');
  });

  it('has a zone beside it where a time has no offset, and none where a time is a date that ends in a year', async () => {
    const offsets = hours(6).map((time) => `${time}+01:00`);
    expect((await propose(fileOf([...offsets, 'open']))).mapping.zone).toBeUndefined();
    expect((await propose(fileOf([...offsets, '2024-01-01 10:00']))).mapping.zone).toBe('Europe/Rome');
    expect((await propose(fileOf(['5-3-2024', '25-3-2024']))).mapping.zone).toBe('Europe/Rome');
  });

  it('shows rows as an import decides them', async () => {
    const time = '2024-01-05T10:00:00Z';
    const file =
      `customer,time\nAcme,${time}\n,${time}\n"A\u001bB",${time}\nAcme,open\n` +
      `Acme,2999-01-01T00:00:00Z\n${hours(20)
        .map((at) => `Acme,${at}\n`)
        .join('')}`;
    const { rows } = await propose(file);
    const dry = await importText(memoryPorts(), file, { dryRun: true });
    const wet = await importText(memoryPorts(), file);
    const told = rows.map(({ line, column, refused, occurredAt }) => [line, column, refused ?? occurredAt]);
    expect(told).toEqual([
      [2, undefined, expect.stringMatching(/^2024-01-05T/)],
      [3, 'customer', 'the column "customer" is empty'],
      [4, 'customer', 'the column "customer" must be one line without control characters'],
      [5, 'time', 'the column "time" is no time of ISO 8601 such as 2024-03-01T09:30:00+01:00.'],
      [6, 'time', 'the column "time" is in the future'],
    ]);
    for (const outcome of [dry, wet]) {
      expect(outcome.rows.map(({ line, refused }) => [line, refused])).toEqual(
        rows.map(({ line, refused }) => [line, refused]),
      );
      expect(new Set(outcome.refusals.map(({ line }) => line))).toEqual(new Set([3, 4, 5, 6]));
    }
  });
});

describe('a column of assignees', () => {
  const head = 'ticket,activity,time,assignee';
  const rows = (activities: readonly string[], tail = '') =>
    activities.map((activity, i) => `T${i % 2},${activity},2024-01-0${i + 1}T10:00:00Z,Ann${tail}\n`).join('');
  const actor = { column: 'assignee', kind: 'person', role: 'agent', side: 'ours' };

  it('is whom a case is given to where rows assign or transfer cases, beside who did it', async () => {
    const activities = ['Open ticket', 'Assign ticket', 'Case transferred', 'Assign seriousness'];
    const { mapping, notes, rows: shown } = await propose(`${head},agent\n${rows(activities, ',Bob')}`);
    expect(mapping).toMatchObject({
      identity: ['ticket', 'activity', 'assignee', 'agent', 'time'],
      type: {
        column: 'activity',
        values: { 'Open ticket': 'CaseOpened', 'Assign ticket': 'CaseAssigned', 'Case transferred': 'CaseTransferred' },
        default: 'ActivityRecorded',
      },
      parties: [{ column: 'assignee', kind: 'person', role: 'assignee', side: 'ours' }],
      actor: { ...actor, column: 'agent' },
    });
    expect(notes).toContain('"assignee" is read as whom a case is given to, and not as who did what the row says.');
    expect(shown.map(({ type, refused }) => refused ?? type)).toEqual([
      'CaseOpened',
      'CaseAssigned',
      'CaseTransferred',
      'ActivityRecorded',
    ]);
    const alone = await propose(`${head}\n${rows(activities)}`);
    expect(alone.mapping).not.toHaveProperty('actor');
  });

  it('is who did it where no row gives a case to anybody, or a row is a span of time', async () => {
    const { mapping } = await propose(`${head}\n${rows(['Open ticket', 'Work on it'])}`);
    expect(mapping).toMatchObject({ actor });
    expect(mapping).not.toHaveProperty('parties');
    const span = `ticket,activity,start,end,assignee\nT,Assign ticket,2024-01-01T10:00:00Z,2024-01-01T11:00:00Z,Ann\n`;
    const spanned = (await propose(span)).mapping;
    expect(spanned).toMatchObject({ type: 'ActivityRecorded', actor });
    const without = await propose(`ticket,activity,time,agent\n${rows(['Assign ticket'])}`);
    expect(without.mapping).toMatchObject({ type: 'ActivityRecorded', actor: { ...actor, column: 'agent' } });
  });
});

describe('dates that can be read day first and month first', () => {
  const both = fileOf(['3/4/2024 10:00', '12/11/2024', '1/1/2024 8:30']);
  const [dayFirst, monthFirst] = ['d/M/yyyy[ H:mm[:ss[.S]]]', 'M/d/yyyy[ H:mm[:ss[.S]]]'] as const;

  it('are a choice that the proposal leaves open, shown day first', async () => {
    const { mapping, rows, notes, ambiguous } = await propose(both);
    expect(ambiguous).toMatchObject([{ column: 'time', format: dayFirst, alternative: monthFirst }]);
    expect(mapping.time).toEqual({ column: 'time', format: `${dayFirst} or ${monthFirst}` });
    expect(rows[0]).toMatchObject({ occurredAt: '2024-04-03T10:00:00.000+02:00' });
    expect(notes).toContain(
      `"time" can be read as ${dayFirst}, as it is shown here, or as ${monthFirst}: ` +
        'say which in the mapping before it is imported.',
    );
  });

  it('stop an import until somebody has chosen, whether the proposal is given back or not', async () => {
    const { mapping } = await propose(both);
    for (const options of [{}, { dryRun: true }, { mapping }]) {
      const ports = memoryPorts();
      await expect(importText(ports, both, options)).rejects.toMatchObject({
        code: 'mapping-invalid',
        message: expect.stringContaining(`time.format must be chosen: "${dayFirst}" or "${monthFirst}"`) as never,
        violations: [{ field: 'time.format' }],
      });
      expect(ports.ledger.head().sequence).toBe(0);
    }
  });

  it.each([
    [dayFirst, '2024-04-03T10:00:00.000Z'],
    [monthFirst, '2024-03-04T10:00:00.000Z'],
  ])('are read as %s when a mapping says so', async (format, occurredAt) => {
    const { mapping } = await propose(both);
    const chosen = { ...mapping, zone: 'UTC', time: { column: 'time', format } };
    const outcome = await importText(memoryPorts(), both, { mapping: chosen });
    expect(outcome).toMatchObject({ appended: 3, refused: 0 });
    expect(outcome.rows[0]).toMatchObject({ occurredAt });
  });

  it.each(['.', '/', '-'])('are asked for however they are written: with %s', async (mark) => {
    const written = (values: string[]) => formatOf(values.map((value) => value.replaceAll('/', mark)));
    const formats = (time: string, year = 'yyyy') =>
      ['d/M/', 'M/d/'].map((date) => `${date}${year}`.replaceAll('/', mark) + time) as [string, string];
    for (const [time, format] of [
      [' 10:00', '[ H:mm[:ss[.S]]]'],
      [' 1:05 PM', ' h:mm[:ss] a'],
    ] as const) {
      const [day, month] = formats(format);
      expect(await written([`3/4/2024${time}`, `12/11/2024${time}`])).toBe(`${day} or ${month}`);
      expect(await written([`3/4/2024${time}`, `25/11/2024${time}`])).toBe(day);
      expect(await written([`3/4/2024${time}`, `12/25/2024${time}`])).toBe(month);
    }
    if (mark === '-') return;
    const [day, month] = formats(' h:mm[:ss] a', 'yy');
    expect(await written(['3/4/24 1:05 PM'])).toBe(`${day} or ${month}`);
    expect(await written(['3/24/24 1:05 PM'])).toBe(month);
  });

  it('are told by a single one that can be read one way only', async () => {
    expect(await formatOf(['3/4/2024', '12/11/2024', '25/1/2024'])).toBe(dayFirst);
    expect(await formatOf(['3/4/2024', '12/11/2024', '1/25/2024'])).toBe(monthFirst);
    expect(await formatOf(['3/4/2024', '4/25/2024', '25/1/2024', ...Array<string>(9).fill('1/2/2024')])).toBe(
      `${dayFirst} or ${monthFirst}`,
    );
  });
});
