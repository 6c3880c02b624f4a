import { describe, expect, it } from '@jest/globals';
import { addExchange, breadthOn, noBreadth } from './breadth.js';

describe('stakeholder breadth', () => {
  it('counts people of theirs in exchanges of the last 180 days', () => {
    const state = noBreadth();
    addExchange(state, 1_000, { theirs: ['ann'], ours: ['us'] });
    addExchange(state, 1_100, { theirs: ['bob', 'ann'], ours: ['us'] });
    addExchange(state, 1_150, { theirs: ['bob'], ours: ['us'] });
    expect(breadthOn(state, 1_150)).toMatchObject({ people: ['ann', 'bob'], singleThreaded: false });
    expect(breadthOn(state, 1_279).people).toEqual(['ann', 'bob']);
    expect(breadthOn(state, 1_280)).toMatchObject({ people: ['bob'], singleThreaded: true });
    expect(breadthOn(state, 1_330)).toEqual({ people: [], singleThreaded: false });
  });

  it('sees the risk when more than 80 % of the exchange-days are with one of ours', () => {
    const state = noBreadth();
    for (let day = 0; day < 8; day++) addExchange(state, day, { theirs: ['ann'], ours: ['kim'] });
    for (let day = 8; day < 10; day++) addExchange(state, day, { theirs: ['ann'], ours: ['lee'] });
    expect(breadthOn(state, 9).knowledge).toEqual({ person: 'kim', share: 0.8, risk: false });
    addExchange(state, 10, { theirs: ['ann'], ours: ['kim'] });
    addExchange(state, 10, { theirs: ['ann'], ours: ['kim'] });
    expect(breadthOn(state, 10).knowledge).toEqual({ person: 'kim', share: 9 / 11, risk: true });
    // Kim's days go by: on day 182 those from 3 on are left.
    expect(breadthOn(state, 182).knowledge).toEqual({ person: 'kim', share: 6 / 8, risk: false });
  });

  it('says nothing of knowledge below 4 exchange-days', () => {
    const state = noBreadth();
    expect(breadthOn(state, 0)).toEqual({ people: [], singleThreaded: false });
    for (let day = 0; day < 3; day++) addExchange(state, day, { theirs: ['ann'], ours: ['kim'] });
    expect(breadthOn(state, 2).knowledge).toBeUndefined();
    addExchange(state, 3, { theirs: ['ann'], ours: ['kim'] });
    expect(breadthOn(state, 3).knowledge).toMatchObject({ share: 1, risk: true });
  });

  it('forgets what no longer counts', () => {
    const state = noBreadth();
    for (let day = 0; day < 400; day++) addExchange(state, day, { theirs: [`person ${day}`], ours: ['kim'] });
    expect(state.theirs).toHaveLength(180);
    expect(state.ours[0]!.days).toHaveLength(180);
    addExchange(state, 999, { theirs: ['ann'], ours: ['lee'] });
    expect(state).toEqual({ theirs: [{ id: 'ann', last: 999 }], ours: [{ id: 'lee', days: [999] }] });
  });
});
