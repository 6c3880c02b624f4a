/**
 * A seeded generator of uniform numbers in [0, 1), multiples of 2⁻³²: mulberry32 (Tommy Ettinger 2017, public domain).
 * For simulations and bootstraps that must come out the same everywhere; not for secrets.
 * @param seed its lowest 32 bits count
 */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
