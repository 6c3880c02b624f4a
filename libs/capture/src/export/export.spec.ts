import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { importText, memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import { testDataFile } from '../testing.js';
import type { Mapping } from '../mapping.js';
import { cloudEventLines } from './cloudevents-writer.js';
import { csvLines, exportMapping } from './csv-writer.js';
import { casesOf, xesLog } from './xes-writer.js';

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** What a process is, whatever its ids: per case the steps in fold order. */
function casesIn(ports: MemoryPorts, process: string) {
  return [...casesOf(ports.ledger, process)]
    .map(({ id, events }) => ({
      case: ports.names.caseNumber(id),
      steps: [...events].map((event) => [
        event.type,
        event.process!.activity,
        event.process!.lifecycle,
        event.occurredAt,
        Math.floor(event.ordinal / 2 ** 32),
        ports.names.party(event.actor)?.name,
      ]),
    }))
    .toSorted((a, b) => (a.case! < b.case! ? -1 : 1));
}

const receipt = () => {
  const whole = gunzipSync(readFileSync(testDataFile('process/receipt.xes.gz'))).toString();
  return `${whole.split('</trace>', 40).join('</trace>')}</trace></log>`;
};
const helpdesk = JSON.parse(readFileSync('infra/mappings/helpdesk.json', 'utf8')) as Mapping;
const desk = () => readFileSync(testDataFile('cx/helpdesk/finale.csv'), 'utf8').split('\n').slice(0, 200).join('\n');

describe('CloudEvents', () => {
  it('that a ledger wrote are known to it: importing them appends nothing', async () => {
    const ports = memoryPorts();
    await importText(ports, receipt(), { process: 'receipt' });
    await importText(ports, desk(), { mapping: helpdesk });
    const events = touchpointsOf(ports);
    const claims = ports.parties.size;
    const lines = await textOf(cloudEventLines(events, ports.names));
    const again = await importText(ports, lines, { name: 'export.ndjson' });
    expect(again).toMatchObject({ read: events.length, appended: 0, known: events.length, refused: 0, differing: 0 });
    expect(ports.parties.size).toBe(claims);
    const changed = await importText(ports, lines.replace('"tend.CaseResolved.v1"', '"tend.CaseReopened.v1"'), {
      name: 'export.ndjson',
    });
    expect(changed).toMatchObject({ known: events.length - 1, differing: 1 });
  });

  it('give the same processes in another ledger, and again nothing the second time', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    await importText(ports, desk(), { mapping: helpdesk });
    const lines = await textOf(cloudEventLines(touchpointsOf(ports), ports.names));
    expect(await importText(other, lines, { name: 'export.ndjson' })).toMatchObject({ appended: 199, refused: 0 });
    expect(casesIn(other, 'helpdesk')).toEqual(casesIn(ports, 'helpdesk'));
    expect(touchpointsOf(other)[0]!.source.dataset).toBe('helpdesk');
    expect(await importText(other, lines, { name: 'export.ndjson' })).toMatchObject({ appended: 0, known: 199 });
  });

  it('of an erased person leave out what was sealed, and are known all the same', async () => {
    const ports = memoryPorts();
    await importText(ports, desk(), { mapping: helpdesk });
    const find = ports.keys.find.bind(ports.keys);
    ports.keys.find = () => undefined;
    const lines = await textOf(cloudEventLines(touchpointsOf(ports), ports.names));
    expect(lines).not.toContain('support_section');
    expect(await importText(ports, lines, { name: 'x.ndjson' })).toMatchObject({ known: 199, differing: 0 });
    ports.keys.find = find;
  });
});

describe('XES', () => {
  it('gives the same process in another ledger', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    await importText(ports, receipt(), { process: 'receipt' });
    const log = await textOf(xesLog('receipt', casesOf(ports.ledger, 'receipt'), ports.names));
    expect(await importText(other, log, { process: 'receipt' })).toMatchObject({ refused: 0 });
    expect(casesIn(other, 'receipt')).toEqual(casesIn(ports, 'receipt'));
    const personal = (of: MemoryPorts) => touchpointsOf(of).map((event) => of.names.personal(event));
    expect(new Set(personal(other).map((value) => JSON.stringify(value)))).toEqual(
      new Set(personal(ports).map((value) => JSON.stringify(value))),
    );
  });

  it('gives the team of a step as the group of its resource, and takes it back', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    const countsOf = (teams: readonly unknown[]) =>
      new Map(
        Array.from(
          Map.groupBy(teams, (team) => team),
          ([team, all]) => [team, all.length],
        ),
      );
    const teamsOf = (of: MemoryPorts) => touchpointsOf(of).map(({ data }) => (data as { team?: string }).team);
    await importText(ports, receipt(), { process: 'receipt' });
    const log = await textOf(xesLog('receipt', casesOf(ports.ledger, 'receipt'), ports.names));
    expect(log).toContain('<string key="org:group" value="Group 1"/>');
    expect(log).not.toContain('key="team"');
    await importText(other, log, { process: 'receipt' });
    expect(new Set(teamsOf(ports)).size).toBeGreaterThan(3);
    expect(countsOf(teamsOf(other))).toEqual(countsOf(teamsOf(ports)));
    // The team that a case is given to did not give it away.
    const moved = (type: string) =>
      JSON.stringify({
        id: type,
        type,
        occurredAt: '2024-01-01T00:00:00Z',
        data: { team: 'Second line' },
        process: { definition: 'p', case: '1', activity: type },
        parties: [
          { kind: 'person', identifiers: [{ scheme: 'email', value: 'a@b.c' }], role: 'customer', side: 'customer' },
        ],
      });
    const [own, third] = [memoryPorts(), memoryPorts('third')];
    await importText(own, [moved('CaseTransferred'), moved('CaseResolved')].join('\n'), { name: 'p.ndjson' });
    const written = await textOf(xesLog('p', casesOf(own.ledger, 'p'), own.names));
    await importText(third, written, { process: 'p' });
    expect(written.match(/key="(?:team|org:group)" value="Second line"/g)).toHaveLength(2);
    expect(teamsOf(third)).toEqual([undefined, 'Second line']);
  });

  it('writes every text so that it comes back, and nested attributes too', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    const awkward = 'a&#10;b &lt;c&gt; &quot;d&quot; &amp;amp; é&#9;😀';
    const log = `<log><trace><string key="concept:name" value="${awkward.replace('&#10;', ' ').replace('&#9;', ' ')}"/><event>
      <string key="concept:name" value="step"/><date key="time:timestamp" value="2024-01-01T00:00:00.123456789Z"/>
      <string key="note" value="${awkward}"><float key="n" value="1.5"/><string key="m" value=""/></string>
      <list key="l"><values><int key="i" value="1"/><int key="i" value="2"/></values></list>
      <container key="c"><boolean key="b" value="true"/></container></event></trace></log>`;
    await importText(ports, log, { process: 'p' });
    const written = await textOf(xesLog('p', casesOf(ports.ledger, 'p'), ports.names));
    await importText(other, written, { process: 'p' });
    expect(other.names.personal(touchpointsOf(other)[0]!)).toEqual(ports.names.personal(touchpointsOf(ports)[0]!));
    expect(casesIn(other, 'p')).toEqual(casesIn(ports, 'p'));
  });
});

describe('CSV', () => {
  it('is read again by the mapping that goes with it, as the same process', async () => {
    const [ports, other] = [memoryPorts(), memoryPorts('another')];
    await importText(ports, desk(), { mapping: helpdesk });
    const csv = await textOf(csvLines(touchpointsOf(ports), ports.names));
    expect(await importText(other, csv, { mapping: exportMapping('helpdesk') })).toMatchObject({
      appended: 199,
      refused: 0,
    });
    expect(casesIn(other, 'helpdesk')).toEqual(casesIn(ports, 'helpdesk'));
  });

  it('can keep spreadsheets from running what a customer wrote', async () => {
    const ports = memoryPorts();
    await importText(ports, desk().replaceAll(',Closed,', ',=cmd(),'), { mapping: helpdesk });
    const events = touchpointsOf(ports);
    expect(await textOf(csvLines(events, ports.names))).toContain(',=cmd(),');
    expect(await textOf(csvLines(events, ports.names, { escapeFormulas: true }))).toContain(",'=cmd(),");
  });
});
