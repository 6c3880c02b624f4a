import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../../libs/core/src/record.js';
import type { Id } from '../../libs/core/src/time.js';
import { healthModelV0 } from '../../libs/measures/src/health/health-model-v0.js';
import { eventDefinitions } from '../../libs/domain/src/vocabulary.js';
import type { HealthDocument } from '../../libs/read-models/src/health-document.js';
import type { TrajectoryDocument } from '../../libs/read-models/src/trajectory-document.js';
import type { LocalTend } from '../../libs/workspace/src/local-tend.js';
import { testFolder } from '../../libs/workspace/src/testing.js';

/** A rhythm that was fitted when it had long been in force: what it judged before nobody could have known. */
const fittedThrough = Date.UTC(2025, 8, 30);

/**
 * Every health change and every phase change of a generated portfolio, through the workspace as a reader has it: what is
 * said of each has to hold, whichever relationship, story and moment it is.
 */
describe('every change in the demonstration', () => {
  const folder = testFolder();
  let tend: LocalTend;
  let events: ReadonlyMap<Id, RecordedEvent>;
  let keys: readonly string[];

  beforeAll(async () => {
    tend = await folder.open();
    await tend.generate({ relationships: 24, events: 1_950, seed: 7 }, {});
    // For the past: another build takes over by itself.
    const data = {
      version: '1',
      signals: healthModelV0.map((one) => (one.signal === 'trend' ? { ...one, weight: 1 } : one)),
    };
    const rhythm = { ...eventDefinitions.RhythmFitted.example, segment: 'all', fittedThrough };
    await tend.rules.publish(
      [
        { type: 'HealthModelPublished', effectiveFrom: '2026-03-01', data },
        { type: 'RhythmFitted', effectiveFrom: '2025-01-01', data: rhythm },
      ],
      {},
    );
    events = new Map([...tend.workspace.ledger.readAll()].map((event) => [event.id, event]));
    keys = (await tend.relationships({ limit: 100 })).rows.map(({ id }) => id);
  }, 240_000);
  afterAll(() => folder.dispose());

  async function documentOf<Doc>(projection: string, key: string, at?: number): Promise<Doc> {
    const moment = at === undefined ? {} : { asOf: new Date(at).toISOString() };
    const { document, viewError, quarantine } = await tend.made.document(projection, key, moment);
    expect([viewError, quarantine]).toEqual([undefined, undefined]);
    return document as Doc;
  }

  /** It is recorded, is about this relationship, and had occurred by then. */
  function expectEvidence(ids: readonly Id[], key: string, at: number): void {
    for (const id of ids) {
      const event = events.get(id);
      expect(event?.parties.map((party) => party.id)).toContain(key);
      expect(event!.occurredAt).toBeLessThanOrEqual(at);
    }
  }

  it('of health adds up, rests on events that had occurred, and is what health was at that moment', async () => {
    const kinds = new Set<string>();
    let [changed, hindsight] = [0, 0];
    for (const key of keys) {
      const { changes, dropped, health } = await documentOf<HealthDocument>('health', key);
      expect(changes.at(-1)?.to ?? null).toBe(health.value);
      for (const [i, change] of changes.entries()) {
        const { at, from, to, parts } = change;
        if (i > 0 || dropped === 0) expect(from).toBe(changes[i - 1]?.to ?? null);
        const points = parts.reduce((sum, part) => sum + part.points, 0);
        if (from !== null && to !== null) expect(points).toBe(to - from);
        else expect(points).toBe(0);
        for (const { kind, evidence, signal } of parts) {
          kinds.add(`${kind} ${signal ?? 'none'}`);
          // Only a model is nobody's event.
          expect(evidence.length > 0).toBe(kind !== 'model');
          // What a model moves by less than a point is told with the next change.
          if (kind === 'model') expect([change.model, at >= Date.UTC(2026, 2, 1)]).toEqual(['1', true]);
          expectEvidence(evidence, key, at);
        }
        const last = changes.findLast((one) => one.at === at)!;
        const then = await documentOf<HealthDocument>('health', key, at);
        expect([then.health.value, then.changes.at(-1)]).toEqual([last.to, last]);
        const { silence, trend } = then.health.measured;
        const isJudged = (silence !== null || trend !== null) && at >= Date.UTC(2025, 0, 1);
        expect(last.hindsightParameters).toBe(isJudged && at <= fittedThrough);
        if (last.hindsightParameters) hindsight++;
        changed++;
      }
    }
    expect(changed).toBeGreaterThan(300);
    expect(hindsight).toBeGreaterThan(50);
    const signals = ['answers', 'breadth', 'complaints', 'promises', 'reply', 'silence', 'trend'];
    const told = ['coverage none', 'model none', ...signals.map((signal) => `value ${signal}`)];
    expect([...kinds]).toEqual(expect.arrayContaining(told));
  }, 240_000);

  it('of phase rests on events that had occurred, and is the phase of that moment', async () => {
    let changed = 0;
    for (const key of keys) {
      const { trajectory } = await documentOf<TrajectoryDocument>('trajectory', key);
      const entries = [...trajectory.history, trajectory.phase];
      for (const entry of entries) {
        const { begun, evidence, detectedAt, onset } = entry;
        expect(onset).toBeLessThanOrEqual(detectedAt);
        expectEvidence([...(begun === null ? [] : [begun.event]), ...evidence], key, detectedAt);
        const then = await documentOf<TrajectoryDocument>('trajectory', key, detectedAt);
        expect(then.trajectory.phase).toEqual(entries.findLast((one) => one.detectedAt === detectedAt));
        changed++;
      }
    }
    expect(changed).toBeGreaterThan(50);
  }, 240_000);
});
