import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { detectFormat } from '../format-detection.js';
import { importText, memoryPorts } from '../testing-ports.js';
import { inPieces } from '../testing.js';
import { exampleText, readLog as read, smallLog } from './testing-ocel.js';

describe('the format', () => {
  const of = async (text: string | Uint8Array) => (await detectFormat(inPieces(Buffer.from(text), 7))).format;

  it('is told by the lists at the top of one object, wherever they stand and however it is written', async () => {
    expect(await of(exampleText())).toBe('ocel');
    expect(await of(JSON.stringify(smallLog()))).toBe('ocel');
    expect(await of(gzipSync(exampleText()))).toBe('ocel');
    expect(await of(Buffer.from(`\ufeff${exampleText()}`, 'utf16le'))).toBe('ocel');
    expect(await of(`{"$schema":"x","meta":{"events":1,"a":["}",{"b":"\\"["}]},\n "events" :\n [`)).toBe('ocel');
    // A list that is longer than what is looked at.
    expect(await of(`{"objects":[${'{"id":"o"},'.repeat(20_000)}`)).toBe('ocel');
  });

  it('is not mistaken: touchpoints a line stay touchpoints', async () => {
    expect(await of('{"type":"NoteAdded","data":{"objects":[],"events":[]}}\n{"events":[]}\n')).toBe('ndjson');
    expect(await of('{"specversion":"1.0","events":{}}')).toBe('ndjson');
    expect(await of('{"events":"objects","objects":7}')).toBe('ndjson');
    expect(await of('{}')).toBe('ndjson');
    expect(await of('{"cut')).toBe('ndjson');
  });

  it('is no part of the name of a dataset', async () => {
    const report = await importText(memoryPorts(), exampleText(), { name: 'shop.jsonocel.gz', dryRun: true });
    expect(report).toMatchObject({ format: 'ocel', dataset: 'shop' });
  });

  it('has cases to choose, which no other has', async () => {
    await expect(importText(memoryPorts(), 'a,b\n', { case: 'order' })).rejects.toMatchObject({
      code: 'invalid',
      violations: [{ field: 'case', message: 'must be left out' }],
    });
    await expect(read(exampleText(), memoryPorts(), { case: 'invoice' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'No type of objects of the log is called “invoice”',
      violations: [{ field: 'case', message: 'must be one of Invoice, Purchase Order, Payment, Purchase Requisition' }],
    });
  });
});
