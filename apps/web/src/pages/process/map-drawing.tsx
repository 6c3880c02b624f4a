/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role -- a region that moves must be reachable by keyboard; its arrows are chosen in the table of flows too */
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { texts } from '../../texts.js';
import { MapView, type ChosenFlow } from './map-view.js';
import styles from './map-drawing.module.css';

const zoomStep = 1.3;
const panStep = 0.1;

interface MapDrawingProps {
  readonly svg: string;
  readonly label: string;
  readonly chosen: ChosenFlow | undefined;
  readonly choose: (flow: ChosenFlow | undefined) => void;
}

/** The drawing of the server in a window that can be moved and zoomed. An arrow that is clicked is chosen. */
export function MapDrawing({ svg, label, chosen, choose }: MapDrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<MapView>(undefined);
  const latestChoose = useRef(choose);
  useEffect(() => void (latestChoose.current = choose));
  useLayoutEffect(() => {
    const made = new MapView(frame.current!, (flow) => latestChoose.current(flow));
    view.current = made;
    return () => made.dispose();
  }, []);
  useLayoutEffect(() => view.current!.draw(svg), [svg]);
  // After a new drawing too: it comes without a mark.
  useEffect(() => view.current!.mark(chosen));

  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, (of: MapView) => void>> = {
      'ArrowLeft': (of) => of.move(-panStep, 0),
      'ArrowRight': (of) => of.move(panStep, 0),
      'ArrowUp': (of) => of.move(0, -panStep),
      'ArrowDown': (of) => of.move(0, panStep),
      '+': (of) => of.zoom(zoomStep),
      '=': (of) => of.zoom(zoomStep),
      '-': (of) => of.zoom(1 / zoomStep),
      '0': (of) => of.showWhole(),
    };
    const move = moves[event.key];
    if (event.ctrlKey || event.metaKey || !move) return;
    event.preventDefault();
    move(view.current!);
  };
  return (
    <div className={styles['window']}>
      <div ref={frame} className={styles['frame']} tabIndex={0} role="group" aria-label={label} onKeyDown={onKeyDown} />
      <div className={styles['buttons']}>
        <button
          type="button"
          aria-label={texts.process.zoomIn}
          title={texts.process.zoomIn}
          onClick={() => view.current!.zoom(zoomStep)}
        >
          +
        </button>
        <button
          type="button"
          aria-label={texts.process.zoomOut}
          title={texts.process.zoomOut}
          onClick={() => view.current!.zoom(1 / zoomStep)}
        >
          −
        </button>
        <button type="button" onClick={() => view.current!.showWhole()}>
          {texts.process.fit}
        </button>
        <button
          type="button"
          aria-label={texts.process.asDrawn}
          title={texts.process.asDrawn}
          onClick={() => view.current!.showAsDrawn()}
        >
          1:1
        </button>
      </div>
    </div>
  );
}
