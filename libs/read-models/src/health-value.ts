import type { Id, Instant } from '#core/time.js';
import type { Fact } from '#domain/fact.js';
import { attributeChange } from '#measures/health/attribution.js';
import { healthOf, shownHealth, type Health } from '#measures/health/health.js';
import type { HealthContext } from './health-contact.js';
import { watchFall } from './health-fall.js';
import type { HealthBasis, HealthDocument, HealthPart, HealthStep, Measured } from './health-document.js';
import { evidenceOf, measure, nextLook } from './health-measured.js';
import { modelOf, scoresUnder, usesHindsight, type ModelInForce } from './health-model-in-force.js';

/** A document has a size limit: of more changes than this the oldest are dropped, and counted. */
export const changesKept = 100;

/**
 * Measures all signals anew and says what the number is now. Each change of the number as it is shown is kept, taken apart
 * from what held when it last changed: what moved it by less than it takes to be shown is told with the next change.
 *
 * @param why the fact that makes it necessary, time, or what was published
 */
export function evaluate(doc: HealthDocument, at: Instant, ctx: HealthContext, why: Fact | 'time' | 'rules'): void {
  const { health } = doc;
  const found = measure(doc, at, ctx);
  const model = modelOf(doc.kind, ctx);
  const { measured } = found;
  health.at = at;
  health.lapseAt = found.lapseAt === Infinity ? null : found.lapseAt;
  health.lookAt = nextLook(doc, found, at, model.leastSilence);
  health.hindsightParameters =
    (measured.silence !== null || measured.trend !== null) && usesHindsight(doc.segment, at, ctx);
  const event = typeof why === 'string' ? undefined : why;
  const isOtherModel = why === 'rules' || event?.type === 'RelationshipClassified';
  if (isOtherModel || !isSame(measured, health.measured)) appraise(doc, at, measured, model);
  watchFall(doc, at, event);
}

function isSame(a: Measured, b: Measured): boolean {
  return (
    a.silence === b.silence &&
    a.trend === b.trend &&
    a.promises === b.promises &&
    a.answers === b.answers &&
    a.complaints === b.complaints &&
    a.reply === b.reply &&
    a.breadth === b.breadth
  );
}

function appraise(doc: HealthDocument, at: Instant, measured: Measured, model: ModelInForce): void {
  const { health } = doc;
  const { weights } = model;
  const scores = scoresUnder(model, measured);
  const found = healthOf(weights, scores);
  const value = found.value === undefined ? null : shownHealth(found.value);
  health.measured = measured;
  health.coverage = found.coverage;
  health.lowest = lowestOf(found);
  if (value === health.value) return;
  const parts = partsOf(doc, model, { measured, scores, weights });
  const { hindsightParameters } = health;
  keep(doc, { at, from: health.value, to: value, parts, model: model.version, hindsightParameters });
  health.value = value;
  health.basis = { measured: { ...measured }, scores, weights: { ...weights } };
}

/** Only what takes something away can be the lowest. */
function lowestOf({ contributions }: Health): string | null {
  let lowest: string | null = null;
  let least = 0;
  for (const { signal, contribution } of contributions) {
    if (contribution >= least) continue;
    least = contribution;
    lowest = signal;
  }
  return lowest;
}

function partsOf(doc: HealthDocument, model: ModelInForce, after: HealthBasis): HealthPart[] {
  const { basis } = doc.health;
  const found = attributeChange({
    weightsBefore: basis.weights,
    weightsAfter: after.weights,
    scoresBefore: basis.scores,
    scoresBeforeUnderNewModel: scoresUnder(model, basis.measured),
    scoresAfter: after.scores,
  });
  if (found === undefined) return withoutNumber(doc, basis, after);
  const parts: HealthPart[] = [];
  if (found.model.shown !== 0)
    parts.push({
      kind: 'model',
      signal: null,
      points: found.model.shown,
      evidence: evidenceOfModel(doc, basis, after),
    });
  for (const { signal, shown } of found.values)
    if (shown !== 0) parts.push({ kind: 'value', signal, points: shown, evidence: evidenceOf(doc, signal) });
  const { came, went, shown } = found.coverage;
  if (came.length > 0 || went.length > 0) parts.push(coveragePart(doc, shown, came, went));
  return parts;
}

/** Where there is no number before or after, nothing adds up to anything: it is said which signals came and went. */
function withoutNumber(doc: HealthDocument, before: HealthBasis, after: HealthBasis): HealthPart[] {
  const [earlier, later] = [Object.keys(before.scores), Object.keys(after.scores)];
  const came = later.filter((signal) => !earlier.includes(signal));
  const went = earlier.filter((signal) => !later.includes(signal));
  if (came.length > 0 || went.length > 0) return [coveragePart(doc, 0, came, went)];
  return [{ kind: 'model', signal: null, points: 0, evidence: evidenceOfModel(doc, before, after) }];
}

function coveragePart(
  doc: HealthDocument,
  points: number,
  came: readonly string[],
  went: readonly string[],
): HealthPart {
  const evidence = new Set<Id>([...came, ...went].flatMap((signal) => evidenceOf(doc, signal).slice(0, 1)));
  return { kind: 'coverage', signal: null, points, evidence: [...evidence], came, went };
}

/** What was published is named by its version; that another kind of relationship is weighed otherwise, an event said. */
function evidenceOfModel({ classified }: HealthDocument, before: HealthBasis, after: HealthBasis): readonly Id[] {
  const turned = Object.hasOwn(before.weights, 'breadth') !== Object.hasOwn(after.weights, 'breadth');
  return turned && classified !== null ? [classified] : [];
}

function keep(doc: HealthDocument, step: HealthStep): void {
  doc.changes.push(step);
  if (doc.changes.length <= changesKept) return;
  doc.changes.shift();
  doc.dropped++;
}
