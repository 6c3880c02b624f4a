import { initialLive, nextLive, type LiveChange, type LiveState } from './live-state.js';

/** The part of EventSource that is used here. */
export interface Events {
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface LiveListeners {
  readonly onState: (state: LiveState) => void;
  /** Touchpoints came in, or may have while the connection was lost. */
  readonly onTouchpoints: () => void;
  /** Builds of projections on their way have moved, begun or ended. */
  readonly onBuilds: () => void;
}

export interface LiveSurroundings {
  readonly open: () => Events;
  /** Runs an action after a time; gives what cancels it. */
  readonly after: (waitMs: number, action: () => void) => () => void;
}

/**
 * Holds one connection for live events, and a new one when it fails. The browser would try again by itself, but not after
 * every failure, and without saying when.
 * @returns what ends it
 */
export function connectLive(
  { onState, onTouchpoints, onBuilds }: LiveListeners,
  { open, after }: LiveSurroundings,
): () => void {
  let state = initialLive;
  let end = (): void => undefined;
  const change = (kind: LiveChange['kind']): void => {
    state = nextLive(state, { kind });
    onState(state);
  };
  const connect = (missed: boolean): void => {
    const events = open();
    end = () => events.close();
    events.addEventListener('open', () => {
      change('opened');
      if (missed) onTouchpoints();
    });
    events.addEventListener('touchpoints', ({ data }) => {
      if (countIn(data) > 0) onTouchpoints();
    });
    events.addEventListener('builds', onBuilds);
    events.addEventListener('error', () => {
      events.close();
      change('failed');
      if (state.kind !== 'lost') return;
      end = after(state.retryInMs, () => {
        change('retried');
        connect(true);
      });
    });
  };
  connect(false);
  return () => end();
}

/** The first event after connecting says where the ledger is, with a count of 0. */
function countIn(data: unknown): number {
  try {
    return Number((JSON.parse(String(data)) as { count?: unknown }).count);
  } catch {
    return 1;
  }
}
