import { describe, expect, it } from '@jest/globals';
import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import type { CaseDocument } from '#read-models/process-case-document.js';
import { processFlow } from '#read-models/process-flow.projection.js';
import { caseOf, foldAll } from '#read-models/testing.js';
import type { Workspace } from '../workspace.js';
import { conditionNames, conditionsOf, isMeantBy, type CaseSurroundings } from './case-filter.js';

const minute = 60_000;
/** When the first step of each of these cases is completed; the others follow a minute apart. */
const start = Date.parse('2023-11-14T22:13:20Z');
const workspace = {
  directory: { zone: 'Europe/Berlin' },
  clock: fixedClock(Date.parse('2026-11-24T12:00:00Z')),
} as unknown as Workspace;

type Step = Partial<RecordedEvent> & { readonly activity?: string };

function documentOf(steps: readonly Step[]): CaseDocument {
  return [...foldAll(processFlow, caseOf(1, steps)).documents.values()][0]!;
}

const around: CaseSurroundings = {
  declared: { terminal: ['closed'], outcomes: [{ activity: 'given up', outcome: 'lost' }] },
  relationshipsOf: ({ customers }) => customers.map(({ id }) => id),
  segmentOf: (id) => (id === 'firm' ? 'large' : undefined),
};

const isMeant = (one: CaseDocument, ...conditions: readonly string[]): boolean =>
  isMeantBy(workspace, conditionsOf(conditions))(one, around);

const ticket = documentOf([
  { activity: 'open', data: { severity: 'low', team: 'first line' }, relationships: ['firm'] },
  { activity: 'wait', data: { severity: 'high' } },
  { activity: 'open' },
  { activity: 'closed', type: 'StageLeft', data: { stage: 'closed', outcome: 'won' } },
]);
const running = documentOf([{ activity: 'open' }, { activity: 'wait > more' }]);

describe('conditions on cases', () => {
  it.each([
    ['severity=high', true, false],
    ['severity=low', false, false],
    ['team=first line', true, false],
    ['with=wait', true, false],
    ['without=wait', false, true],
    ['follows=wait > open', true, false],
    ['follows=open > closed', true, false],
    ['follows=wait > closed', false, false],
    ['starts=open', true, true],
    ['ends=closed', true, false],
    ['variant=["open","wait > more"]', false, true],
    ['variant=["open","wait","open","closed"]', true, false],
    ['variant=["open","wait"]', false, false],
    ['state=ended', true, false],
    ['state=open', false, true],
    ['outcome=won', true, false],
    ['outcome=none', false, true],
    ['longerThan=2min', true, false],
    ['longerThan=3min', false, false],
    ['shorterThan=2min', false, true],
    ['segment=large', true, false],
    ['relationship=firm', true, false],
  ])('%s', (condition, ofTicket, ofRunning) => {
    expect([isMeant(ticket, condition), isMeant(running, condition)]).toEqual([ofTicket, ofRunning]);
  });

  it('know an outcome that an activity is declared to tell', () => {
    const lost = documentOf([{ activity: 'open' }, { activity: 'given up' }]);
    expect([isMeant(lost, 'outcome=lost'), isMeant(lost, 'outcome=none')]).toEqual([true, false]);
  });

  it('take a date for its whole day in the zone of the workspace', () => {
    // 22:13 UTC is 23:13 in Berlin, still the 14th.
    expect(isMeant(ticket, 'beganFrom=2023-11-14', 'beganTo=2023-11-14')).toBe(true);
    expect(isMeant(ticket, 'beganFrom=2023-11-15')).toBe(false);
    expect(isMeant(ticket, 'beganTo=2023-11-13')).toBe(false);
    const at = (ms: number): string => new Date(start + ms).toISOString();
    expect(isMeant(ticket, `endedFrom=${at(3 * minute)}`)).toBe(true);
    expect(isMeant(ticket, `endedFrom=${at(3 * minute + 1)}`)).toBe(false);
    expect(isMeant(ticket, `endedTo=${at(3 * minute - 1)}`)).toBe(false);
    // What is open has not ended.
    expect(isMeant(running, 'endedTo=2026-01-01')).toBe(false);
  });

  it('of one name are alternatives, of different names must all hold, and steps must each', () => {
    expect(isMeant(ticket, 'severity=low', 'severity=high')).toBe(true);
    expect(isMeant(ticket, 'severity=high', 'team=second line')).toBe(false);
    expect(isMeant(ticket, 'with=open', 'with=wait')).toBe(true);
    expect(isMeant(ticket, 'with=open', 'with=nothing')).toBe(false);
    expect(isMeant(ticket, 'without=nothing', 'without=wait')).toBe(false);
    expect(isMeant(ticket)).toBe(true);
  });

  it('refuse what is none, and say which there are', () => {
    for (const text of ['severity', '=high', 'severity=', 'colour=red', '__proto__=x', '']) {
      expect(() => conditionsOf([text])).toThrow('is no condition');
    }
    expect(conditionsOf(['  severity =  very high '])).toEqual([{ name: 'severity', value: 'very high' }]);
    expect(new Set(conditionNames).size).toBe(conditionNames.length);
    for (const [text, says] of [
      ['outcome=maybe', 'must be won, lost, abandoned, none'],
      ['state=maybe', 'must be open, ended, undeclared'],
      ['follows=wait', 'must be two activities'],
      ['variant=open', 'must be a list of activities'],
      ['longerThan=5', 'must be a length'],
      ['beganFrom=soon', 'is no time'],
      ['endedTo=2030-01-01', 'lies in the future'],
    ] as const)
      expect(() => isMeant(ticket, text)).toThrow(says);
  });
});
