import { describe, expect, it } from '@jest/globals';
import { parseMapping } from './mapping-validation.js';
import { importText, memoryPorts, touchpointsOf } from './testing-ports.js';

const customer = { column: 'who', kind: 'organisation', role: 'customer', side: 'customer' } as const;
const orders = {
  version: 1,
  format: 'csv',
  dataset: 'orders',
  zone: 'Europe/Rome',
  time: { column: 'placed' },
  id: 'number',
  type: 'OrderPlaced',
  parties: [customer],
  data: { requiredBy: { column: 'wanted', as: 'deadline' } },
  unmapped: 'drop',
} as const;
const deliveries = {
  version: 1,
  format: 'csv',
  dataset: 'orders',
  part: 'delivered',
  zone: 'Europe/Rome',
  time: { column: 'shipped' },
  id: 'number',
  type: 'Delivered',
  parties: [customer],
  data: { order: { column: 'number', as: 'event' } },
  unmapped: 'drop',
} as const;
const table = [
  'number,who,placed,wanted,shipped',
  '7,Amber,2024-03-01,2024-03-31,2024-03-20',
  '8,Birch,2024-03-02,2024-04-02T12:00,',
].join('\n');

describe('events that refer to others', () => {
  it.each([
    [orders, deliveries],
    [deliveries, orders],
  ])('name them by what their source calls them, whichever comes first', async (...mappings) => {
    const ports = memoryPorts();
    for (const mapping of mappings) await importText(ports, table, { mapping });
    const [order, delivery] = ['OrderPlaced', 'Delivered'].map((type) =>
      touchpointsOf(ports).find((event) => event.type === type)!,
    );
    expect(delivery!.data).toEqual({ order: order!.id });
    // The same rows again are the same events.
    for (const mapping of mappings)
      expect(await importText(ports, table, { mapping })).toMatchObject({ appended: 0, differing: 0 });
  });

  it('have a due date that ends with its day, and a time as it is written', async () => {
    const ports = memoryPorts();
    await importText(ports, table, { mapping: orders });
    const due = touchpointsOf(ports).map(({ data }) => new Date((data as { requiredBy: number }).requiredBy));
    expect(due.map((at) => at.toISOString())).toEqual(['2024-03-31T21:59:59.999Z', '2024-04-02T10:00:00.000Z']);
  });

  const dueOf = async (cell: string, rule: object = {}, zone = 'Europe/Rome'): Promise<string> => {
    const ports = memoryPorts();
    const data = { requiredBy: { column: 'wanted', as: 'deadline', ...rule } };
    const text = `number,who,placed,wanted\n7,Amber,2024-03-01,${cell}\n`;
    const { rejects } = await importText(ports, text, { mapping: { ...orders, zone, data } });
    const [order] = touchpointsOf(ports);
    return order ? new Date((order.data as { requiredBy: number }).requiredBy).toISOString() : rejects;
  };

  it.each([
    ['1996-08-01', '1996-08-01T21:59:59.999Z'],
    ['1996-08-01 00:00:00', '1996-08-01T21:59:59.999Z'],
    ['1996-08-01 00:00:00.000', '1996-08-01T21:59:59.999Z'],
    ['1996-08-01T00:00:00+02:00', '1996-08-01T21:59:59.999Z'],
    ['1996-08-01 00:00:01', '1996-07-31T22:00:01.000Z'],
    ['1996-08-01T00:00:00Z', '1996-08-01T00:00:00.000Z'],
  ])(
    'take midnight for a day, as databases write one, and other times as they are: “%s” is due %s',
    async (cell, due) => {
      expect(await dueOf(cell)).toBe(due);
    },
  );

  it('take a date for the whole day where its day begins at one', async () => {
    expect(await dueOf('2018-11-04', {}, 'America/Sao_Paulo')).toBe('2018-11-05T01:59:59.999Z');
  });

  it('read times of their own as their column writes them', async () => {
    expect(await dueOf('1.8.1996', { format: 'd.M.yyyy[ HH:mm]' })).toBe('1996-08-01T21:59:59.999Z');
    expect(await dueOf('1.8.1996 09:30', { format: 'd.M.yyyy[ HH:mm]' })).toBe('1996-08-01T07:30:00.000Z');
    expect(await dueOf('8/1/1996', { as: 'time', format: 'M/d/yyyy' })).toBe('1996-07-31T22:00:00.000Z');
    expect(await dueOf('1996-08-01', { format: 'M/d/yyyy' })).toContain('is not written as M/d/yyyy');
  });

  it.each([
    [{ as: 'deadline', format: 'yyyy' }, 'data.requiredBy.format The time format'],
    [{ as: 'number', format: 'd.M.yyyy' }, 'data.requiredBy.format has a meaning only'],
    [{ format: 'd.M.yyyy' }, 'data.requiredBy.format has a meaning only'],
  ])('take no format that makes no sense: %p', (rule, message) => {
    const data = { requiredBy: { column: 'wanted', ...rule } };
    expect(() => parseMapping({ ...orders, data })).toThrow(message);
  });

  it('name one of several events of a row, and one of another dataset', async () => {
    const ports = memoryPorts();
    for (const mapping of [orders, deliveries]) await importText(ports, table, { mapping });
    const apology = {
      ...deliveries,
      dataset: 'mails',
      type: 'ApologyMade',
      data: { for: { column: 'number', as: 'event', dataset: 'orders', part: 'delivered' } },
    } as const;
    await importText(ports, table, { mapping: apology });
    const [delivery, made] = ['Delivered', 'ApologyMade'].map((type) =>
      touchpointsOf(ports).find((event) => event.type === type)!,
    );
    expect(made!.data).toEqual({ for: delivery!.id });
  });

  it('do so in JSON too, within their dataset or another', async () => {
    const ports = memoryPorts();
    await importText(ports, table, { mapping: orders });
    const [first] = touchpointsOf(ports);
    const line = (id: string, references: unknown) =>
      JSON.stringify({
        type: 'Delivered',
        id,
        dataset: 'orders',
        occurredAt: '2024-03-20T10:00:00Z',
        parties: [
          { kind: 'organisation', role: 'customer', side: 'customer', identifiers: [{ scheme: 'n', value: 'A' }] },
        ],
        references,
      });
    const lines = [line('d1', { order: '7' }), line('d2', { order: { id: '7', dataset: 'orders' } })].join('\n');
    expect(await importText(ports, lines, { name: 'a.ndjson' })).toMatchObject({ appended: 2 });
    const deliveries = touchpointsOf(ports).filter(({ type }) => type === 'Delivered');
    expect(deliveries.map(({ data }) => data)).toEqual([{ order: first!.id }, { order: first!.id }]);
    const bad = [line('d3', { order: 7 }), line('d4', { order: {} }), line('d5', { other: '7' })];
    const refused = await importText(ports, bad.join('\n'), { name: 'b.ndjson' });
    expect(refused).toMatchObject({ appended: 0, refused: 3 });
    for (const reason of ['references.order', 'references.order.externalId', 'other'])
      expect(refused.rejects).toContain(reason);
  });

  it('are refused where the cell is no id, and are left out where it is blank', async () => {
    const ports = memoryPorts();
    const text = 'number,who,shipped,of\n1,Amber,2024-03-20,1.2E+11\n2,Amber,2024-03-20,\n';
    const mapping = { ...deliveries, data: { order: { column: 'of', as: 'event' } } } as const;
    const outcome = await importText(ports, text, { mapping });
    expect(outcome.rejects).toContain('was rounded by a spreadsheet');
    expect(outcome).toMatchObject({ refused: 1, appended: 1 });
    expect(touchpointsOf(ports).map(({ data }) => data)).toEqual([{}]);
    const kept = { ...mapping, type: 'PromiseKept', part: 'kept', data: { promise: mapping.data.order } } as const;
    const asked = await importText(ports, 'number,who,shipped,of\n2,Amber,2024-03-20,\n', { mapping: kept });
    expect(asked.rejects).toContain('the column ""of"": promise must be');
  });
});
