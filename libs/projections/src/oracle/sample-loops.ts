import { getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';
import { defineProjection } from '../definition/define-projection.js';
import { nothing } from './sample-projections.js';

/** For specs of threads: a handler that does not come back once it is given a note. */
export const loops = defineProjection({
  name: 'loops',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0 }),
  on: {
    ...nothing,
    MessageReceived: (doc) => void doc.messages++,
    NoteAdded: (doc) => {
      while (doc.messages >= 0) doc.messages++;
    },
  },
});

const kept: unknown[] = [];

/** A definition that keeps nearly all the memory that there is. */
export const hoards = defineProjection({
  name: 'hoards',
  purpose: 'service',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0 }),
  on: {
    ...nothing,
    MessageReceived: (doc) => {
      doc.messages++;
      for (;;) {
        const limit = resourceLimits.maxOldGenerationSizeMb! * 2 ** 20;
        if (limit - getHeapStatistics().used_heap_size < limit / 14) return;
        kept.push(Array.from({ length: 1_000 }, (_, i) => ({ i })));
      }
    },
  },
});

export { trails } from './sample-projections.js';
