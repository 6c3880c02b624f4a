import { describe, expect, it } from '@jest/globals';
import { memoryPorts, touchpointsOf } from '../testing-ports.js';
import type { MemoryPorts } from '../testing-ports.js';
import type { OcelDocument } from './ocel-document.js';
import { readLog as read, smallLog, textOf, withEvent, withObject } from './testing-ocel.js';

describe('the file of what is refused', () => {
  it('is a log of its own: corrected there, it is read as it would have been, and refused again it is the same', async () => {
    const ports = memoryPorts();
    const bad = withEvent(2, { time: '2024-03-01' });
    const broken = {
      ...bad,
      objects: (
        withObject(0, {
          attributes: [{ name: 'price', time: '2024-03-01T00:00:00+01:00', value: 'x' }],
        }) as OcelDocument
      ).objects,
    };
    const first = await read(textOf(broken), ports, { case: 'order' });
    expect(first).toMatchObject({ refused: 2, flattening: { chosen: { copies: 0 } } });
    const rejects = JSON.parse(first.rejects) as OcelDocument;
    expect(rejects.events.map(({ id }) => id)).toEqual(['e3']);
    // What is refused whole, and the others that the event names, by id and type.
    expect(rejects.objects.map((object) => [object.id, 'attributes' in object])).toEqual([
      ['o1', true],
      ['p1', false],
      ['o2', false],
    ]);
    const again = await read(first.rejects, ports);
    expect(again).toMatchObject({ refused: 2, appended: 0 });
    expect(again.notes).toBeUndefined();
    const elements = (text: string) => text.replaceAll(/"_line":\d+/g, '');
    expect(elements(again.rejects)).toBe(elements(first.rejects));

    const corrected = first.rejects.replace('"2024-03-01"', '"2024-03-01T02:00:00+01:00"').replace('"x"', '"9.50"');
    const last = await read(corrected, ports);
    // The event and its copy; the object and its value.
    expect(last).toMatchObject({
      refused: 0,
      differing: 0,
      appended: 4,
      flattening: { chosen: { because: 'as-before', copies: 1 } },
    });
    // As if nothing had ever been wrong with it.
    expect(await read(textOf(smallLog()), ports)).toMatchObject({ appended: 0, differing: 0, refused: 0 });
    const straight = memoryPorts();
    await read(textOf(smallLog()), straight, { case: 'order' });
    const places = (of: MemoryPorts) =>
      touchpointsOf(of)
        .map(({ occurredText, ordinal, type }) => [occurredText, ordinal, type].join(' '))
        .toSorted();
    expect(places(ports)).toEqual(places(straight));
  });

  it('holds what was in no shape to be corrected as it was', async () => {
    const { rejects } = await read(textOf({ ...smallLog(), events: [7] }));
    expect((JSON.parse(rejects) as OcelDocument).events).toEqual([
      { _position: 0, _line: expect.any(Number), _reason: 'must be an object', _text: '7' },
    ]);
  });
});
