import { describe, expect, it } from '@jest/globals';
import { replyStepOf } from './reply-steps.js';
import { idOf } from './testing.js';
import type { Act } from './acts.js';

const agent = { id: idOf(1), role: 'agent', side: 'ours' } as const;
const customer = { id: idOf(2), role: 'contact', side: 'customer' } as const;

function step(type: string, data: object = {}, given: Partial<Act> = {}) {
  return replyStepOf({ type, data, actor: agent.id, parties: [agent, customer], ...given });
}

describe('replyStepOf', () => {
  it('is a customer’s when they write, complain or open a case', () => {
    expect(step('MessageReceived')).toBe('customer');
    expect(step('ComplaintRaised')).toBe('customer');
    expect(step('CaseOpened', { openedBy: 'customer' })).toBe('customer');
    expect(step('CaseOpened', { openedBy: 'ours' })).toBeUndefined();
    expect(step('OrderPlaced')).toBeUndefined();
    expect(step('SurveyAnswered')).toBeUndefined();
  });

  it('is a reply when a human writes to them, or both speak', () => {
    expect(step('MessageSent')).toBe('reply');
    expect(step('CallHeld', { direction: 'outbound' })).toBe('reply');
    expect(step('CallHeld', { direction: 'inbound' })).toBe('reply');
    expect(step('MeetingHeld')).toBe('reply');
    expect(step('PromiseKept')).toBeUndefined();
    expect(step('CallMissed', { direction: 'inbound' })).toBeUndefined();
  });

  it('leaves out bots, automatic replies of either side, bulk, bounces and what is internal', () => {
    expect(step('MessageSent', { automated: true })).toBeUndefined();
    expect(step('MessageSent', { bulk: true })).toBeUndefined();
    expect(step('MessageSent', {}, { actor: 'system:bot' })).toBeUndefined();
    expect(step('CallHeld', { direction: 'outbound' }, { actor: 'system:bot' })).toBeUndefined();
    expect(step('MessageSent', { visibility: 'internal' })).toBeUndefined();
    expect(step('MessageSent', { direction: 'internal' })).toBeUndefined();
    expect(step('NoteAdded')).toBeUndefined();
    expect(step('MessageReceived', { automated: true })).toBeUndefined();
    expect(step('MessageReceived', { bounce: true })).toBeUndefined();
  });

  it('is an end or a new beginning where the event says so', () => {
    expect(step('CaseResolved')).toBe('closed');
    expect(step('StageLeft', { outcome: 'lost' })).toBe('closed');
    expect(step('StageLeft', { outcome: 'advanced' })).toBeUndefined();
    expect(step('CaseReopened')).toBe('reopened');
    expect(step('CaseReopened', {}, { actor: customer.id })).toBe('reopened-by-customer');
    expect(step('CaseReopened', {}, { onBehalfOf: customer.id })).toBe('reopened-by-customer');
  });
});
