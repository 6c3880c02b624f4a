import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { connectLive } from './live-connection.js';
import { initialLive, type LiveState } from './live-state.js';
import { refreshBuilds, refreshLedger } from './reads.js';

const LiveContext = createContext<LiveState>(initialLive);

/** However fast touchpoints come in, the pages ask again at most so often. */
const refreshMs = 2_000;

function after(waitMs: number, action: () => void): () => void {
  const timer = setTimeout(action, waitMs);
  return () => clearTimeout(timer);
}

/** Listens to `/live`, and asks again for what is shown when touchpoints come in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState(initialLive);
  const refresh = useEffectEvent(() => void refreshLedger(client));
  const onBuilds = useEffectEvent(() => void refreshBuilds(client));
  useEffect(() => {
    let cancelRefresh: (() => void) | undefined;
    const refreshSoon = (): void => {
      cancelRefresh ??= after(refreshMs, () => {
        cancelRefresh = undefined;
        refresh();
      });
    };
    const disconnect = connectLive(
      { onState: setState, onTouchpoints: refreshSoon, onBuilds: () => onBuilds() },
      { open: () => new EventSource('/api/v1/live'), after },
    );
    return () => {
      disconnect();
      cancelRefresh?.();
    };
  }, []);
  return <LiveContext value={state}>{children}</LiveContext>;
}

export const useLive = (): LiveState => use(LiveContext);
