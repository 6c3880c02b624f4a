import { describe, expect, it } from '@jest/globals';
import {
  relationshipAnswer,
  relationshipsAnswer,
  type Presentation,
  type RelationshipIndexRow,
} from './relationship-answers.js';

const answered = { build: 'relationships.1', position: { from: 9, to: 9 }, horizon: '2026-01-01T00:00:00.000Z' };
const names: Readonly<Record<string, string>> = { c: 'Acme', p: 'Pat', q: 'Quinn' };
const presentation: Presentation = {
  nameOf: (id) => ({ id, ...(names[id] === undefined ? {} : { name: names[id] }) }),
  zone: 'Europe/Berlin',
};

const row: RelationshipIndexRow = {
  touchpoints: 5,
  firstTouchpoint: 0,
  lastTouchpoint: 3_600_000,
  firstContact: 0,
  lastContact: 60_000,
  theirs: 2,
  ours: 1,
  cases: 3,
  openCases: 1,
};

const shown = {
  id: 'c',
  name: 'Acme',
  firstTouchpoint: '1970-01-01T01:00:00.000+01:00',
  lastTouchpoint: '1970-01-01T02:00:00.000+01:00',
  firstContact: '1970-01-01T01:00:00.000+01:00',
  lastContact: '1970-01-01T01:01:00.000+01:00',
  touchpoints: 5,
  contactDays: { theirs: 2, ours: 1 },
  openCases: 1,
  cases: 3,
};

describe('the answers about relationships', () => {
  it('show a page of rows', () => {
    const page = { rows: [{ key: 'c', row }], next: 'cursor', total: 7 };
    expect(relationshipsAnswer(page, answered, presentation)).toEqual({
      ...answered,
      rows: [shown],
      next: 'cursor',
      total: 7,
    });
    expect(relationshipsAnswer({ rows: [], total: 0 }, answered, presentation)).toEqual({
      ...answered,
      rows: [],
      total: 0,
    });
  });

  it('leave out what is not known: a contact, a name', () => {
    const without = { key: 'nameless', row: { ...row, firstContact: null, lastContact: null } };
    const [first] = relationshipsAnswer({ rows: [without], total: 1 }, answered, presentation).rows;
    const { name: _name, firstContact: _first, lastContact: _last, ...rest } = shown;
    expect(first).toEqual({ ...rest, id: 'nameless' });
  });

  it('show one with its people, channels and processes, the most first', () => {
    const document = {
      ...row,
      theirs: { count: 2, latest: [] },
      ours: { count: 1, latest: [] },
      stakeholders: [
        { id: 'q', side: 'customer', roles: ['contact'], touchpoints: 2 },
        { id: 'p', side: 'ours', roles: ['agent'], touchpoints: 2 },
        { id: 'c', side: 'customer', roles: ['customer'], touchpoints: 5 },
      ],
      channels: [
        { channel: 'phone', touchpoints: 1 },
        { channel: 'email', touchpoints: 4 },
      ],
      processes: [
        { process: 'sales', open: [], ended: ['case 3'], undeclared: [] },
        { process: 'support', open: ['case 1'], ended: [], undeclared: ['case 2'] },
      ],
    } as const;
    const answer = relationshipAnswer('c', row, structuredClone(document) as never, answered, presentation);
    expect(answer).toEqual({
      ...answered,
      ...shown,
      stakeholders: [
        { id: 'c', name: 'Acme', side: 'customer', roles: ['customer'], touchpoints: 5 },
        { id: 'p', name: 'Pat', side: 'ours', roles: ['agent'], touchpoints: 2 },
        { id: 'q', name: 'Quinn', side: 'customer', roles: ['contact'], touchpoints: 2 },
      ],
      channels: [
        { channel: 'email', touchpoints: 4 },
        { channel: 'phone', touchpoints: 1 },
      ],
      processes: [
        { process: 'support', cases: 2, openCases: 1 },
        { process: 'sales', cases: 1, openCases: 0 },
      ],
    });
  });
});
