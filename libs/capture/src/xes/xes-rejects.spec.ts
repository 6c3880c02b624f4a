import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#core/record.js';
import { importText, memoryPorts, personalOf, touchpointsOf } from '../testing-ports.js';

const options = { process: 'loan' };
const log = (...traces: string[]) => `<log xes.version="1.0">\n${traces.join('\n')}\n</log>`;
const trace = (attributes: string, ...events: string[]) => `<trace>${attributes}\n${events.join('\n')}</trace>`;
const named = (name: string) => `<string key="concept:name" value="${name}"/>`;
const event = (name: string, time: string, more = '') =>
  `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="${time}"/>${more}</event>`;

const [good, bad, future] = ['2024-01-01T10:00:00.5+01:00', '2024-02-30T10:00:00+01:00', '2999-01-01T00:00:00Z'];
const nested =
  '<list key="items"><values><string key="a" value="1 &lt; 2"/><int key="a" value="007"/></values></list>' +
  '<string key="note" value="tab&#9;and &quot;quote&quot; &#10;line"><float key="x" value="1.50"/></string>' +
  '<container key="empty"></container><string key="org:resource" value="Žižka &amp; Ltd"/>' +
  '<string key="lifecycle:transition" value="START"/>';

/** Refused: the first event of a case, one within a case twice the same, one in the future, one without activity or time. */
const broken = log(
  trace(
    `${named('1')}<int key="AMOUNT" value="20000"/><id key="identity:id" value="7f"/>`,
    event('A', bad, nested),
    event('B', good),
  ),
  trace(named('2'), event('A', good), event('B', bad), event('B', bad), event('C', future), event('D', good)),
  trace(
    '<string key="identity:id" value="3"/>',
    event('', good),
    '<event><string key="concept:name" value="x"/></event>',
  ),
);
const correct = (text: string) =>
  text
    .replaceAll(bad, good)
    .replaceAll(future, good)
    .replaceAll('key="concept:name" value=""', 'key="concept:name" value="E"')
    .replace(/(<string key="concept:name" value="x"\/>)/, `$1<date key="time:timestamp" value="${good}"/>`);

const tellsApart = ({ id, ordinal, occurredText, process }: RecordedEvent) => ({
  id,
  ordinal,
  occurredText,
  process,
});
const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

describe('the rejects of a log', () => {
  it('are a log that is recorded, once corrected, as its events would have been', async () => {
    const whole = memoryPorts();
    expect(await importText(whole, correct(broken), options)).toMatchObject({ read: 9, appended: 9 });

    const ports = memoryPorts();
    const first = await importText(ports, broken, options);
    expect(first).toMatchObject({ read: 9, appended: 3, refused: 6 });
    const again = await importText(ports, correct(first.rejects), options);
    expect(again).toMatchObject({ read: 6, appended: 6, known: 0, rejects: '' });
    expect(touchpointsOf(ports).map(tellsApart).toSorted(byId)).toEqual(
      touchpointsOf(whole).map(tellsApart).toSorted(byId),
    );
    const personal = (memory: typeof ports) =>
      touchpointsOf(memory).map((one) => ({ id: one.id, personal: personalOf(one, memory.keys) }));
    expect(personal(ports).toSorted(byId)).toEqual(personal(whole).toSorted(byId));

    expect(await importText(ports, correct(first.rejects), options)).toMatchObject({
      appended: 0,
      known: 6,
      differing: 0,
    });
    expect(await importText(ports, correct(broken), options)).toMatchObject({ appended: 0, known: 9, differing: 0 });
  });

  it('say place, line and reason with each event, once however often it is refused', async () => {
    const ports = memoryPorts();
    const first = await importText(ports, broken, options);
    expect(first.rejects).toContain('<int key="_position" value="3"/>\n\t\t\t<int key="_line" value="7"/>\n');
    expect(first.rejects).toMatch(/<string key="_reason" value="time:timestamp .*calendar/);
    const again = await importText(ports, first.rejects, options);
    expect(again).toMatchObject({ read: 6, appended: 0, refused: 6 });
    const withoutLines = (text: string) => text.replaceAll(/key="_line" value="\d+"/g, '');
    expect(withoutLines(again.rejects)).toBe(withoutLines(first.rejects));
  });

  it('leave alone what a log itself calls so', async () => {
    const own = '<string key="_reason" value="holiday"/><int key="_line" value="12"/>';
    const kept = { unmapped: { _reason: 'holiday', _line: 12 } };
    const genuine = log(trace(named('1'), event('A', good, own), event('B', bad, own)));
    const ports = memoryPorts();
    const first = await importText(ports, genuine, options);
    const again = await importText(ports, first.rejects, options);
    await importText(ports, correct(again.rejects), options);
    expect(touchpointsOf(ports).map((one) => personalOf(one, ports.keys))).toEqual([kept, kept]);
    expect(await importText(ports, correct(genuine), options)).toMatchObject({ appended: 0, known: 2, differing: 0 });
  });

  it('leave a place for the name of a case that has none', async () => {
    const ports = memoryPorts();
    const nameless = log(trace('<int key="AMOUNT" value="5"/>', event('A', good), event('B', good)));
    const first = await importText(ports, nameless, options);
    expect(first).toMatchObject({ appended: 0, refused: 2 });
    const filled = first.rejects.replaceAll(named(''), named('9'));
    expect(await importText(ports, filled, options)).toMatchObject({ appended: 2, refused: 0 });
    const corrected = nameless.replace('<trace>', `<trace>${named('9')}`);
    expect(await importText(ports, corrected, options)).toMatchObject({ appended: 0, known: 2, differing: 0 });
  });

  it('are whole when the log breaks or the import is stopped', async () => {
    const cut = await importText(memoryPorts(), log(trace(named('1'), event('A', bad))).slice(0, -6), options, {
      reject: () => {},
    }).catch((error: Error) => error.message);
    expect(cut).toMatch(/broken/);
    const lines: string[] = [];
    const stop = new AbortController();
    const reject = (line: string) => {
      lines.push(line);
      stop.abort();
    };
    await importText(memoryPorts(), broken, { ...options, pieceBytes: 10 }, { reject, signal: stop.signal });
    expect([lines[0], lines.at(-1)]).toEqual([expect.stringContaining('<log '), '</log>']);
  });
});
