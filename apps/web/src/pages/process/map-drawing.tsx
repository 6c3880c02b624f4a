import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import { texts } from '../../texts.js';
import { fit, pan, parseViewBox, readable, viewBoxOf, zoom, type Viewport } from './map-viewport.js';
import styles from './map-drawing.module.css';

const zoomStep = 1.3;
const panStep = 0.1;
/** A pointer that moved less has chosen something, not dragged. */
const dragPx = 4;

interface MapDrawingProps {
  readonly svg: string;
  readonly label: string;
  readonly chosen: { readonly from: string; readonly to: string } | undefined;
  readonly choose: (flow: { readonly from: string; readonly to: string } | undefined) => void;
}

/** The drawing of the server in a window that can be moved and zoomed. An arrow that is clicked is chosen. */
export function MapDrawing({ svg, label, chosen, choose }: MapDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useDrawing(frame, svg);
  const { move, nearer, whole, asDrawn } = useView(frame, drawing);
  useChosen(drawing, chosen);
  const drag = useDrag(frame, move);

  const onClick = ({ target }: MouseEvent): void => {
    if (drag.moved() || !(target instanceof Element)) return;
    const flow = target.closest<SVGElement>('[data-flow]');
    const { from, to } = flow?.dataset ?? {};
    choose(from === undefined || to === undefined ? undefined : { from, to });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, () => void>> = {
      'ArrowLeft': () => move(-panStep, 0),
      'ArrowRight': () => move(panStep, 0),
      'ArrowUp': () => move(0, -panStep),
      'ArrowDown': () => move(0, panStep),
      '+': () => nearer(zoomStep),
      '=': () => nearer(zoomStep),
      '-': () => nearer(1 / zoomStep),
      '0': whole,
    };
    if (event.ctrlKey || event.metaKey || !moves[event.key]) return;
    event.preventDefault();
    moves[event.key]!();
  };
  return (
    <div className={styles['window']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div
        ref={frame}
        className={styles['frame']}
        tabIndex={0}
        role="group"
        aria-label={label}
        onClick={onClick}
        onKeyDown={onKeyDown}
        {...drag.handlers}
      />
      <div className={styles['buttons']}>
        <button
          type="button"
          aria-label={texts.process.zoomIn}
          title={texts.process.zoomIn}
          onClick={() => nearer(zoomStep)}
        >
          +
        </button>
        <button
          type="button"
          aria-label={texts.process.zoomOut}
          title={texts.process.zoomOut}
          onClick={() => nearer(1 / zoomStep)}
        >
          −
        </button>
        <button type="button" onClick={whole}>
          {texts.process.fit}
        </button>
        <button type="button" aria-label="1:1" onClick={asDrawn}>
          1:1
        </button>
      </div>
    </div>
  );
}

/** Puts the SVG into the frame as nodes: what is not well-formed SVG is not shown, and nothing in it runs. */
function useDrawing(frame: React.RefObject<HTMLDivElement | null>, svg: string): SVGSVGElement | undefined {
  const [drawing, setDrawing] = useState<SVGSVGElement>();
  useLayoutEffect(() => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    if (!(root instanceof SVGSVGElement)) return;
    root.setAttribute('width', '100%');
    root.setAttribute('height', '100%');
    frame.current!.replaceChildren(root);
    setDrawing(root);
  }, [frame, svg]);
  return drawing;
}

function useView(frame: React.RefObject<HTMLDivElement | null>, drawing: SVGSVGElement | undefined) {
  const view = useRef<Viewport>(undefined);
  const all = useRef<Viewport>({ x: 0, y: 0, width: 1, height: 1 });
  const show = (next: Viewport): void => {
    view.current = next;
    frame.current?.querySelector('svg')?.setAttribute('viewBox', viewBoxOf(next));
  };
  const size = (): { width: number; height: number } => {
    const { clientWidth, clientHeight } = frame.current!;
    return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
  };
  const whole = (): void => show(fit(all.current, size().width / size().height));
  const asDrawn = (): void => show(readable(all.current, size()));
  const nearer = (factor: number, at?: { x: number; y: number }): void => {
    const now = view.current!;
    show(zoom(now, factor, at ?? { x: now.x + now.width / 2, y: now.y + now.height / 2 }, all.current));
  };
  const move = (byX: number, byY: number): void => show(pan(view.current!, byX, byY, all.current));

  useLayoutEffect(() => {
    if (!drawing) return;
    all.current = parseViewBox(drawing.getAttribute('viewBox') ?? '');
    asDrawn();
    // A new drawing begins as drawn; the functions read only refs.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [drawing]);

  useEffect(() => {
    const element = frame.current!;
    // Not as a React handler: those are passive, and the page would scroll or zoom as well.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const now = view.current;
      if (!now) return;
      const { left, top, width, height } = element.getBoundingClientRect();
      const at = {
        x: now.x + ((event.clientX - left) / width) * now.width,
        y: now.y + ((event.clientY - top) / height) * now.height,
      };
      nearer(Math.exp(-event.deltaY / 300), at);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [frame]);
  return { move, nearer, whole, asDrawn };
}

/** Marks the arrow that is chosen; the others step back. */
function useChosen(drawing: SVGSVGElement | undefined, chosen: MapDrawingProps['chosen']): void {
  useEffect(() => {
    if (!drawing) return;
    let found = false;
    for (const arc of drawing.querySelectorAll<SVGElement>('[data-flow]')) {
      const isChosen = arc.dataset['from'] === chosen?.from && arc.dataset['to'] === chosen?.to;
      arc.classList.toggle('chosen', isChosen);
      found ||= isChosen;
    }
    drawing.classList.toggle('with-chosen', found);
  }, [drawing, chosen?.from, chosen?.to]);
}

function useDrag(frame: React.RefObject<HTMLDivElement | null>, move: (byX: number, byY: number) => void) {
  const from = useRef<{ x: number; y: number }>(undefined);
  const travelledPx = useRef(0);
  return {
    moved: () => travelledPx.current > dragPx,
    handlers: {
      onPointerDown: ({ clientX, clientY, button }: PointerEvent) => {
        travelledPx.current = 0;
        if (button === 0) from.current = { x: clientX, y: clientY };
      },
      onPointerMove: ({ clientX, clientY, pointerId, currentTarget }: PointerEvent) => {
        if (!from.current) return;
        const [dx, dy] = [from.current.x - clientX, from.current.y - clientY];
        travelledPx.current += Math.abs(dx) + Math.abs(dy);
        if (travelledPx.current <= dragPx) return;
        currentTarget.setPointerCapture(pointerId);
        move(dx / frame.current!.clientWidth, dy / frame.current!.clientHeight);
        from.current = { x: clientX, y: clientY };
      },
      onPointerUp: () => void (from.current = undefined),
      onPointerCancel: () => void (from.current = undefined),
    },
  };
}
