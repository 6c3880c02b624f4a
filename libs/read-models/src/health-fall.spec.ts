import { describe, expect, it } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { promiseAt, promiseMade, unmadePromise } from '#measures/promises/promise-state.js';
import { dayMs } from '#core/zones.js';
import { noHealth, type HealthDocument, type HealthPart, type KeptPromise } from './health-document.js';
import { signalsOf, watchFall } from './health-fall.js';

const onDay = (day: number): number => Date.parse('2026-01-01T00:00:00Z') + day * dayMs;
const contact = idOf(1);

/** Of ours, due and broken when nobody said that it was kept. */
function broken(id: string, made: number, due: number): KeptPromise {
  const terms = { at: onDay(made), by: 'ours', dueAt: onDay(due), confirmBy: 'connector' } as const;
  const state = promiseAt(promiseMade(unmadePromise(), terms), onDay(due + 1), true);
  return { id, connector: 'crm', state, decidedAt: onDay(due + 1), by: null };
}

/** One who has been silent since day 0. */
function silent(): HealthDocument {
  return { ...noHealth(), rhythm: { ...noHealth().rhythm, latest: { event: contact, since: onDay(0) } } };
}

/** Time shows that silence and promises took so many points. */
function fall(doc: HealthDocument, day: number, points: { silence: number; promises: number }, promise: string): void {
  const part = (signal: string, evidence: string): HealthPart => ({
    kind: 'value',
    signal,
    points: points[signal as 'silence'],
    evidence: [evidence],
  });
  const from = doc.health.value ?? 90;
  const to = from + points.silence + points.promises;
  const parts = [part('silence', contact), part('promises', promise)];
  doc.changes.push({ at: onDay(day), from, to, parts, model: '0', hindsightParameters: false });
  doc.health.value = to;
  watchFall(doc, onDay(day), undefined);
}

describe('a fall that time alone shows', () => {
  it('begins with what the part rests on that took most', () => {
    const doc = silent();
    doc.promises = [broken(idOf(2), 5, 20)];
    fall(doc, 21, { silence: -11, promises: -14 }, idOf(2));
    expect(signalsOf(doc)).toMatchObject([{ event: idOf(2), since: onDay(5), from: 90, to: 65 }]);
    const other = silent();
    other.promises = [broken(idOf(2), 5, 20)];
    fall(other, 21, { silence: -14, promises: -11 }, idOf(2));
    expect(signalsOf(other)).toMatchObject([{ event: contact, since: onDay(0) }]);
  });

  it('is another one than the fall before it in the same silence', () => {
    const doc = silent();
    doc.promises = [broken(idOf(2), 5, 20), broken(idOf(3), 100, 139), broken(idOf(4), 200, 259)];
    const begun: string[] = [];
    for (const [day, promise] of [
      [21, idOf(2)],
      [140, idOf(3)],
      [260, idOf(4)],
    ] as const) {
      fall(doc, day, { silence: -14, promises: -11 }, promise);
      begun.push(signalsOf(doc)[0]!.event);
      watchFall(doc, onDay(day + 91), undefined);
      expect(signalsOf(doc)).toEqual([]);
    }
    expect(begun).toEqual([contact, idOf(3), idOf(4)]);
  });
});
