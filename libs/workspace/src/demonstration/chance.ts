import { mulberry32 } from '#measures/statistics/mulberry32.js';

/** Reproducible chance for made-up portfolios: the same seed gives the same stories on every machine. */
export interface Chance {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Whole number in [low, high]. */
  whole(low: number, high: number): number;
  happens(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Gamma with the given shape and mean: the usual model of gaps between contacts (definitions.md §1.2). */
  gamma(shape: number, mean: number): number;
}

/** @param seed any whole number; `stream` gives independent chances under one seed */
export function chanceOf(seed: number, stream: number): Chance {
  const uniform = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b));
  const chance: Chance = {
    uniform,
    whole: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    happens: (probability) => uniform() < probability,
    pick: (items) => items[Math.floor(uniform() * items.length)]!,
    gamma: (shape, mean) => (gammaOfShape(shape, uniform) * mean) / shape,
  };
  return chance;
}

/** Marsaglia & Tsang 2000, with their boost for shapes below 1. */
function gammaOfShape(shape: number, uniform: () => number): number {
  if (shape < 1) return gammaOfShape(shape + 1, uniform) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(uniform);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Box–Muller, one of the pair. */
function normal(uniform: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
