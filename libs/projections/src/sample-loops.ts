import { defineProjection } from './define-projection.js';
import { nothing } from './sample-projections.js';

/** For specs of the time limit: a handler that does not come back once it is given a note. */
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

export { trails } from './sample-projections.js';
