import { describe, expect, it } from '@jest/globals';
import { factOf } from './fact.js';
import { eventOf, idOf } from './testing.js';

const sealed = { subject: idOf(5), keyId: idOf(6), commitment: new Uint8Array(32), bytes: new Uint8Array(64) };
const place = { definition: 'helpdesk', dataset: 'helpdesk', case: idOf(9), activity: 'Closed', lifecycle: 'complete' };
const everything = {
  sourceRecordedAt: 1,
  effectiveFrom: 2,
  onBehalfOf: idOf(7),
  authority: 'delegation',
  reasonCode: 'asked',
  process: place,
  matter: idOf(10),
  thread: idOf(11),
  sealed,
};

describe('factOf', () => {
  it('shows everything of the record but what belongs to the ledger, and the sealed part only by its key', () => {
    const event = eventOf('CaseResolved', everything);
    const { stream: _stream, revision: _revision, digest: _digest, salt: _salt, leaf: _leaf, ...seen } = event;
    expect(factOf(event, 1)).toEqual({ ...seen, sealed: { subject: idOf(5), keyId: idOf(6) }, share: 1 });
  });

  it('leaves absent fields out', () => {
    const fact = factOf(eventOf('CaseResolved'), 0);
    expect(Object.values(fact)).not.toContain(undefined);
    for (const field of Object.keys(everything)) expect(fact).not.toHaveProperty(field);
    expect(fact.share).toBe(0);
  });

  it('is frozen to its depth', () => {
    const data = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better', score: 9 };
    const fact = factOf(eventOf('SurveyAnswered', { ...everything, data }), 1);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(fact)).toBe(true);
  });
});
