import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecordedEvent } from '#core/record.js';
import { eventOf } from '#domain/testing.js';
import { eventsOfLog } from './events-of-log.js';
import { expectWork } from './expect-process.js';
import { foldedProcess } from './folded-process.js';
import { naiveProcess } from './naive-process.js';
import { naiveWork } from './naive-work.js';
import { readHelpdeskCsv, type LogEvent } from './process-log.js';

describe('the work of teams', () => {
  it.each([1, 5, 8, 30])(
    'in the help desk, where teams have %s people or more',
    (teamMin) => {
      const log = readHelpdeskCsv();
      const answer = foldedProcess(eventsOfLog(log, 'helpdesk'), 'helpdesk', teamMin);
      expectWork(answer, naiveWork(log, teamMin));
      // All pairs of a log in which every step has a team.
      const told = answer.teamHandovers!.reduce((sum, { count }) => sum + count, 0);
      expect(told + answer.teams!.withheldHandovers).toBe(naiveProcess(log).dfgTotal);
      const { unknown, ...known } = answer.rework.byPerformerTotal!;
      expect([unknown, Object.values(known).reduce((sum, count) => sum + count)]).toEqual([
        0,
        answer.rework.totalRework,
      ]);
    },
    60_000,
  );

  const step = fc.record({
    case: fc.constantFrom('1', '2', '3'),
    activity: fc.constantFrom('a', 'b', '__proto__'),
    at: fc.integer({ min: 0, max: 12 }),
    resource: fc.option(fc.constantFrom('ann', 'ben', 'cyd', 'dee', 'eve', 'fay'), { nil: undefined }),
    team: fc.option(fc.constantFrom('A', 'B', 'C', 'constructor'), { nil: undefined }),
    fromTeam: fc.option(fc.constantFrom('A', 'B', 'D'), { nil: undefined }),
    type: fc.constantFrom('ActivityRecorded', 'ActivityRecorded', 'CaseAssigned', 'CaseTransferred', 'CaseEscalated'),
    isTheirs: fc.boolean(),
    lifecycle: fc.constantFrom('complete', 'complete', 'complete', 'start'),
  });

  it('in any history, in whatever order it comes, as of any moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(step, fc.nat()), { maxLength: 40 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 4 }),
        (drawn, by, teamMin) => {
          const log = drawn
            .map(([{ type, fromTeam, resource, team, isTheirs, ...event }]) => {
              const from = type === 'CaseTransferred' && fromTeam !== undefined ? { fromTeam } : {};
              const who = resource === undefined ? {} : { resource };
              const isGivenAway = type === 'CaseTransferred' || type === 'CaseAssigned';
              const given = { ...event, ...from, ...who, ...(team === undefined ? {} : { team }) };
              return { ...given, type, isGivenAway, isTheirs };
            })
            .filter(({ at }) => at <= by);
          const arrival = log
            .map((event, i) => ({ event: recorded(event, i), place: drawn[i]![1] }))
            .sort((a, b) => a.place - b.place)
            .map(({ event }, i) => ({ ...event, sequence: i + 1 }));
          const steps: LogEvent[] = log.filter(({ lifecycle }) => lifecycle === 'complete');
          if (steps.length === 0) return;
          expectWork(foldedProcess(arrival, 'support', teamMin), naiveWork(steps, teamMin));
        },
      ),
      { numRuns: 400 },
    );
  });
});

type Drawn = LogEvent & {
  readonly type: 'ActivityRecorded' | 'CaseAssigned' | 'CaseTransferred' | 'CaseEscalated';
};

function recorded(event: Drawn, i: number): RecordedEvent {
  const [plain] = eventsOfLog([event], 'support');
  const { team, fromTeam, isTheirs, resource, type } = event;
  const data = { ...(team === undefined ? {} : { team }), ...(fromTeam === undefined ? {} : { fromTeam }) };
  const actor = { id: resource ?? 'nobody', role: 'agent', side: isTheirs ? ('customer' as const) : ('ours' as const) };
  return eventOf(type, { ...plain!, id: `event ${i}`, ordinal: i, type, data, parties: [actor] });
}
