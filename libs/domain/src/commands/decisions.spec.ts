import { describe, expect, it } from '@jest/globals';
import { LedgerError } from '#core/errors.js';
import { violationsOf } from '../data-validation.js';
import { RebuildProjection } from './rebuild-projection.js';
import { decideTouchpoint } from './record-touchpoints.js';
import { decideImportStart, StartImport } from './start-import.js';
import { decideSignalWork, signalActions, type SignalWorkNow } from './work-on-signals.js';

describe('decideTouchpoint', () => {
  it('appends what is not recorded', () => {
    expect(decideTouchpoint(undefined, { digest: 'a', occurredAt: 1 })).toBe('append');
  });

  it('knows what is recorded with the same content', () => {
    expect(decideTouchpoint({ digest: 'a', occurredAt: 1 }, { digest: 'a', occurredAt: 1 })).toBe('known');
  });

  it('tells what is recorded with other content', () => {
    expect(decideTouchpoint({ digest: 'a', occurredAt: 1 }, { digest: 'b', occurredAt: 1 })).toBe('differs');
    expect(decideTouchpoint({ digest: 'a', occurredAt: 1 }, { digest: 'a', occurredAt: 2 })).toBe('differs');
  });

  it('counts as known what can no longer be compared', () => {
    expect(decideTouchpoint({ digest: 'a', occurredAt: 1 }, { digest: 'b', occurredAt: 1 }, true)).toBe('known');
    expect(decideTouchpoint(undefined, { digest: 'b', occurredAt: 1 }, true)).toBe('append');
  });
});

describe('decideImportStart', () => {
  const columns = ['Case ID', 'Activity'];

  it('lets the first import of a dataset go by its columns', () => {
    expect(decideImportStart(undefined, columns, false)).toEqual({ changesIdentity: false });
  });

  it('lets the next one go by the same', () => {
    expect(decideImportStart(columns, [...columns], false)).toEqual({ changesIdentity: false });
    expect(decideImportStart(columns, [...columns], true)).toEqual({ changesIdentity: false });
  });

  it.each([[['Activity', 'Case ID']], [['Case ID']], [[]], [['Case ID', 'Activity', 'Resource']]])(
    'refuses %j and names both',
    (now) => {
      const start = () => decideImportStart(columns, now, false);
      expect(start).toThrow(LedgerError);
      try {
        start();
      } catch (error) {
        const { code, violations } = error as LedgerError;
        expect(code).toBe('mapping-invalid');
        expect(violations[0]?.field).toBe('identity');
        expect(violations[0]?.message).toContain('"Case ID", "Activity" as before');
      }
    },
  );

  it('lets them change when that is meant', () => {
    expect(decideImportStart(columns, ['Ticket'], true)).toEqual({ changesIdentity: true });
  });
});

describe('decideSignalWork', () => {
  const until = 1_773_046_800_000;
  const details = { snooze: { until }, resolve: { outcome: 'reached them' } } as const;

  it.each<[SignalWorkNow, readonly (boolean | 'invalid')[]]>([
    [{ state: 'new' }, [true, true, true, false]],
    [{ state: 'acknowledged' }, [false, true, true, true]],
    [{ state: 'snoozed', until }, [true, false, true, true]],
    [{ state: 'snoozed', until: until + 1 }, [true, true, true, true]],
    [{ state: 'resolved', outcome: 'reached them' }, ['invalid', 'invalid', false, true]],
    [{ state: 'resolved', outcome: undefined }, ['invalid', 'invalid', true, true]],
    [{ state: 'resolved', outcome: 'reached them', reason: 'on leave' }, ['invalid', 'invalid', false, true]],
  ])('of one that is %j', (now, expected) => {
    const decided = signalActions.map((action) => {
      try {
        return decideSignalWork(now, action, action === 'snooze' || action === 'resolve' ? details[action] : {});
      } catch (error) {
        return (error as LedgerError).code;
      }
    });
    expect(decided).toEqual(expected);
  });

  it.each([
    [{}, false],
    [{ outcome: 'reached them' }, false],
    [{ reason: 'on leave' }, false],
    [{ outcome: 'no answer' }, true],
    [{ outcome: 'reached them', reason: 'moved away' }, true],
  ])('takes what is said once more of one that is resolved for something new when it says more: %j', (said, isNew) => {
    const now = { state: 'resolved', outcome: 'reached them', reason: 'on leave' } as const;
    expect(decideSignalWork(now, 'resolve', said)).toBe(isNew);
  });
});

describe('commands', () => {
  it('take what is well formed', () => {
    expect(violationsOf(StartImport, {})).toEqual([]);
    expect(
      violationsOf(StartImport, {
        dataset: 'Help desk',
        process: 'helpdesk',
        format: 'csv',
        mapping: { version: 1 },
        newIdentity: true,
        dryRun: false,
      }),
    ).toEqual([]);
    expect(violationsOf(RebuildProjection, { projection: 'process-flow' })).toEqual([]);
  });

  it('name what is not', () => {
    const broken = { dataset: '', format: 'CSV', mapping: [], newIdentity: 'yes', path: '/etc/passwd' };
    expect(violationsOf(StartImport, broken).map(({ field }) => field)).toEqual([
      'dataset',
      'format',
      'mapping',
      'newIdentity',
      'path',
    ]);
    expect(violationsOf(RebuildProjection, {}).map(({ field }) => field)).toEqual(['projection']);
  });
});
