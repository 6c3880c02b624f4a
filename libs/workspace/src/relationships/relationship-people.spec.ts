import { afterAll, expect, it, jest } from '@jest/globals';
import { dayMs } from '#core/zones.js';
import { now, testFolder } from '../testing.js';
import { importStory, openSeeded, quayside, quaysideLines } from './standing-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();

afterAll(() => folder.dispose());

it('says that one of ours has nearly all of the exchange, and who only where the policy that holds lets single people be shown', async () => {
  const { tend, clock } = await openSeeded(folder, 'risk', now);
  await importStory(tend, quaysideLines());
  const risk = async (asOf?: string) =>
    (await tend.relationship(quayside, asOf === undefined ? {} : { asOf })).people!.knowledgeRisk;
  const publish = (teamMin: number, effectiveFrom?: string) =>
    tend.rules.publish(
      [
        {
          type: 'WorkforcePolicyPublished',
          ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
          data: { version: `${teamMin}`, agreementRef: 'works agreement 12', teamMin },
        },
      ],
      {},
    );
  const { people } = await tend.relationship(quayside);
  expect(people!.knowledgeRisk).toEqual({ share: 1 });
  expect(people!.sentence).toContain('one of ours has 100 % of the exchange');
  expect(JSON.stringify(people)).not.toContain('Agent 1');

  await publish(5);
  expect(await risk()).toEqual({ share: 1 });
  await publish(1, new Date(now + dayMs).toISOString());
  expect(await risk()).toEqual({ share: 1 });
  clock.set(now + 2 * dayMs);
  const named = { share: 1, person: { id: expect.any(String), kind: 'person', name: 'Agent 1' } };
  expect(await risk()).toEqual(named);
  // It is a permission: what holds now decides, also of the past.
  expect(await risk('2026-10-20')).toMatchObject(named);
  await publish(5);
  expect(await risk()).toEqual({ share: 1 });
  expect(await risk('2026-10-20')).toMatchObject({ share: expect.any(Number) });
  expect(JSON.stringify(await risk('2026-10-20'))).not.toContain('Agent 1');
});
