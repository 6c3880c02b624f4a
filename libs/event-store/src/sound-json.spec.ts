import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafOf } from '#core/record-hashes.js';
import type { UnplacedEvent } from '#core/record.js';
import { sampleEvent } from './contract/sample-events.js';
import { requireCanonical } from './sound-json.js';

const event = sampleEvent('process-x', 4);
const broken = '\ud800';

/** Whether something goes through; of several faults either may be the one that is named. */
function isSound(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (error) {
    expect(['invalid', 'limit-exceeded']).toContain((error as { code: string }).code);
    return false;
  }
}

const refusedAlike = (changed: UnplacedEvent) =>
  expect(isSound(() => requireCanonical(changed))).toBe(
    isSound(() => leafOf({ ...changed, revision: 0, recordedAt: 0 })),
  );

describe('requireCanonical', () => {
  it('refuses half a surrogate pair in any text of a record', () => {
    const step = event.process!;
    const [party] = event.parties;
    const changes: Partial<UnplacedEvent>[] = [
      ...(
        [
          'type',
          'stream',
          'actor',
          'recorder',
          'occurredText',
          'correlationId',
          'causationId',
          'onBehalfOf',
          'authority',
          'reasonCode',
          'matter',
          'thread',
        ] as const
      ).map((field) => ({ [field]: broken })),
      ...(['activity', 'case', 'dataset', 'definition', 'lifecycle'] as const).map((field) => ({
        process: { ...step, [field]: broken },
      })),
      ...(['connector', 'dataset', 'importId'] as const).map((field) => ({
        source: { ...event.source, [field]: broken },
      })),
      ...(['id', 'role'] as const).map((field) => ({ parties: [{ ...party!, [field]: broken }] })),
      { relationships: [broken] },
      { sealed: { ...event.sealed!, keyId: broken } },
      { data: { [broken]: 1 } },
      { data: { deep: [{ er: broken }] } },
      { actor: broken, recorder: '\udc00' },
    ];
    for (const change of changes) {
      expect(isSound(() => requireCanonical({ ...event, ...change }))).toBe(false);
      refusedAlike({ ...event, ...change });
    }
  });

  it('refuses of the data exactly what has no canonical JSON', () => {
    const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });
    const odd = fc.constantFrom<unknown>(
      undefined,
      Number.NaN,
      Infinity,
      1n,
      Symbol('s'),
      () => 1,
      new Date(0),
      new Map(),
      new Uint8Array(1),
      deep(62),
      deep(63),
      deep(64),
      [undefined],
      Object.create(null),
      { toJSON: () => 1 },
      '\udc00',
      -0,
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        odd,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 3 }), (data) => refusedAlike({ ...event, data })),
      { numRuns: 1000 },
    );
  });
});
