import { afterEach, describe, expect, it } from '@jest/globals';
import type { TimelineEntry } from '#workspace/answers.js';
import type { EvidenceAnswer } from '#workspace/documents/evidence-answers.js';
import { run, serve } from '../testing.js';

const answered = { build: 'b.1', position: { from: 1, to: 9 }, horizon: '2026-11-24T12:00:00.000Z' };

describe('evidence', () => {
  let server: Awaited<ReturnType<typeof serve>>;

  afterEach(() => server.close());

  async function ask(args: readonly string[], answer: Partial<EvidenceAnswer>) {
    const shown = {
      ...answered,
      projection: 'process-flow',
      cell: ['case', 'support'],
      sums: {},
      values: {},
      rows: [],
    };
    server = await serve({ 'GET /projections/process-flow/evidence': { ...shown, ...answer } });
    return run(['evidence', 'process-flow', ...args, '--server', server.url], { environment: { TEND_TOKEN: 't' } });
  }

  it('shows who contributes to a total, by which events, and how to go on', async () => {
    const event = { id: 'e-9', type: 'ActivityRecorded', occurredAt: '2026-03-01T10:00:00.000Z' } as TimelineEntry;
    const { stdout, status } = await ask(['case', 'support', '--known-by', '2026-03-02', '--limit', '1'], {
      sums: { cases: 12 },
      values: { durationMs: 12 },
      rows: [
        {
          key: 'k',
          of: { id: 'c', name: 'T-1' },
          sums: { cases: 1 },
          values: { durationMs: 1 },
          events: [event],
          eventCount: 3,
        },
      ],
      next: 'n',
    });
    expect(stdout).toBe(
      [
        'case · support: cases 12, durationMs ×12',
        'of   its part                events  newest                             id',
        'T-1  cases 1, durationMs ×1       3  2026-03-01 10:00 ActivityRecorded  e-9',
        '1 row shown; more with --after n',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
    expect(server.asked[0]!.query).toEqual({ cell: '["case","support"]', knownBy: '2026-03-02', limit: '1' });
  });

  it('tells numbers in a path from texts', async () => {
    await ask(['case', '3', '"3"', 'T-3', 'true'], {});
    expect(server.asked[0]!.query['cell']).toBe('["case",3,"3","T-3","true"]');
  });

  it('says when there is nothing', async () => {
    expect((await ask(['case', 'support'], {})).stdout).toBe('case · support: nothing\n');
  });
});
