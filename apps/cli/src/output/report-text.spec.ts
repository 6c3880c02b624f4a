import { describe, expect, it } from '@jest/globals';
import type { ImportReport } from '#workspace/answers.js';
import { reportText } from './report-text.js';

const report: ImportReport = {
  importId: 'i',
  dataset: 'helpdesk',
  format: 'csv',
  startedAt: '2026-11-24T12:00:00.000Z',
  state: 'completed',
  read: 21_348,
  appended: 21_330,
  known: 0,
  refused: 0,
  differing: 0,
  refusals: [],
  seconds: 1.26,
};

describe('the report of an import', () => {
  it('tells what was read and what became of it', () => {
    expect(reportText(report)).toBe(
      'helpdesk: 21,348 rows read in 1.3 s\n  appended       21,330\n  already known  0\n',
    );
  });

  it('names ten refusals with line, column and reason, and counts the others', () => {
    const refusals = Array.from({ length: 12 }, (_none, index) => ({
      line: index + 2,
      code: index === 0 ? 'event-differs' : 'invalid',
      reason: 'is no\ntime',
      ...(index === 0 ? {} : { column: 'When' }),
    }));
    const lines = reportText({ ...report, refused: 17, differing: 1, refusals }).split('\n');
    expect(lines.slice(3, 7)).toEqual([
      '  refused        17',
      '  differing      1  (recorded before with other content: refused)',
      '  line 2: is no time (event-differs)',
      '  line 3, When: is no time (invalid)',
    ]);
    expect(lines.slice(-2)).toEqual(['  … and 8 more', '']);
    expect(lines).toHaveLength(3 + 2 + 10 + 2);
  });

  it('says what to do where all of a file is recorded as it was read before, and not where some rows are', () => {
    const differing = { ...report, read: 12, appended: 0, refusals: [] };
    expect(reportText({ ...differing, differing: 12 })).toContain(
      'take the import before back (tend imports, tend revert IMPORT), and import it with --process helpdesk --dataset helpdesk-2.',
    );
    for (const some of [0, 11]) expect(reportText({ ...differing, differing: some })).not.toContain('take');
  });

  it('of an object-centric log says how many events stand in several cases, and in a dry run what other cases there are', () => {
    const choice = { objectType: 'Invoice', events: 9, steps: 10, cases: 3, inSeveral: 1, copies: 1, outside: 4 };
    const flattening = { events: 13, objects: 9, chosen: { ...choice, because: 'said' as const }, choices: [choice] };
    const notes = ['Two values stand\nwithout quotes.'];
    const lines = reportText({ ...report, flattening, notes }).split('\n');
    expect(lines.slice(3)).toEqual([
      '13 events, 10 steps in 3 cases of Invoice, 1 event stands in more than one case, 1 copy, 4 events in no case',
      'Two values stand without quotes.',
      '',
    ]);
    expect(reportText({ ...report, flattening, notes }, { isDry: true })).toContain('(--case TYPE)');
    expect(
      reportText({ ...report, flattening: { events: 0, objects: 0, choices: [] } }, { isDry: true }),
    ).not.toContain('TYPE');
  });

  it('says when it stopped, and that a dry run appends nothing', () => {
    expect(reportText({ ...report, state: 'interrupted' })).toContain('read in 1.3 s, then stopped\n');
    expect(reportText(report, { isDry: true })).toBe(
      'helpdesk: 21,348 rows read in 1.3 s; nothing is appended in a dry run\n  new            21,330\n  already known  0\n',
    );
  });
});
