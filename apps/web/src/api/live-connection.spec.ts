import { describe, expect, it } from '@jest/globals';
import { connectLive } from './live-connection.js';
import type { LiveState } from './live-state.js';

/** Connections and waits that the test moves by hand. */
function surroundings() {
  const opened: { emit: (type: string, data?: string) => void; closed: boolean }[] = [];
  const waits: { waitMs: number; action: () => void; cancelled: boolean }[] = [];
  return {
    opened,
    waits,
    open: () => {
      const listeners: Record<string, (event: { data?: unknown }) => void> = {};
      const connection = { emit: (type: string, data?: string) => listeners[type]?.({ data }), closed: false };
      opened.push(connection);
      return {
        addEventListener: (type: string, listener: (event: { data?: unknown }) => void) =>
          void (listeners[type] = listener),
        close: () => void (connection.closed = true),
      };
    },
    after: (waitMs: number, action: () => void) => {
      const wait = { waitMs, action, cancelled: false };
      waits.push(wait);
      return () => void (wait.cancelled = true);
    },
  };
}

function connected() {
  const around = surroundings();
  const states: LiveState['kind'][] = [];
  const seen = { touchpoints: 0, builds: 0 };
  const end = connectLive(
    {
      onState: ({ kind }) => states.push(kind),
      onTouchpoints: () => void (seen.touchpoints += 1),
      onBuilds: () => void (seen.builds += 1),
    },
    around,
  );
  return { ...around, states, seen, end };
}

describe('connectLive', () => {
  it('passes on touchpoints, not where the ledger was when it connected', () => {
    const { opened, states, seen } = connected();
    opened[0]!.emit('open');
    opened[0]!.emit('touchpoints', '{"sequence":10,"count":0}');
    expect(seen.touchpoints).toBe(0);
    opened[0]!.emit('touchpoints', '{"sequence":12,"count":2}');
    expect(states).toEqual(['live']);
    expect(seen.touchpoints).toBe(1);
  });

  it('connects anew after a failure, and counts that as touchpoints: some may have been missed', () => {
    const { opened, waits, states, seen } = connected();
    opened[0]!.emit('open');
    opened[0]!.emit('error');
    expect(opened[0]!.closed).toBe(true);
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([1_000]);
    waits[0]!.action();
    opened[1]!.emit('open');
    expect(states).toEqual(['live', 'lost', 'connecting', 'live']);
    expect(seen.touchpoints).toBe(1);
  });

  it('passes on that builds have moved', () => {
    const { opened, seen } = connected();
    opened[0]!.emit('builds', '[]');
    expect(seen).toEqual({ touchpoints: 0, builds: 1 });
  });

  it('ends the connection, or the wait for one', () => {
    const first = connected();
    first.end();
    expect(first.opened[0]!.closed).toBe(true);
    const second = connected();
    second.opened[0]!.emit('error');
    second.end();
    expect(second.waits[0]!.cancelled).toBe(true);
  });
});
