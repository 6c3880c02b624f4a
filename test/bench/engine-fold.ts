import type { AnyFact } from '#domain/fact.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import { partsOf, projectionKey } from '#projections/definition/projection-key.js';
import { ContextTimeline } from '#projections/facts/context-book.js';
import { foldKey } from '#projections/folding/fold.js';
import { behind } from '#projections/folding/key-facts.js';
import { keysOf, putInFoldOrder, type PlainEvent } from './plain-loop.js';

/** Folds each key of a projection with its steps and signals, by the engine's own fold, and stores nothing. */
export function foldByEngine(projection: CompiledProjection, events: readonly PlainEvent[], horizon: number): void {
  const byKey = new Map<string, AnyFact[]>();
  for (const event of events) {
    if (!projection.handlers.has(event.fact.type)) continue;
    const parts = partsOf(projection, event.fact);
    for (const value of keysOf(event, projection.by)) {
      for (const part of parts) {
        const key = projectionKey(value, part);
        const facts = byKey.get(key);
        if (facts === undefined) byKey.set(key, [event.fact]);
        else facts.push(event.fact);
      }
    }
  }
  const timeline = new ContextTimeline([]).with({ up: () => true, otherwiseFrom: () => undefined });
  for (const facts of byKey.values()) {
    putInFoldOrder(facts);
    const { entry } = foldKey({ projection, timeline, horizon, read: behind(facts.map((fact) => ({ fact }))) });
    // A key that was set apart has folded nothing behind what it stopped at.
    if (entry.quarantine !== undefined) throw new Error(`${projection.name}: ${JSON.stringify(entry.quarantine)}`);
  }
}

export function secondsOf(work: () => void): number {
  const startedMs = performance.now();
  work();
  return (performance.now() - startedMs) / 1000;
}
