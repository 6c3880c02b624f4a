import { afterAll, expect, it, jest } from '@jest/globals';
import { streamOf } from '#domain/streams.js';
import { ownEvent } from '../ledger/own-event.js';
import { now, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';
import { wholeRelationshipOf } from './relationship-standing.js';
import { importStory, openSeeded, quayside, quaysideLines } from './standing-testing.js';

jest.setTimeout(120_000);

const folder = testFolder();

afterAll(() => folder.dispose());

it('withholds every part at once after an objection, also before it is folded', async () => {
  const { tend } = await openSeeded(folder, 'objection', now);
  await importStory(tend, quaysideLines());
  const before = await tend.relationship(quayside);
  const workspace = tend.workspace as WritableWorkspace;
  const parties = [{ id: before.id, role: 'subject', side: 'customer' as const }];
  const stream = streamOf('ProcessingObjected', { parties });
  for (const purpose of ['service', 'relationship-analysis']) {
    const event = ownEvent(workspace, { type: 'ProcessingObjected', stream, data: { purpose }, parties });
    await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
  }
  // Nothing folds here by itself: this reads what is kept.
  const answer = await wholeRelationshipOf(workspace, before.id);
  const withheld = before.parts.map(({ projection }) => [projection, 'withheld']);
  expect(answer.parts.map(({ projection, state }) => [projection, state])).toEqual(withheld);
  const parts = ['phase', 'silence', 'promises', 'needs', 'contracts', 'people', 'voice', 'replies', 'days'];
  for (const part of parts) expect(answer).not.toHaveProperty(part);
});
