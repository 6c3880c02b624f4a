import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import { actorOf } from '../ledger/acting-user.js';
import { appendDecided, ownEvent } from '../ledger/own-event.js';
import { whenFolded } from '../builds/when-folded.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, now, testFolder, type TestFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const customer = {
  kind: 'organisation',
  identifiers: [{ scheme: 'customer', value: 'no 1' }],
  name: 'Quayside',
  role: 'customer',
  side: 'customer',
};

let folder: TestFolder;
let tend: LocalTend;
let clock: ReturnType<typeof fixedClock>;
beforeEach(async () => {
  folder = testFolder();
  clock = fixedClock(now);
  tend = await folder.open({ clock });
});
afterEach(() => folder.dispose());

async function importFacts(facts: readonly object[]): Promise<void> {
  const lines = facts.map((fact, i) => `${JSON.stringify({ id: `${i}`, parties: [customer], ...fact })}\n`);
  const report = await tend.import(fileOf('facts.ndjson', lines.join('')), { dataset: 'facts', format: 'ndjson' }, {});
  expect(report.refusals).toEqual([]);
}

async function numberOf(id: string) {
  return (await tend.portfolio.overview({})).numbers.find((one) => one.id === id);
}

it('takes no goal that is not due yet for one that was not reached', async () => {
  const agreed = (dueAt: number) => ({
    type: 'GoalAgreed',
    occurredAt: '2026-10-05T09:00:00Z',
    data: { measure: 'logins', target: 5, dueAt },
  });
  await importFacts([agreed(now + day)]);
  expect((await numberOf('goals-reached'))!.now).toEqual({ n: 0, lacks: 'no goal is due' });
  await importFacts([agreed(now + day), agreed(now - day)]);
  expect((await numberOf('goals-reached'))!.now).toMatchObject({ n: 1, value: 0 });
  expect((await numberOf('goals-agreed'))!.now).toEqual({ n: 2, value: 2 });
});

it('counts recommendations by their last answer, with the reasons of declines, and not how often somebody answered', async () => {
  await importFacts([{ type: 'ComplaintRaised', occurredAt: '2026-08-05T09:00:00Z', data: {} }]);
  const parties = [{ id: (await tend.relationships({})).rows[0]!.id, role: 'customer', side: 'customer' as const }];
  const workspace = tend.workspace as WritableWorkspace;
  const actor = await actorOf(workspace);
  const answer = async (
    type: 'PlayAccepted' | 'PlayDeclined' | 'PlayDone',
    at: string,
    recommendedAt: number,
    reasonCode?: string,
  ): Promise<void> => {
    clock.set(Date.parse(at));
    const data = { play: 'call', version: '1', recommendedAt };
    const given = { type, stream: streamOf(type, { parties }), data, parties, actor };
    await appendDecided(workspace, () =>
      ownEvent(workspace, { ...given, ...(reasonCode === undefined ? {} : { reasonCode }) }),
    );
  };
  await answer('PlayDeclined', '2026-09-06T09:00:00Z', 4, 'no-budget');
  await answer('PlayAccepted', '2026-09-29T09:00:00Z', 2);
  await answer('PlayAccepted', '2026-10-05T09:00:00Z', 1);
  await answer('PlayDeclined', '2026-10-06T09:00:00Z', 1, 'no-time');
  await answer('PlayDeclined', '2026-10-07T09:00:00Z', 1, 'wrong-person');
  await answer('PlayAccepted', '2026-10-08T09:00:00Z', 1);
  await answer('PlayDone', '2026-10-09T09:00:00Z', 2);
  await answer('PlayAccepted', '2026-11-05T09:00:00Z', 3);
  await answer('PlayDeclined', '2026-11-06T09:00:00Z', 3, 'no-time');
  clock.set(now);
  await whenFolded(workspace, ['plays'], { timeoutMs: 10_000, withBuilds: false });
  const accepted = await numberOf('accepted');
  expect(accepted!.now).toMatchObject({ n: 3, value: 2 / 3 });
  expect(accepted!.yearBefore).toEqual({ n: 0, lacks: 'no plays yet' });
  expect((await numberOf('declined-no-time'))!.now).toMatchObject({ n: 1, value: 1 });
  expect(await numberOf('declined-wrong-person')).toBeUndefined();
  expect(await numberOf('declined-no-budget')).toBeUndefined();
  const cells = accepted!.evidence!.totals!;
  expect(cells).toHaveLength(2);
  for (const { projection, cell } of cells) {
    const { sums } = await tend.evidence(projection, cell, {});
    expect(Object.values(sums).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  }
});
