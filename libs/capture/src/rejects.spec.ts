import { describe, expect, it } from '@jest/globals';
import { deskMapping as mapping, importText, memoryPorts, touchpointsOf } from './testing-ports.js';

const header = 'Case,Step,When,Customer,Agent,Remark\n';
const options = { mapping };

describe('a refused row of a CSV file', () => {
  it('is refused again until it is corrected, whatever was wrong with its cells', async () => {
    const ports = memoryPorts();
    const ragged = `${header}3,open,2024-01-03T10:00:00Z,Ann\n3,close,2024-01-04T10:00:00Z,Ann,Bob,x,surplus,more\n`;
    const first = await importText(ports, ragged, options);
    expect(first).toMatchObject({ read: 2, appended: 0, refused: 2 });
    const again = await importText(ports, first.rejects, options);
    expect(again).toMatchObject({ read: 2, appended: 0, refused: 2 });
    expect(again.rejects).toContain('3,close,2024-01-04T10:00:00Z,Ann,Bob,x,surplus,more');
  });

  it('keeps its place among rows of the same instant when it is corrected', async () => {
    const ports = memoryPorts();
    const at = '2024-01-05T10:00:00Z';
    const four = ['A', 'B', 'C', 'D'].map((step) => `4,${step},${step === 'B' ? '30 Feb' : at},Ann,Bob,${step}\n`);
    const broken = await importText(ports, header + four.join(''), options);
    await importText(ports, broken.rejects.replace('30 Feb', at), options);
    const steps = touchpointsOf(ports).toSorted((a, b) => a.ordinal - b.ordinal);
    expect(steps.map(({ process }) => process!.activity)).toEqual(['A', 'B', 'C', 'D']);
  });

  it.each(['windows-1252', 'utf-16le', 'utf-8'] as const)(
    'is read as it is written, whatever %s its file was',
    async (encoding) => {
      const text = `${header}7,open,30 Feb,Žižka,Bob,é\n7,close,2024-01-04T10:00:00Z,Žižka,Bob,é\n`;
      // Of Windows-1252 only the three letters beyond Latin-1 stand elsewhere.
      const bytes = (given: string) =>
        encoding === 'windows-1252'
          ? Buffer.from(given.replaceAll('Ž', '\u008e').replaceAll('ž', '\u009e'), 'latin1')
          : Buffer.from(given, encoding === 'utf-8' ? 'utf8' : 'utf16le');
      const ports = memoryPorts();
      const said = { mapping: { ...mapping, encoding } };
      const first = await importText(ports, bytes(text), said);
      expect(first).toMatchObject({ appended: 1, refused: 1 });
      const at = '2024-01-03T10:00:00Z';
      const again = first.rejects.replace('30 Feb', at);
      expect(await importText(ports, again, said)).toMatchObject({ appended: 1, refused: 0 });
      expect(await importText(ports, bytes(text.replace('30 Feb', at)), said)).toMatchObject({
        appended: 0,
        known: 2,
        differing: 0,
      });
      expect(ports.parties.size).toBe(2);
      // Refused again, it is marked once.
      expect((await importText(ports, first.rejects, said)).rejects.match(/\ufeff/g) ?? []).toHaveLength(
        encoding === 'utf-8' ? 0 : 1,
      );
    },
  );

  it('differs when it is read as another time than before', async () => {
    const ports = memoryPorts();
    const ambiguous = `${header}5,A,01/02/2024,Ann,Bob,x\n5,B,02/02/2024,Ann,Bob,x\n6,A,01/02/2024,Cid,,x\n`;
    const read = (format: string) =>
      importText(ports, ambiguous, { mapping: { ...mapping, time: { column: 'When', format } } });
    expect(await read('M/d/yyyy')).toMatchObject({ appended: 3 });
    // The second of February is the same day in both.
    expect(await read('d/M/yyyy')).toMatchObject({ appended: 0, known: 1, differing: 2 });
  });
});
