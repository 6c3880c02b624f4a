import { describe, expect, test } from '@jest/globals';
import { BatchSize, fewestEvents } from './batch-size.js';

describe('the size of a batch', () => {
  test('stays as it is while facts come in order, and when a few are late', () => {
    const size = new BatchSize();
    for (const refolded of [0, 100, 8_000]) size.learn(4_096, refolded);
    expect(size.events).toBe(fewestEvents);
  });

  test('doubles while batches fold more again than they bring, up to a bound, and goes back', () => {
    const size = new BatchSize();
    const sizes = Array.from({ length: 5 }, () => {
      size.learn(size.events, 3 * size.events);
      return size.events;
    });
    expect(sizes).toEqual([8_192, 16_384, 32_768, 32_768, 32_768]);
    size.learn(32_768, 32_768);
    expect(size.events).toBe(32_768);
    for (let i = 0; i < 4; i++) size.learn(size.events, 0);
    expect(size.events).toBe(fewestEvents);
  });
});
