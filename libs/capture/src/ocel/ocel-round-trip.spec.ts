import fc from 'fast-check';
import { describe, expect, it, jest } from '@jest/globals';
import { importText, memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { OcelDocument } from './ocel-document.js';
import { isOcelDocument } from './ocel-schema.js';
import { anyLog, exampleText, exportedLog, setsOf, smallLog } from './testing-ocel.js';

jest.setTimeout(120_000);

const read = (ports: ReturnType<typeof memoryPorts>, text: string, options = {}) =>
  importText(ports, text, { name: 'log.json', format: 'ocel', ...options });

/** What putting into cases comes to, counted apart: nothing of the program is asked. */
function copiesOf({ events, objects }: OcelDocument, caseType: string | undefined) {
  const cases = new Set(objects.filter(({ type }) => type === caseType).map(({ id }) => id));
  const each = events.map(({ relationships = [] }) => {
    return new Set(relationships.map(({ objectId }) => objectId).filter((id) => cases.has(id))).size;
  });
  const sum = (of: (cases: number) => number) => each.reduce((all, one) => all + of(one), 0);
  return {
    steps: sum((n) => n),
    inSeveral: sum((n) => Number(n > 1)),
    copies: sum((n) => Math.max(0, n - 1)),
    outside: sum((n) => Number(n === 0)),
  };
}

describe('a log that came in and goes out', () => {
  it.each([
    ['the published example', exampleText],
    ['a small one', () => JSON.stringify(smallLog())],
  ])('is the same: %s', async (_what, text) => {
    const ports = memoryPorts();
    expect(await read(ports, text())).toMatchObject({ refused: 0, differing: 0, known: 0 });
    const written = JSON.parse(await exportedLog(ports)) as OcelDocument;
    expect(isOcelDocument(written)).toBe(true);
    expect(setsOf(written)).toEqual(setsOf(JSON.parse(text()) as OcelDocument));
  });

  it('is the same to the nanosecond and the offset, where moments are nearly or altogether the same', async () => {
    const values = ['00.000000001Z', '00.000000002Z', '00.000000002+00:00', '00.000000002-00:00'];
    const price = (time: string, at: number) => ({ name: at < 2 ? 'price' : `price ${at}`, time, value: String(at) });
    const attributes = values.map((second, at) => price(`2024-03-01T00:00:${second}`, at));
    const declared = ['price', 'price 2', 'price 3'].map((name) => ({ name, type: 'integer' }));
    const [order, ...others] = smallLog().objects;
    const log = {
      ...smallLog(),
      objectTypes: smallLog().objectTypes.map((type) => ({ ...type, attributes: declared })),
      objects: [{ ...order!, attributes }, ...others],
    };
    const ports = memoryPorts();
    expect(await read(ports, JSON.stringify(log))).toMatchObject({ refused: 0, refusals: [] });
    expect(touchpointsOf(ports).filter(({ type }) => type === 'ObjectDescribed')).toHaveLength(2);
    expect(setsOf(JSON.parse(await exportedLog(ports)) as OcelDocument)).toEqual(setsOf(log));
  });

  it('is the same whatever stands in it, whatever its cases are, and comes twice without a trace', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat(), async (log, choice) => {
        const ports = memoryPorts();
        const types = [undefined, ...log.objectTypes.map(({ name }) => name)];
        const said = types[choice % types.length];
        const options = said === undefined ? {} : { case: said };
        const report = await read(ports, JSON.stringify(log), options);
        expect(report).toMatchObject({ refused: 0, differing: 0, known: 0, refusals: [] });
        const { chosen, events } = report.flattening!;
        expect(events).toBe(log.events.length);
        if (chosen !== undefined) expect(chosen).toMatchObject(copiesOf(log, chosen.objectType));
        const copies = touchpointsOf(ports).filter(({ data }) => 'copyOf' in data);
        expect(copies).toHaveLength(copiesOf(log, chosen?.objectType).copies);

        const written = JSON.parse(await exportedLog(ports)) as OcelDocument;
        expect(isOcelDocument(written)).toBe(true);
        expect(setsOf(written)).toEqual(setsOf(log));

        // Again, and as it was written here, in another order: nothing is new.
        expect(await read(ports, JSON.stringify(log), options)).toMatchObject({
          appended: 0,
          differing: 0,
          refused: 0,
        });
        expect(await read(ports, JSON.stringify(written))).toMatchObject({ appended: 0, differing: 0, refused: 0 });
        expect(setsOf(JSON.parse(await exportedLog(ports)) as OcelDocument)).toEqual(setsOf(log));
      }),
      { numRuns: 150 },
    );
  });
});
