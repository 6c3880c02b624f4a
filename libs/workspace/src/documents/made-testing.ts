import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock } from '#core/testing.js';
import { streamOf } from '#domain/streams.js';
import type { EventType } from '#domain/vocabulary.js';
import type { LocalTend } from '../local-tend.js';
import { ownEvent } from '../ledger/own-event.js';
import { importLines, now, testFolder } from '../testing.js';
import type { WritableWorkspace } from '../workspace.js';

/** For specs: a workspace with two projections of its own, and messages of four customers. */

export const dayMs = 86_400_000;

const head = `
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import * as families from '#domain/vocabulary.js';

const all = Object.entries(families).filter(([name]) => name.endsWith('Events')).map(([, family]) => family);
`;

/** One document a relationship: how many messages, the gaps between them, and since when it is silent. */
const silence = `${head}
export const projection = defineProjection({
  name: 'silence',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  initial: () => ({ messages: 0, lastAt: 0, gapsMs: [] }),
  on: {
    ...ignoring(...all),
    MessageReceived: (doc, event) => {
      if (doc.messages > 0) doc.gapsMs.push(event.occurredAt - doc.lastAt);
      doc.messages++;
      doc.lastAt = event.occurredAt;
      if (doc.messages === 5) throw new Error('five is too many');
    },
  },
  view: (doc, t) => {
    if (doc.messages === 1) throw new Error('too few');
    return { silentMs: t - doc.lastAt };
  },
  viewRow: (row, t) => {
    if (row.messages === 1) throw new Error('too few');
    return { silentMs: t - row.lastAt };
  },
  index: (doc) => ({ messages: doc.messages, lastAt: doc.lastAt }),
  rollup: (doc) => [
    { at: ['messages', doc.messages], add: { keys: 1 } },
    { at: ['gaps'], add: { n: doc.gapsMs.length }, values: { gapMs: doc.gapsMs } },
  ],
  count: { MessageReceived: (event) => [{ at: ['by channel', event.data.channel], add: { n: 1 } }] },
});
`;

/** One document an actor, without rows. */
const actors = `${head}
export const projection = defineProjection({
  name: 'actors',
  purpose: 'service',
  key: { by: 'actor' },
  initial: () => ({ messages: 0 }),
  on: { ...ignoring(...all), MessageReceived: (doc) => void doc.messages++ },
});
`;

export const at = (day: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + day * dayMs).toISOString();
/** Messages by customer, on which days. */
export const days = {
  'Amber Mills': [0, 1, 4],
  'Birch & Co': [2],
  'Cedar Bay': [3, 5],
  'Dune Ltd': [6, 7, 8, 9, 10, 11],
};

export interface MadeFixture {
  readonly tend: LocalTend;
  readonly clock: ReturnType<typeof fixedClock>;
  idOf(name: string): string;
  /** Records what the law says of somebody. */
  say(type: EventType, party: string, data?: object): Promise<void>;
  dispose(): Promise<void>;
}

export async function openMade(): Promise<MadeFixture> {
  const clock = fixedClock(now);
  const folder = testFolder();
  const projections = join(folder.path, 'libs/read-models/src');
  mkdirSync(projections, { recursive: true });
  const readModels = join(import.meta.dirname, '../../../read-models/src');
  for (const file of ['relationships.projection.ts', 'handling.ts'])
    cpSync(join(readModels, file), join(projections, file));
  writeFileSync(join(projections, 'silence.projection.ts'), silence);
  writeFileSync(join(projections, 'actors.projection.ts'), actors);
  const tend = await folder.open({ projections, clock });
  await importLines(
    tend,
    Object.entries(days).flatMap(([customer, on]) =>
      on.map((day) => ({ id: `${customer} ${day}`, at: at(day), customer, person: `Person of ${customer}` })),
    ),
  );
  return {
    tend,
    clock,
    idOf: (name) => tend.workspace.names.find(name)[0]!,
    async say(type, party, data = {}) {
      const workspace = tend.workspace as WritableWorkspace;
      const parties = [{ id: party, role: 'subject', side: 'customer' as const }];
      const stream = streamOf(type, { parties });
      const event = ownEvent(workspace, { type, stream, data, parties });
      await workspace.ledger.append({ stream, expected: workspace.ledger.revisionOf(stream), events: [event] });
    },
    dispose: () => folder.dispose(),
  };
}
