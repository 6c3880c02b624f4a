import { attributeChange, type Attribution } from './attribution.js';
import { healthOf, type Health, type Scores, type Weights } from './health.js';
import { scoreOf, type MapPoint } from './score-map.js';

/** How one signal enters health, as it is published. */
export interface ModelSignal {
  readonly signal: string;
  /** Against the weights of the others; 0 takes no part. */
  readonly weight: number;
  readonly map: readonly MapPoint[];
}

/** The signals in the order in which they are shown. */
export type HealthModel = readonly ModelSignal[];

/** What was measured of each signal, in its own unit; undefined or left out: nothing is known. */
export type RawSignals = Readonly<Record<string, number | undefined>>;

/** Health under a model. See `healthOf`. */
export function healthUnder(model: HealthModel, raw: RawSignals): Health {
  return healthOf(weightsOf(model), scoresUnder(model, raw));
}

/** Why health changed between two moments, each under the model in force then. See `attributeChange`. */
export function explainChange(
  before: { readonly model: HealthModel; readonly raw: RawSignals },
  after: { readonly model: HealthModel; readonly raw: RawSignals },
): Attribution | undefined {
  return attributeChange({
    weightsBefore: weightsOf(before.model),
    weightsAfter: weightsOf(after.model),
    scoresBefore: scoresUnder(before.model, before.raw),
    scoresBeforeUnderNewModel: scoresUnder(after.model, before.raw),
    scoresAfter: scoresUnder(after.model, after.raw),
  });
}

function weightsOf(model: HealthModel): Weights {
  return Object.fromEntries(model.map(({ signal, weight }) => [signal, weight]));
}

function scoresUnder(model: HealthModel, raw: RawSignals): Scores {
  const known = (signal: string): number | undefined => (Object.hasOwn(raw, signal) ? raw[signal] : undefined);
  return Object.fromEntries(model.map(({ signal, map }) => [signal, scoreOf(known(signal), map)]));
}
