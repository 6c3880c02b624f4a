import { describe, expect, it } from '@jest/globals';
import { isStreamName, streamOf } from './streams.js';
import { idOf } from './testing.js';
import { eventDefinitions, eventTypes } from './vocabulary.js';

const agent = { id: idOf(1), role: 'agent', side: 'ours' } as const;
const customer = { id: idOf(2), role: 'customer', side: 'customer' } as const;
const contact = { id: idOf(3), role: 'contact', side: 'customer' } as const;

describe('streamOf', () => {
  it('puts a touchpoint with a case into the stream of the case', () => {
    expect(streamOf('MessageReceived', { case: idOf(9), matterParty: idOf(5), parties: [customer] })).toBe(
      `process-${idOf(9)}`,
    );
  });

  it('puts a touchpoint without a case into the stream of its matter’s first customer-side party', () => {
    expect(streamOf('MessageSent', { parties: [agent, customer, contact] })).toBe(`party-${idOf(2)}`);
    expect(streamOf('MessageSent', { matterParty: idOf(5), parties: [agent, customer] })).toBe(`party-${idOf(5)}`);
    expect(streamOf('NoteAdded', { parties: [agent], relationships: [idOf(7)] })).toBe(`party-${idOf(7)}`);
  });

  it('puts a step of no case and of nobody into the stream of the first object that it concerns, else of its import', () => {
    const place = { parties: [agent], object: idOf(6), importId: idOf(4) };
    expect(streamOf('ActivityRecorded', place)).toBe(`object-${idOf(6)}`);
    expect(streamOf('ActivityRecorded', { ...place, object: undefined })).toBe(`import-${idOf(4)}`);
    expect(streamOf('ActivityRecorded', { ...place, case: idOf(9) })).toBe(`process-${idOf(9)}`);
    expect(streamOf('ActivityRecorded', { ...place, parties: [customer] })).toBe(`party-${idOf(2)}`);
  });

  it('puts what is said of an object into its stream, whoever it stands for', () => {
    expect(streamOf('ObjectDescribed', { parties: [customer], object: idOf(6) })).toBe(`object-${idOf(6)}`);
    expect(() => streamOf('ObjectRecorded', { parties: [customer] })).toThrow('the object that it is about');
  });

  it('puts what is about a party into its stream, whatever its side, and case or no case', () => {
    expect(streamOf('IdentifierClaimed', { parties: [agent] })).toBe(`party-${idOf(1)}`);
    expect(streamOf('ConsentGiven', { case: idOf(9), parties: [agent, customer] })).toBe(`party-${idOf(2)}`);
  });

  it('puts a correction into the stream of the event that it is about', () => {
    expect(streamOf('TouchpointRetracted', { targetStream: `process-${idOf(9)}`, parties: [customer] })).toBe(
      `process-${idOf(9)}`,
    );
  });

  it('puts imports, feeds and rules into their own', () => {
    expect(streamOf('ImportClaimed', { importId: idOf(4) })).toBe(`import-${idOf(4)}`);
    expect(streamOf('FeedHeartbeat', { feed: 'imap-support' })).toBe('feed-imap-support');
    expect(streamOf('BuildActivated', {})).toBe('policy-projections');
    expect(streamOf('PurposePublished', {})).toBe('policy-purposes');
  });

  it('refuses when what the rule needs is missing or no id', () => {
    expect(() => streamOf('MessageSent', { parties: [agent] })).toThrow(
      'it needs a case or a party of the customer’s side',
    );
    expect(() => streamOf('MessageSent', { case: 'Case 1' })).toThrow('it needs a case');
    expect(() => streamOf('PartiesLinked', { parties: [] })).toThrow('it needs a party');
    expect(() => streamOf('TouchpointRetracted', { case: idOf(9) })).toThrow(
      'the stream of the event that it is about',
    );
    expect(() => streamOf('ImportStarted', {})).toThrow('the id of its import');
    expect(() => streamOf('FeedStarted', { feed: 'Ann’s mailbox' })).toThrow('the name of its connector');
  });

  it('finds a stream for every type from everything', () => {
    const place = {
      case: idOf(9),
      parties: [customer],
      object: idOf(6),
      targetStream: `party-${idOf(2)}`,
      importId: idOf(4),
      feed: 'imap',
    };
    for (const type of eventTypes) expect(isStreamName(streamOf(type, place))).toBe(true);
    const policies = eventTypes
      .map((type) => eventDefinitions[type].stream)
      .filter((rule) => rule.startsWith('policy-'));
    for (const policy of policies) expect(isStreamName(policy)).toBe(true);
  });
});

describe('isStreamName', () => {
  it.each([
    '',
    'process-',
    'party-1',
    `party-${idOf(1).toUpperCase().replace('0', 'A')}`,
    `case-${idOf(1)}`,
    'policy-',
    'policy-A',
    'policy-a--b',
    `party-${idOf(1)}\n`,
  ])('refuses %j', (text) => {
    expect(isStreamName(text)).toBe(false);
  });
});
