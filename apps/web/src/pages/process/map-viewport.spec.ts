import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fitted, pan, parseViewBox, readable, viewBoxOf, zoom } from './map-viewport.js';

const drawing = { x: -8, y: -8, width: 1000, height: 500 };

describe('the part of the map in sight', () => {
  it('holds the whole drawing, centred, whatever the shape of the window', () => {
    expect(fitted(drawing, 4)).toEqual({ x: -508, y: -8, width: 2000, height: 500 });
    expect(fitted(drawing, 1)).toEqual({ x: -8, y: -258, width: 1000, height: 1000 });
  });

  it('begins readable: not larger than drawn, and at the top when it is too high', () => {
    expect(readable(drawing, { width: 2000, height: 800 }, 300)).toEqual({
      x: -508,
      y: -158,
      width: 2000,
      height: 800,
    });
    expect(readable({ ...drawing, height: 5000 }, { width: 800, height: 800 }, 300)).toEqual({
      x: -8,
      y: -8,
      width: 1000,
      height: 1000,
    });
  });

  it('begins at the start of the process when the drawing is too wide to read', () => {
    expect(readable(drawing, { width: 200, height: 800 }, 400)).toMatchObject({ x: 250, width: 300 });
    expect(readable(drawing, { width: 200, height: 800 }, 10)).toMatchObject({ x: -8 });
    expect(readable(drawing, { width: 200, height: 800 }, 990)).toMatchObject({ x: 692 });
  });

  it('keeps the point under the pointer where it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.nat(1000), fc.nat(500), (factor, x, y) => {
        const before = fitted(drawing, 2);
        const after = zoom(before, factor, { x, y }, drawing);
        expect((x - after.x) / after.width).toBeCloseTo((x - before.x) / before.width, 6);
        expect((y - after.y) / after.height).toBeCloseTo((y - before.y) / before.height, 6);
      }),
    );
  });

  it('goes neither nearer than a twelfth nor further than twice the drawing', () => {
    let near = fitted(drawing, 2);
    let far = near;
    for (let step = 0; step < 50; step += 1) {
      near = zoom(near, 1.5, { x: 0, y: 0 }, drawing);
      far = zoom(far, 1 / 1.5, { x: 0, y: 0 }, drawing);
    }
    expect(near.width).toBeCloseTo(1000 / 12);
    expect(far.width).toBeCloseTo(2000);
  });

  it('never loses the drawing by moving', () => {
    let view = fitted(drawing, 2);
    for (let step = 0; step < 100; step += 1) view = pan(view, 0.3, 0.3, drawing);
    expect(view.x).toBeLessThan(drawing.x + drawing.width);
    for (let step = 0; step < 200; step += 1) view = pan(view, -0.3, -0.3, drawing);
    expect(view.x + view.width).toBeGreaterThan(drawing.x);
  });

  it('reads and writes the attribute', () => {
    expect(parseViewBox('-8 -8 1000 500')).toEqual(drawing);
    expect(viewBoxOf({ x: 1 / 3, y: 2, width: 10, height: 20 })).toBe('0.33 2 10 20');
  });
});
