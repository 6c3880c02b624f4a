import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { attributeNames, attributeOf, caseBy } from '#measures/process/process-case.js';
import type { CaseDocument } from './process-case-document.js';
import { processFlow } from './process-flow.projection.js';
import { caseOf, foldAll } from './testing.js';

const documentOf = (events: readonly RecordedEvent[]): CaseDocument | undefined =>
  [...foldAll(processFlow, events).documents.values()][0];

/** What a measure sees of a case. */
function seen(one: CaseDocument | undefined): object | undefined {
  if (one === undefined) return undefined;
  const { others: _others, variant: _variant, ...rest } = one;
  const { trace, said, work } = rest;
  const isNothing = trace.steps.length + said.length + work.begun.length + work.givenUp.length === 0;
  // Of several that began at one instant none is the first.
  const begun = work.begun.map((_member, i) => work.begun.slice(i, i + 2)).filter((_pair, i) => i % 2 === 0);
  const givenUp = work.givenUp.map((_member, i) => work.givenUp.slice(i, i + 3)).filter((_triple, i) => i % 3 === 0);
  return isNothing ? undefined : { ...rest, work: [begun.map(String).sort(), givenUp.map(String).sort()] };
}

describe('a case', () => {
  it('of a moment before is its beginning, equal to what was folded then', () => {
    const step = fc.record({
      type: fc.constantFrom(
        'ActivityRecorded',
        'CaseOpened',
        'CaseResolved',
        'CaseReopened',
        'StageEntered',
        'StageLeft',
      ),
      activity: fc.constantFrom('a', 'b', 'c', '__proto__'),
      lifecycle: fc.constantFrom('complete', 'complete', 'start', 'start', 'withdraw', 'ate_abort', 'schedule'),
      at: fc.integer({ min: 0, max: 12 }),
      data: fc.record(
        {
          priority: fc.constantFrom('low', 'high'),
          stage: fc.constantFrom('offer'),
          outcome: fc.constantFrom('won', 'lost', 'advanced'),
          value: fc.constantFrom(1, 2),
          currency: fc.constantFrom('EUR'),
        },
        { requiredKeys: ['stage', 'currency'] },
      ),
      party: fc.constantFrom('p', 'q'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.integer({ min: -1, max: 13 }), (steps, by) => {
        const events = caseOf(
          1,
          steps.map(({ type, activity, lifecycle, at, data, party }) => ({
            type,
            activity,
            lifecycle,
            occurredAt: at,
            data,
            parties: [{ id: party, role: 'customer', side: 'customer' as const }],
          })),
        );
        const whole = documentOf(events);
        const before = documentOf(events.filter(({ occurredAt }) => occurredAt <= by));
        expect(seen(whole && caseBy(whole, by))).toEqual(seen(before));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says of itself what its events say last, in words of the vocabulary', () => {
    const one = documentOf(
      caseOf(1, [
        { data: { priority: 'low', team: 'first line', summary: 'x' } },
        { data: { priority: 'high' } },
        { data: { priority: 'high', category: 'billing' } },
      ]),
    )!;
    expect(attributeOf(one, 'priority')).toBe('high');
    expect(attributeOf(one, 'team')).toBe('first line');
    expect(attributeOf(one, 'severity')).toBeUndefined();
    expect(one.attributes.map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'priority: low',
      'team: first line',
      'priority: high',
      'category: billing',
    ]);
    expect(attributeNames).not.toContain('summary');
  });

  it('says nothing by a name whose value changes all the time, from then on', () => {
    const teams = Array.from({ length: 60 }, (_, i) => ({ data: { team: i % 2 === 0 ? 'first' : 'second' } }));
    const one = documentOf(caseOf(1, teams))!;
    expect(attributeOf(one, 'team')).toBeUndefined();
    expect(one.attributes).toHaveLength(51);
    expect(attributeOf(documentOf(caseOf(1, teams.slice(0, 50)))!, 'team')).toBe('second');
    expect(attributeOf(caseBy(one, one.attributes[2]!.since)!, 'team')).toBe('first');
  });

  it('keeps why it was lost, what it is worth and whom it is about, each once', () => {
    const parties = [
      { id: 'c', role: 'customer', side: 'customer' as const },
      { id: 'us', role: 'agent', side: 'ours' as const },
    ];
    const one = documentOf(
      caseOf(1, [
        { type: 'StageEntered', data: { stage: 'offer', value: 10, currency: 'EUR' }, parties },
        { type: 'StageEntered', data: { stage: 'talks', value: 10, currency: 'EUR' }, parties },
        {
          type: 'StageEntered',
          data: { stage: 'talks', value: 12, currency: 'EUR' },
          relationships: ['firm'],
          parties,
        },
        { type: 'StageLeft', data: { stage: 'talks', outcome: 'lost' }, reasonCode: 'price', parties },
      ]),
    )!;
    expect(one.worths.map(({ amount }) => amount)).toEqual([10, 12]);
    expect(one.outcomes).toMatchObject([{ outcome: 'lost', reason: 'price' }]);
    expect(one.customers.map(({ id }) => id)).toEqual(['c', 'firm']);
  });
});
