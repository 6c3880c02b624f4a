import { describe, expect, it } from '@jest/globals';
import { caseStateAfter, type CaseState } from './case-state.js';

type Event = readonly [type: string, data?: object];

const stateAfter = (...events: readonly Event[]): CaseState =>
  events.reduce<CaseState>((state, [type, data = {}]) => caseStateAfter(state, { type, data }), 'undeclared');

describe('the state of a case', () => {
  it('is open from its opening to its resolution', () => {
    expect(stateAfter(['CaseOpened'])).toBe('open');
    expect(stateAfter(['CaseOpened'], ['CaseAssigned'], ['MessageSent'])).toBe('open');
    expect(stateAfter(['CaseOpened'], ['CaseResolved'])).toBe('ended');
    expect(stateAfter(['CaseOpened'], ['CaseResolved'], ['NoteAdded'])).toBe('ended');
  });

  it('is open again after a reopening, even of a case that nobody saw opened', () => {
    expect(stateAfter(['CaseOpened'], ['CaseResolved'], ['CaseReopened'])).toBe('open');
    expect(stateAfter(['CaseReopened'])).toBe('open');
    expect(stateAfter(['CaseReopened'], ['CaseResolved'])).toBe('ended');
  });

  it('is ended by the outcome of the last stage', () => {
    expect(stateAfter(['StageEntered', { stage: 'offer' }])).toBe('open');
    expect(stateAfter(['CaseResolved'], ['StageEntered', { stage: 'closed' }])).toBe('ended');
    expect(stateAfter(['StageLeft', { stage: 'offer', outcome: 'advanced' }])).toBe('undeclared');
    expect(stateAfter(['CaseOpened'], ['StageLeft', { stage: 'offer' }])).toBe('open');
    for (const outcome of ['won', 'lost', 'abandoned']) {
      expect(stateAfter(['CaseOpened'], ['StageLeft', { stage: 'offer', outcome }])).toBe('ended');
    }
  });

  it('is not declared by steps of any name', () => {
    expect(stateAfter(['ActivityRecorded'], ['CaseAssigned'], ['MessageReceived'])).toBe('undeclared');
  });
});
