import { describe, expect, it } from '@jest/globals';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { workTexts } from './work-text.js';

const none = { selfLoopRepeat: 0, selfLoopRedo: 0, repetitionRepeat: 0, repetitionRedo: 0, unknown: 0 };

function answerOf(given: Partial<ProcessAnswer>): ProcessAnswer {
  const rework = { casesWithRework: 0, totalRework: 0, casesPerActivity: {}, selfLoops: {} };
  return { rework, ...given } as ProcessAnswer;
}

describe('the text about who did the work', () => {
  it('tells of teams, of what is withheld and why, and names nobody', () => {
    const rework = {
      ...answerOf({}).rework,
      byPerformer: [
        { ...none, activity: 'Wait', selfLoopRepeat: 1_200, repetitionRedo: 3 },
        { ...none, activity: 'Ask', unknown: 2 },
      ],
      byPerformerTotal: { ...none, selfLoopRepeat: 1_200, repetitionRedo: 3, unknown: 2 },
    };
    const answer = answerOf({
      rework,
      handoversWithheld: 'no policy allows it',
      teamHandovers: [
        { from: 'first line', to: 'first line', count: 4_000 },
        { from: 'first line', to: 'second line', count: 12 },
      ],
      teams: { told: 2, withheld: 1, withheldHandovers: 7, noTeam: 1 },
    });
    expect(workTexts(answer, 100)).toEqual([
      [
        'done again  at once, same  other  later, same  other  unknown',
        'Wait                1,200      0            0      3        0',
        'Ask                     0      0            0      0        2',
        '(all)               1,200      0            0      3        2',
        'same, other: whether who did it the time before did it again; at once: with nothing in between.',
        '',
      ].join('\n'),
      [
        'from team   to team      times',
        'first line  first line   4,000',
        'first line  second line     12',
        'Not told: 7 handovers of 1 team that too few people work in, or that would give those away.',
        '1 step has no team.',
        'Handovers between people are not told: no policy for the workforce allows it (WorkforcePolicyPublished, perPerson).',
        '',
      ].join('\n'),
    ]);
  });

  it('says so where there are none, and how many are not shown', () => {
    const person = { id: 'party 1', name: 'Ann' };
    const teams = { told: 0, withheld: 0, withheldHandovers: 0, noTeam: 9 };
    const answer = answerOf({ handovers: [{ from: person, to: person, count: 2 }], teamHandovers: [], teams });
    expect(workTexts(answer, 100)).toEqual([
      'handovers between teams: none to tell\n9 steps have no team.\nBetween people: 1 pair, which --json names.\n',
    ]);
    const many = Array.from({ length: 27 }, (_none, i) => ({ from: `team ${i}`, to: 'team 0', count: 1 }));
    const [text] = workTexts(answerOf({ teamHandovers: many, teams: { ...teams, told: 27 } }), 100);
    expect(text).toContain('… and 2 more pairs (all with --json)\n');
    expect(text).not.toContain('team 25');
  });

  it('is nothing where nothing is told of it', () => {
    expect(workTexts(answerOf({}), 100)).toEqual([]);
  });
});
