import { describe, expect, it } from '@jest/globals';
import {
  caseStateAfter,
  caseStateOf,
  reopeningsOf,
  sayState,
  statesOf,
  type CaseState,
  type DeclaredEnds,
  type SaidState,
  type StateSince,
} from './case-state.js';
import { addStep, emptyTrace } from './trace.js';

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

describe('the state of a case of a process that declares its ends', () => {
  const stateOf = (
    steps: readonly string[],
    said: readonly SaidState[] = [],
    declared: DeclaredEnds | null = { terminal: ['closed', 'refused'], reopening: ['reopen'] },
  ): StateSince => {
    const trace = emptyTrace();
    for (const [i, activity] of steps.entries()) addStep(trace, activity, 10 * i);
    return caseStateOf(trace, said, declared ?? undefined);
  };

  it('is open until one of them, which is not undone by what comes after', () => {
    expect(stateOf(['new', 'work'])).toEqual({ state: 'open', since: 0 });
    expect(stateOf(['new', 'closed', 'archive'])).toEqual({ state: 'ended', since: 10 });
    expect(stateOf(['new', 'refused', 'closed'])).toEqual({ state: 'ended', since: 10 });
  });

  it('is open again after what is declared to open it', () => {
    expect(stateOf(['new', 'closed', 'reopen'])).toEqual({ state: 'open', since: 20 });
    expect(stateOf(['new', 'closed', 'reopen', 'work', 'closed'])).toEqual({ state: 'ended', since: 40 });
  });

  it('is what an event says that is later, or of the same instant', () => {
    expect(stateOf(['new', 'closed'], [{ state: 'open', since: 11 }])).toEqual({ state: 'open', since: 11 });
    expect(stateOf(['new', 'closed'], [{ state: 'open', since: 10 }])).toEqual({ state: 'open', since: 10 });
    expect(stateOf(['new', 'closed'], [{ state: 'open', since: 9 }])).toEqual({ state: 'ended', since: 10 });
    expect(stateOf(['new'], [{ state: 'ended', since: 5 }])).toEqual({ state: 'ended', since: 5 });
  });

  it('has ended anew where it was opened by an event and one of them came after that', () => {
    const reopened: readonly StateSince[] = [{ state: 'open', since: 15 }];
    expect(stateOf(['new', 'closed', 'work'], reopened)).toEqual({ state: 'open', since: 15 });
    expect(stateOf(['new', 'closed', 'work', 'closed'], reopened)).toEqual({ state: 'ended', since: 30 });
  });

  it('is told with all states before it, each by the first that said so', () => {
    const trace = emptyTrace();
    for (const [i, activity] of ['new', 'closed', 'refused', 'reopen', 'closed'].entries())
      addStep(trace, activity, 10 * i, i === 0 ? -5 : null);
    const declared = { terminal: ['closed', 'refused'], reopening: ['reopen'] };
    const states = (said: readonly StateSince[]): unknown =>
      statesOf(trace, said, declared).map(({ state, since }) => [state, since]);
    const ends = [
      ['open', -5],
      ['ended', 10],
      ['open', 30],
      ['ended', 40],
    ];
    expect(states([])).toEqual(ends);
    const between = [
      ['open', 15],
      ['ended', 20],
    ];
    expect(states([{ state: 'open', since: 15 }])).toEqual([...ends.slice(0, 2), ...between, ...ends.slice(2)]);
    expect(states([{ state: 'open', since: 40 }])).toEqual([...ends, ['open', 40]]);
    expect(states([{ state: 'ended', since: -9 }])).toEqual([['ended', -9], ...ends.slice(2)]);
    expect(statesOf(trace, [], declared, 3)).toEqual([
      { state: 'open', since: -5 },
      { state: 'ended', since: 10 },
    ]);
    expect(statesOf(trace, [{ state: 'ended', since: 3 }], undefined)).toEqual([{ state: 'ended', since: 3 }]);
    expect(statesOf(emptyTrace(), [], declared)).toEqual([]);
  });

  it('is what events say where nothing is declared', () => {
    expect(stateOf(['new', 'closed'], [], null)).toEqual({ state: 'undeclared', since: null });
    expect(stateOf(['new', 'closed'], [], { terminal: [] })).toEqual({ state: 'undeclared', since: null });
    expect(stateOf([], [])).toEqual({ state: 'undeclared', since: null });
  });

  it('is opened again by an event that says so, though no event had said that it ended', () => {
    const trace = emptyTrace();
    for (const [at, activity] of [
      [0, 'new'],
      [10, 'closed'],
      [30, 'reopen'],
    ] as const)
      addStep(trace, activity, at);
    const declared = { terminal: ['closed'], reopening: ['reopen'] };
    const stateAfterAll = (...events: readonly (readonly [type: string, occurredAt: number])[]): StateSince => {
      const said: SaidState[] = [];
      for (const [type, occurredAt] of events) sayState(said, { type, occurredAt, data: {} });
      return caseStateOf(trace, said, declared, trace.completedAt.filter((at) => at <= events.at(-1)![1]).length);
    };
    expect(stateAfterAll(['CaseOpened', 0], ['CaseReopened', 20])).toEqual({ state: 'open', since: 20 });
    expect(stateAfterAll(['CaseOpened', 0], ['StageEntered', 20])).toEqual({ state: 'ended', since: 10 });
    expect(stateAfterAll(['CaseResolved', 5], ['CaseResolved', 40])).toEqual({ state: 'ended', since: 40 });
  });

  it('is not opened again by a stage that is the first word of it, entered after the end', () => {
    const said: SaidState[] = [];
    sayState(said, { type: 'StageEntered', occurredAt: 20, data: { stage: 'archive' } });
    expect(said).toEqual([{ state: 'open', since: 20, begins: true }]);
    expect(stateOf(['new', 'closed', 'archive'], said)).toEqual({ state: 'ended', since: 10 });
    expect(stateOf(['new', 'closed'], [{ ...said[0]!, since: 10 }])).toEqual({ state: 'ended', since: 10 });
    expect(stateOf(['new', 'closed'], said, null)).toEqual({ state: 'open', since: 20 });
  });

  it('follows the order of its events at one instant, where that is known', () => {
    const trace = emptyTrace();
    for (const activity of ['open', 'closed', 'reopened']) addStep(trace, activity, 10);
    const stateWith = (length: number, ...said: readonly SaidState[]) =>
      caseStateOf(trace, said, { terminal: ['closed'] }, length).state;
    // Whole days: opened and closed at what is one instant.
    expect(stateWith(2, { state: 'open', since: 10, behind: 1 })).toBe('ended');
    expect(stateWith(2, { state: 'open', since: 10, behind: 2 })).toBe('open');
    expect(stateWith(3, { state: 'open', since: 10, behind: 1 }, { state: 'open', since: 10, behind: 3 })).toBe('open');
  });

  it('counts how often it was opened again', () => {
    const said: SaidState[] = [];
    for (const [i, type] of ['CaseOpened', 'CaseResolved', 'NoteAdded', 'CaseReopened', 'CaseResolved'].entries()) {
      sayState(said, { type, occurredAt: i, data: {} });
    }
    expect(said).toEqual([
      { state: 'open', since: 0 },
      { state: 'ended', since: 1 },
      { state: 'open', since: 3 },
      { state: 'ended', since: 4 },
    ]);
    expect(reopeningsOf(said)).toBe(1);
  });
});
