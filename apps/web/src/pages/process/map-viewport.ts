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
export function fitted(drawing: Viewport, aspect: number): Viewport {
  const wide = drawing.width / drawing.height > aspect;
  const width = wide ? drawing.width : drawing.height * aspect;
  const height = wide ? drawing.width / aspect : drawing.height;
  return { x: drawing.x + (drawing.width - width) / 2, y: drawing.y + (drawing.height - height) / 2, width, height };
}

/** Text that is drawn smaller than by this cannot be read. */
const smallestReadable = 1.5;

/**
 * As large as it is drawn, or a little smaller so that its width fits: readable at once, with the beginning in sight.
 * @param window the size in px
 * @param startX where the process begins; in sight when the drawing is too wide
 */
export function readable(
  drawing: Viewport,
  window: { readonly width: number; readonly height: number },
  startX: number,
): Viewport {
  const scale = Math.min(smallestReadable, Math.max(1, drawing.width / window.width));
  const [width, height] = [window.width * scale, window.height * scale];
  const fitsX = drawing.width <= width * 1.001;
  const fitsY = drawing.height <= height;
  const within = Math.min(drawing.x + drawing.width - width, Math.max(drawing.x, startX - width / 2));
  return {
    x: fitsX ? drawing.x + (drawing.width - width) / 2 : within,
    y: fitsY ? drawing.y + (drawing.height - height) / 2 : drawing.y,
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
