import { expect, test } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { endOfHistory, ledgerAt, messages, record } from '#projections/oracle/random-history.js';
import { open } from '#projections/oracle/runtime-testing.js';
import { drifting } from '#projections/oracle/sample-projections.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import { readAt } from './read-at.js';
import type { Workspace } from '../workspace.js';

/** Seen from: what `view` and `viewRow` were given. */
function seenFrom(view: ProjectionView): unknown {
  return {
    view: [...view.documents()].map(({ view: seen }) => (seen as { t: number } | undefined)?.t),
    rows: view.list({ sort: 'sinceMs' }).rows.map(({ row }) => row['rules']),
  };
}

test('a projection is read as it is seen now, as it was seen then, and in a build that is only kept', async () => {
  const ledger = ledgerAt(endOfHistory);
  await record(ledger, messages(2));
  const clock = fixedClock(endOfHistory);
  const projections = await open({ ledger, definitions: [drifting], clock });
  await projections.waitForAll();
  const workspace = { ledger, projections, clock } as unknown as Workspace;
  const { name } = drifting;
  const first = projections.position(name).build;
  const seen = (t: number) => ({ view: [t, t], rows: ['none', 'none'] });

  clock.set(endOfHistory + 500);
  expect(await readAt(workspace, name, undefined, seenFrom)).toEqual(seen(endOfHistory + 500));
  const then = { asOf: endOfHistory - 500, known: 2 };
  expect(await readAt(workspace, name, then, seenFrom)).toEqual(seen(endOfHistory - 500));

  await projections.rebuild(name);
  expect(projections.position(name).build).not.toBe(first);
  const kept = await readAt(workspace, name, undefined, (view) => [view.build, seenFrom(view)], { begunIn: first });
  expect(kept).toEqual([first, seen(endOfHistory + 500)]);
});
