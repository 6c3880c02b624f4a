import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { FoldOne } from './fold-one.js';
import { processTargets } from './process-targets.projection.js';
import { given, late, retraction, type GivenFact } from '#projections/testing/testing.js';
import { NaiveCase } from './process-targets-naive.js';
import { beginOf, factsOf, histories, spanMinutes } from './process-targets-histories.js';

jest.setTimeout(300_000);

const minute = 60_000;
const momentsOf = fc.array(fc.integer({ min: 0, max: spanMinutes + 600 }), { maxLength: 3 });

/** What both tell of a target, in the words of the walk. */
interface Told {
  readonly targets: object;
  readonly waits: object;
  readonly state: string;
  readonly lasting: object | null;
}

function walked(facts: readonly GivenFact[], until: number): Told {
  const { targets, waits, state, waitsFor, lasting, definition } = new NaiveCase(facts, until);
  // Where the process has no calendar nothing is told by one.
  const clockMs = definition?.calendar === undefined ? null : lasting.clockMs;
  return {
    targets: sorted(
      Array.from(targets, ([name, { before, ...one }]) => [
        name,
        { ...one, before: before.map((past) => past.state).sort() },
      ]),
    ),
    waits: sorted(waits),
    state,
    lasting: state === 'open' && waitsFor !== null ? { whom: waitsFor, wallMs: lasting.wallMs, clockMs } : null,
  };
}

function folded(facts: readonly GivenFact[], until: number): Told {
  const { document, row, view, totals } = new FoldOne(processTargets).fold(facts, until);
  const targets = view.targets.map(({ target, state, startedAt, elapsedMs, breachedAt, doneAt, ...one }) => {
    const { run, before } = document.targets.find((entry) => entry.target === target)!.of;
    const times = (count: number, what: string): string[] => Array.from({ length: count }, () => what);
    const told = {
      state,
      underWay: run.stand === 'running' || run.stand === 'paused',
      startedAt,
      ranMs: elapsedMs,
      breachedAt,
      doneAt,
      atRiskSince: one.atRiskSince,
      pauses: one.pauses,
      pausedMs: one.pausedMs + (run.stand === 'paused' ? until - run.countedTo : 0),
      partial: run.isPartial,
      before: [...times(before.breached, 'breached'), ...times(before.dropped, 'dropped'), ...times(before.met, 'met')],
    };
    return [target, told] as const;
  });
  const waits = totals.flatMap(({ at, add }) => {
    const [kind, , whom, activity] = at;
    if (kind !== 'wait' || add!['waits'] === undefined) return [];
    return [[`${whom} ${activity}`, add!] as const];
  });
  const { waitsMs } = row as typeof row & { readonly waitsMs: number | null };
  const lasting = { whom: row.waitsFor, wallMs: waitsMs, clockMs: row.waitsClockMs };
  return {
    targets: sorted(targets),
    waits: sorted(waits),
    state: row.state,
    lasting: row.waitsFor === null ? null : lasting,
  };
}

function sorted(entries: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('targets and waits of cases', () => {
  it('are at any moment what a walk by minutes makes of the facts, the rules and the calendars of then', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories, momentsOf, (history, moments) => {
        const facts = factsOf(history);
        for (const moment of [...moments, spanMinutes + 1_000]) {
          const until = beginOf(history) + moment * minute;
          const told = walked(facts, until);
          expect(folded(facts, until)).toEqual(told);
          for (const one of Object.values(told.targets) as { state: string; pauses: number; partial: boolean }[])
            seen
              .add(one.state)
              .add(`pauses ${one.pauses > 0}`)
              .add(`partial ${one.partial}`);
        }
      }),
      { numRuns: 200 },
    );
    // What never comes up would not be tested.
    const states = ['running', 'paused', 'met', 'breached', 'dropped'];
    const others = ['pauses', 'partial'].flatMap((what) => [`${what} true`, `${what} false`]);
    expect([...seen].sort()).toEqual([...states, ...others].sort());
  });

  it('are the same however and whenever the facts come, and keep every rule of a fold', async () => {
    const fates = fc.array(fc.constantFrom('told', 'told', 'told', 'late', 'retracted'), {
      minLength: 14,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(histories, fates, async (history, fate) => {
        const all = factsOf(history);
        const until = beginOf(history) + (spanMinutes + 1_000) * minute;
        const context = all.filter(({ process }) => process === undefined);
        const steps = all.filter(({ process }) => process !== undefined);
        const told = steps.filter((_, i) => fate[i] !== 'late');
        const later = steps.filter((_, i) => fate[i] === 'late').map((one, i) => late(one, until + i * minute));
        const back = steps.filter((_, i) => fate[i] === 'retracted').map((one) => retraction(one, until + 60 * minute));
        const known = [...told, ...later].filter(
          (one) => !back.some(({ data }) => 'target' in data && data.target === one.id),
        );
        const { quarantined, documents } = await given([...context, ...told, ...later, ...back], {
          until: until + 120 * minute,
        }).fold(processTargets);
        expect(quarantined).toEqual({});
        const walk = new NaiveCase([...context, ...known], until + 120 * minute);
        const targets = Object.values(documents).flatMap((doc) => doc.targets);
        expect(
          sorted(targets.map(({ target, of: { run } }) => [target, [run.startedAt, run.breachedAt, run.doneAt]])),
        ).toEqual(
          sorted(
            Array.from(walk.targets, ([name, { startedAt, breachedAt, doneAt }]) => [
              name,
              [startedAt, breachedAt, doneAt],
            ]),
          ),
        );
      }),
      { numRuns: 12 },
    );
  });
});
