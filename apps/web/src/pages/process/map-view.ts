import { fitted, pan, parseViewBox, readable, viewBoxOf, zoom, type Viewport } from './map-viewport.js';

/** A flow of the map, by the names of its activities. */
export interface ChosenFlow {
  readonly from: string;
  readonly to: string;
}

/** A pointer that moved less has chosen something, not dragged. */
const dragPx = 4;
/** How far the wheel turns for a zoom by e. */
const wheelPx = 300;

/** The drawing of a process in a window of the page: shows a part of it, moves, zooms, and tells which flow is clicked. */
export class MapView {
  readonly #frame: HTMLElement;
  readonly #listening = new AbortController();
  #drawing: SVGSVGElement | undefined;
  #whole: Viewport = { x: 0, y: 0, width: 1, height: 1 };
  #view: Viewport = this.#whole;
  #drag: { x: number; y: number; travelledPx: number } | undefined;
  #dragged = false;

  constructor(frame: HTMLElement, onChoose: (flow: ChosenFlow | undefined) => void) {
    this.#frame = frame;
    const { signal } = this.#listening;
    frame.addEventListener('pointerdown', (event) => this.#startDrag(event), { signal });
    frame.addEventListener('pointermove', (event) => this.#continueDrag(event), { signal });
    for (const type of ['pointerup', 'pointercancel']) {
      frame.addEventListener(type, () => void (this.#drag = undefined), { signal });
    }
    // Not passive: otherwise the page would zoom as well.
    frame.addEventListener('wheel', (event) => this.#turnWheel(event), { signal, passive: false });
    frame.addEventListener(
      'click',
      ({ target }) => {
        if (!this.#dragged && target instanceof Element) onChoose(flowAt(target));
      },
      { signal },
    );
  }

  /** Shows another drawing. What is not well-formed SVG is not shown, and nothing in it runs: the policy of the page forbids it. */
  draw(svg: string): void {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    if (!(root instanceof SVGSVGElement)) return;
    // Without its legend: the page has one.
    this.#whole = parseViewBox(root.dataset['drawing'] ?? '');
    root.setAttribute('width', '100%');
    root.setAttribute('height', '100%');
    this.#frame.replaceChildren(root);
    this.#drawing = root;
    this.showAsDrawn();
  }

  /** Marks the arrow of a flow; the others step back. */
  mark(flow: ChosenFlow | undefined): void {
    let found = false;
    for (const arc of this.#drawing?.querySelectorAll<SVGElement>('[data-flow]') ?? []) {
      const isChosen = arc.dataset['from'] === flow?.from && arc.dataset['to'] === flow?.to;
      arc.classList.toggle('chosen', isChosen);
      found ||= isChosen;
    }
    this.#drawing?.classList.toggle('with-chosen', found);
  }

  showWhole(): void {
    const { width, height } = this.#size();
    this.#show(fitted(this.#whole, width / height));
  }

  showAsDrawn(): void {
    const start = this.#drawing?.querySelector('.end-of-case.start circle')?.getAttribute('cx');
    this.#show(readable(this.#whole, this.#size(), Number(start ?? 0)));
  }

  /** @param factor above 1: nearer */
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const { x, y, width, height } = this.#view;
    this.#show(zoom(this.#view, factor, at ?? { x: x + width / 2, y: y + height / 2 }, this.#whole));
  }

  /** By parts of what is in sight. */
  move(byX: number, byY: number): void {
    this.#show(pan(this.#view, byX, byY, this.#whole));
  }

  dispose(): void {
    this.#listening.abort();
  }

  #show(view: Viewport): void {
    this.#view = view;
    this.#drawing?.setAttribute('viewBox', viewBoxOf(view));
  }

  #size(): { readonly width: number; readonly height: number } {
    return { width: Math.max(1, this.#frame.clientWidth), height: Math.max(1, this.#frame.clientHeight) };
  }

  #startDrag({ clientX, clientY, button }: PointerEvent): void {
    this.#dragged = false;
    if (button === 0) this.#drag = { x: clientX, y: clientY, travelledPx: 0 };
  }

  #continueDrag({ clientX, clientY, pointerId }: PointerEvent): void {
    if (!this.#drag) return;
    const [dx, dy] = [this.#drag.x - clientX, this.#drag.y - clientY];
    const travelledPx = this.#drag.travelledPx + Math.abs(dx) + Math.abs(dy);
    this.#drag = { x: clientX, y: clientY, travelledPx };
    if (travelledPx <= dragPx) return;
    this.#dragged = true;
    this.#frame.setPointerCapture(pointerId);
    const { width, height } = this.#size();
    this.move(dx / width, dy / height);
  }

  #turnWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top, width, height } = this.#frame.getBoundingClientRect();
    const at = {
      x: this.#view.x + ((event.clientX - left) / width) * this.#view.width,
      y: this.#view.y + ((event.clientY - top) / height) * this.#view.height,
    };
    this.zoom(Math.exp(-event.deltaY / wheelPx), at);
  }
}

function flowAt(target: Element): ChosenFlow | undefined {
  const { from, to } = target.closest<SVGElement>('[data-flow]')?.dataset ?? {};
  return from === undefined || to === undefined ? undefined : { from, to };
}
