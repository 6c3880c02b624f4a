import type { Id, Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Fact } from '#domain/fact.js';
import { begunBy } from '#projections/definition/define-projection.js';
import type { Signal, SignalOnset } from '#projections/definition/definition.js';
import type { HealthDocument, HealthPart } from './health-document.js';

/** A fall by so many points within so many days is told, unless one signal made more than this share of it. */
const fallPoints = 20;
const fallDays = 30;
const mostOfOne = 0.75;
/** It is over when half of it is made good, and no news after so many days. */
const standsDays = 90;
/** So many falls are remembered by what they began with. */
const begunKept = 20;

/**
 * Whether a fall began, or is over. What is told here adds something to the signals of silence, of broken promises, of low
 * answers and of complaints: each of them has its own, but several small ones together have none. So it is told only where
 * no single signal, nor their contact alone, made most of it. Only what signals did counts: what a model or the coverage
 * did happened to the number, not to the relationship. What made one fall makes no second one.
 */
export function watchFall(doc: HealthDocument, at: Instant, event: Fact | undefined): void {
  if (doc.fall !== null) {
    if (isOver(doc, at)) [doc.fall, doc.fallEndedAt] = [null, at];
    return;
  }
  const last = doc.changes.at(-1);
  const { value } = doc.health;
  if (last?.at !== at || value === null || (last.from ?? 0) <= value) return;
  const sum = pointsOfFall(doc, at);
  if (sum > -fallPoints) return;
  const begun = event === undefined ? onsetInTime(doc, at) : begunBy(event);
  if (begun === undefined) return;
  doc.fall = { begun: { ...begun }, detectedAt: at, from: Math.min(100, value - sum), to: value };
  doc.fallsBegun = [...doc.fallsBegun.filter((one) => one !== begun.event), begun.event].slice(-begunKept);
}

/**
 * What a fall began with that time alone shows: what rests under the part that took most, unless an earlier fall began with
 * it. Their last contact alone would name each fall of one long silence alike, and who has dealt with one sees none again.
 */
function onsetInTime(doc: HealthDocument, at: Instant): SignalOnset | undefined {
  const found = valuesSince(doc, at)
    .filter(({ points }) => points < 0)
    .sort((a, b) => a.points - b.points)
    .flatMap(({ evidence }) => evidence)
    .flatMap((event) => onsetOf(doc, event) ?? []);
  return found.find(({ event }) => !doc.fallsBegun.includes(event)) ?? found[0];
}

/** An event that something rests on, as far as it is kept when it occurred. */
function onsetOf(
  { rhythm, promises, breaches, answers, waits, people }: HealthDocument,
  event: Id,
): SignalOnset | null {
  if (rhythm.latest?.event === event) return rhythm.latest;
  const breach = breaches.find(({ id }) => id === event);
  if (breach !== undefined) return breach.begun;
  const promise = promises.find(({ id }) => id === event);
  if (promise !== undefined) return { event, since: promise.state.madeAt! };
  const moved = promises.find(({ by }) => by === event);
  if (moved !== undefined) return { event, since: moved.decidedAt! };
  const since = [...answers, ...waits, ...people].find((one) => one.event === event)?.at;
  return since === undefined ? null : { event, since };
}

/** When a fall is no news any more; Infinity for none. */
export function fallEndsAt({ fall }: HealthDocument): number {
  return fall === null ? Infinity : fall.detectedAt + standsDays * dayMs;
}

/** `health-drop` (warning): it begins with the fact that showed the fall, or with what it rests on where time did. */
export function signalsOf({ fall }: HealthDocument): Signal[] {
  if (fall === null) return [];
  const { begun, detectedAt, from, to } = fall;
  return [{ kind: 'health-drop', severity: 'warning', ...begun, detectedAt, from, to }];
}

function isOver(doc: HealthDocument, at: Instant): boolean {
  const { fall, health } = doc;
  return health.value === null || health.value >= (fall!.from + fall!.to) / 2 || at >= fallEndsAt(doc);
}

/** What the signals took away within the days of a fall; 0 where one of them made most of it. */
function pointsOfFall(doc: HealthDocument, at: Instant): number {
  const bySignal: Record<string, number> = {};
  let sum = 0;
  for (const { signal, points } of valuesSince(doc, at)) {
    sum += points;
    // Both are their contact, which has signals of its own.
    const of = signal === 'trend' ? 'silence' : signal!;
    bySignal[of] = (bySignal[of] ?? 0) + points;
  }
  return Math.min(0, ...Object.values(bySignal)) < mostOfOne * sum ? 0 : sum;
}

/** What signals did within the days of a fall, since the one before was over; the latest first. */
function valuesSince({ changes, fallEndedAt }: HealthDocument, at: Instant): HealthPart[] {
  const since = Math.max(at - fallDays * dayMs, (fallEndedAt ?? -Infinity) + 1);
  const parts: HealthPart[] = [];
  for (let i = changes.length - 1; i >= 0 && changes[i]!.at >= since; i--)
    for (const part of changes[i]!.parts) if (part.kind === 'value') parts.push(part);
  return parts;
}
