import { expect, it } from '@jest/globals';
import { nodesFaultsLoop } from './nodes-faults.js';

it('loses, doubles and misfolds nothing while nodes, Redis and the server come and go', async () => {
  const { faults, acknowledged, rounds } = await nodesFaultsLoop({
    rounds: 3,
    seed: 20261201,
    perSecond: 60,
    secondsOfRound: 6,
    checkEvery: 3,
  });
  expect(faults).toEqual([]);
  expect(rounds).toBe(3);
  expect(acknowledged).toBeGreaterThan(900);
}, 300_000);
