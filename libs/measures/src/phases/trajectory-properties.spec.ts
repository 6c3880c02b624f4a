import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastInstant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { cancelled, contractMade } from './contracts.js';
import { nextLookAt } from './next-look.js';
import { isGrave, phases } from './phase.js';
import { start, terms, Told } from './testing.js';
import {
  breachBegan,
  contractsTurned,
  matterTurned,
  noticeReceived,
  productsTaken,
  scoreGiven,
  termsChanged,
  timePassed,
} from './trajectory.js';
import type { TrajectoryState } from './trajectory-state.js';

type Step = readonly [what: number, days: number, which: number];
const steps = fc.array(fc.tuple(fc.nat(11), fc.constantFrom(0, 0.01, 1, 3, 10, 40, 200, 3_000), fc.nat(3)), {
  maxLength: 60,
});

function tell(told: Told, [what, days, which]: Step, from: number): number {
  const day = from + days;
  const at = Math.floor(start + day * dayMs);
  told.passTo(at);
  const begun = told.begun(at);
  const id = `b${which}`;
  switch (what) {
    case 0:
      breachBegan(told.state, { kind: 'complaint', id: begun.event, at, begun, conversations: [id] }, at, terms);
      break;
    case 1:
      breachBegan(told.state, { kind: 'broken-promise', id, at, begun, conversations: [] }, at, terms);
      break;
    case 2:
      matterTurned(told.state, which === 0 ? 'reopened' : 'resolved', [id], at, terms);
      break;
    case 3:
      scoreGiven(told.state, { instrument: 'nps', by: 'p', score: which * 3, event: begun.event, at }, terms);
      break;
    case 4:
      cancelled(told.state.contracts, which === 0 ? undefined : id, begun);
      contractsTurned(told.state, at, terms);
      break;
    case 5:
      contractMade(told.state.contracts, { id, begun, endAt: at + which * 10 * dayMs, autoRenew: which === 1 });
      contractsTurned(told.state, at, terms);
      break;
    case 6:
      productsTaken(told.state, [id], begun, terms);
      break;
    case 7:
      noticeReceived(told.state, begun, terms);
      break;
    case 8:
      termsChanged(told.state, at, { ...terms, rhythm: { k: which + 0.5, r: 2, alpha: 10 } });
      break;
    default:
      told.act(day, what === 9 ? 'ours' : 'theirs', which === 0 ? undefined : id, id);
  }
  return day;
}

describe('whatever happens', () => {
  it('there is one phase, dated, told by finite numbers, and kept for its dwell time', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const told = new Told();
        let day = 0;
        for (const step of list) day = tell(told, step, day);
        told.passTo(start + (day + 5_000) * dayMs);
        const { history, phase, at } = told.state;
        const entries = [...history, phase];
        for (const [i, entry] of entries.entries()) {
          expect(phases).toContain(entry.phase);
          expect(entry.cause === null).toBe(entry.phase !== 'deterioration');
          expect(entry.onset).toBeLessThanOrEqual(entry.detectedAt);
          const next = entries[i + 1];
          if (next === undefined) continue;
          expect([next.phase, next.cause]).not.toEqual([entry.phase, entry.cause]);
          const waits = !isGrave(next) && entry.phase !== 'outreach';
          expect(next.detectedAt - entry.detectedAt).toBeGreaterThanOrEqual(waits ? 14 * dayMs : 0);
        }
        if (told.state.comeback !== null) expect(['dissolved', 'deterioration', 'recovery']).toContain(phase.phase);
        expect(at ?? 0).toBeLessThan(lastInstant);
        expect(
          JSON.stringify(told.state, (_key, value: unknown) => (Number.isNaN(value) ? 'NaN' : value)),
        ).not.toContain('NaN');
        const next = nextLookAt(told.state, terms);
        if (next !== undefined) expect(next).toBeGreaterThan(at!);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('nothing changes when the state was stored in between', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const [kept, stored] = [new Told(), new Told()];
        let day = 0;
        for (const step of list) {
          tell(kept, step, day);
          stored.state = JSON.parse(JSON.stringify(stored.state)) as TrajectoryState;
          day = tell(stored, step, day);
        }
        expect(stored.state).toEqual(kept.state);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  it('time does the same in one step and in many', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 400 }), (list, pause) => {
        const [rare, often] = [new Told(), new Told()];
        let day = 0;
        for (const step of list) {
          tell(rare, step, day);
          for (let between = day + pause; between < day + step[1]; between += pause) {
            if (often.state.at === null) break;
            often.passTo(Math.floor(start + between * dayMs));
            timePassed(often.state, Math.floor(start + between * dayMs), terms);
          }
          day = tell(often, step, day);
        }
        expect([often.state.phase, often.state.history]).toEqual([rare.state.phase, rare.state.history]);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
