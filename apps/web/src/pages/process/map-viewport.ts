/** The part of a drawing that is in sight: its upper left corner and its size, in the drawing's own units. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How far one can zoom: to a twelfth of the drawing, and out to twice its size. */
const smallest = 1 / 12;
const largest = 2;

/** The whole drawing, centred in a window of this shape (width / height). */
export function fit(drawing: Viewport, aspect: number): Viewport {
  const wide = drawing.width / drawing.height > aspect;
  const width = wide ? drawing.width : drawing.height * aspect;
  const height = wide ? drawing.width / aspect : drawing.height;
  return { x: drawing.x + (drawing.width - width) / 2, y: drawing.y + (drawing.height - height) / 2, width, height };
}

/**
 * As large as it is drawn, or smaller until its width fits: readable at once, and the beginning of the process in sight.
 * @param window the size in px
 */
export function readable(drawing: Viewport, window: { readonly width: number; readonly height: number }): Viewport {
  const scale = Math.max(1, drawing.width / window.width);
  const [width, height] = [window.width * scale, window.height * scale];
  const whole = drawing.height <= height;
  return {
    x: drawing.x + (drawing.width - width) / 2,
    y: whole ? drawing.y + (drawing.height - height) / 2 : drawing.y,
    width,
    height,
  };
}

/**
 * Zooms by a factor (above 1: nearer) around a point of the drawing, which stays where it is.
 * @param whole the size that limits how far one can go
 */
export function zoom(
  view: Viewport,
  factor: number,
  at: { readonly x: number; readonly y: number },
  whole: Viewport,
): Viewport {
  const width = Math.min(whole.width * largest, Math.max(whole.width * smallest, view.width / factor));
  const scale = width / view.width;
  return { x: at.x - (at.x - view.x) * scale, y: at.y - (at.y - view.y) * scale, width, height: view.height * scale };
}

/** Moves by a part of what is in sight, and never so far that the drawing is lost. */
export function pan(view: Viewport, byX: number, byY: number, whole: Viewport): Viewport {
  const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  return {
    ...view,
    x: within(view.x + byX * view.width, whole.x - view.width * 0.75, whole.x + whole.width - view.width * 0.25),
    y: within(view.y + byY * view.height, whole.y - view.height * 0.75, whole.y + whole.height - view.height * 0.25),
  };
}

export function viewBoxOf({ x, y, width, height }: Viewport): string {
  return [x, y, width, height].map((value) => Math.round(value * 100) / 100).join(' ');
}

/** Reads the attribute `viewBox` of a drawing. */
export function parseViewBox(text: string): Viewport {
  const [x = 0, y = 0, width = 1, height = 1] = text.split(/[\s,]+/).map(Number);
  return { x, y, width, height };
}
