import { describe, expect, it } from '@jest/globals';
import { initialLive, nextLive, type LiveChange, type LiveState } from './live-state.js';

const after = (...changes: LiveChange['kind'][]): LiveState =>
  changes.reduce<LiveState>((state, kind) => nextLive(state, { kind }), initialLive);

describe('the live connection', () => {
  it('is live once it opened', () => {
    expect(after('opened')).toEqual({ kind: 'live' });
  });

  it('is lost when it failed, and says when it tries again', () => {
    expect(after('opened', 'failed')).toEqual({ kind: 'lost', attempt: 1, retryInMs: 1_000 });
  });

  it('waits twice as long after every failure, up to half a minute', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => {
      const state = after(...Array.from({ length: failures }, () => ['failed', 'retried'] as const).flat(), 'failed');
      return state.kind === 'lost' ? state.retryInMs : undefined;
    });
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it('begins with the short wait again after it was live', () => {
    expect(after('failed', 'retried', 'failed', 'retried', 'opened', 'failed')).toMatchObject({ retryInMs: 1_000 });
  });
});
