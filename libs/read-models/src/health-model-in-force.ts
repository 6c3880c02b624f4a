import type { Instant } from '#core/time.js';
import { scoreOf } from '#measures/health/score-map.js';
import type { HealthModel } from '#measures/health/health-model.js';
import { healthModelV0, healthModelV0Label } from '#measures/health/health-model-v0.js';
import type { HealthContext } from './health-contact.js';
import type { HealthDocument, Measured } from './health-document.js';
import { rhythmOf, segmentOfAll } from './trajectory-terms.js';

/** The model that holds, as it applies to a kind of relationship. */
export interface ModelInForce {
  readonly version: string;
  /** What is shown beside its numbers; null for one that was published. */
  readonly label: string | null;
  /** Without signals that cannot apply: their weight is not missing. */
  readonly signals: HealthModel;
  readonly weights: Readonly<Record<string, number>>;
  /** Below this silence scores no worse. */
  readonly leastSilence: number;
}

/** Made once for what was published: this is asked for every evaluation of every rebuild. */
const made = new WeakMap<object, Map<HealthDocument['kind'], ModelInForce>>();
const nothingPublished = Object.freeze({ version: '0', signals: healthModelV0 });

/** The model that is valid now (HealthModelPublished, else v0). */
export function modelOf(kind: HealthDocument['kind'], ctx: HealthContext): ModelInForce {
  const published = ctx.valid('HealthModelPublished');
  const key = published ?? nothingPublished;
  let byKind = made.get(key);
  if (byKind === undefined) made.set(key, (byKind = new Map<HealthDocument['kind'], ModelInForce>()));
  let model = byKind.get(kind);
  if (model === undefined) {
    const label = published === undefined ? healthModelV0Label : null;
    byKind.set(kind, (model = applied(key.version, label, key.signals, kind)));
  }
  return model;
}

function applied(version: string, label: string | null, all: HealthModel, kind: HealthDocument['kind']): ModelInForce {
  const signals = all.filter(({ signal }) => signal !== 'breadth' || kind === 'b2b');
  const silence = signals.find(({ signal }) => signal === 'silence');
  return {
    version,
    label,
    signals,
    weights: Object.fromEntries(signals.map(({ signal, weight }) => [signal, weight])),
    leastSilence: Math.min(...(silence?.map.map(({ raw }) => raw) ?? [Infinity])),
  };
}

/** The scores of what was measured; what is absent has none, nor has a signal that is not measured here. */
export function scoresUnder({ signals }: ModelInForce, measured: Measured): Record<string, number> {
  const scores: Record<string, number> = {};
  for (const { signal, map } of signals) {
    const raw = Object.hasOwn(measured, signal) ? measured[signal as keyof Measured] : null;
    const score = raw === null ? undefined : scoreOf(raw, map);
    if (score !== undefined) scores[signal] = score;
  }
  return scores;
}

/** Whether silence or trend are judged by what was fitted on later facts: then nobody could have known the number. */
export function usesHindsight(segment: string, at: Instant, ctx: Pick<HealthContext, 'valid'>): boolean {
  const { fittedThrough } = rhythmOf(segment, ctx);
  if (fittedThrough !== null && at <= fittedThrough) return true;
  const season = ctx.valid('SeasonFitted', segment) ?? ctx.valid('SeasonFitted', segmentOfAll);
  return season !== undefined && at <= season.fittedThrough;
}
