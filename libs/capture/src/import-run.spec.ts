import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { deskMapping, importText, memoryPorts } from './testing-ports.js';

const at = '2024-01-05T10:00:00Z';

describe('an import whose rejects are written elsewhere', () => {
  it('is complete once all is recorded, also when the end of the rejects is lost', async () => {
    const ports = memoryPorts();
    const log = `<log><trace><string key="concept:name" value="1"/>
      <event><string key="concept:name" value="A"/><date key="time:timestamp" value="${at}"/></event>
      <event><string key="concept:name" value="B"/></event></trace></log>`;
    const reject = (line: string) => {
      if (line === '</log>') throw new Error('The disk is full');
    };
    const outcome = await importText(ports, log, { process: 'loan' }, { reject });
    expect(outcome).toMatchObject({ state: 'completed', appended: 1, refused: 1 });
    expect([...ports.ledger.readAll()].at(-1)!.type).toBe('ImportCompleted');
  });

  it('writes their header once, while rows of two groups are refused at the same time', async () => {
    const lines: string[] = [];
    const reject = async (line: string) => {
      lines.push(line);
      // Long enough for the group before to be appended.
      for (let turn = 0; turn < 100; turn++) await setImmediate();
    };
    // The first is refused by a rule when its group is appended, and then the first of the next group while it is read.
    const times = ['2999-01-01T00:00:00Z', ...Array<string>(limits.importBatchRows - 1).fill(at), '30 Feb', at];
    const rows = times.map((time, index) => `${index},open,${time},Ann,Bob,x\n`);
    const content = `Case,Step,When,Customer,Agent,Remark\n${rows.join('')}`;
    const outcome = await importText(memoryPorts(), content, { mapping: deskMapping }, { reject });
    expect(outcome).toMatchObject({ appended: limits.importBatchRows, refused: 2 });
    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('Case,'))).toHaveLength(1);
    expect(lines[0]).toMatch(/^Case,/);
  });
});
