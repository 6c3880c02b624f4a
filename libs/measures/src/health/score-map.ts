/** One point of a map from what is measured to a score. */
export interface MapPoint {
  /** What is measured, in its own unit. */
  readonly raw: number;
  /** 0–100; what is beyond is cut. */
  readonly score: number;
}

/**
 * The score of a raw value: linear between the points of the map, flat before the first and after the last. The points
 * may come in any order; where two share a raw value the map jumps, and at that value itself the later one counts.
 *
 * @returns 0–100, or undefined: the value is no number, or the map has no usable point
 */
export function scoreOf(raw: number | undefined, map: readonly MapPoint[]): number | undefined {
  if (raw === undefined || Number.isNaN(raw)) return undefined;
  let below: MapPoint | undefined;
  let above: MapPoint | undefined;
  for (const point of map) {
    if (!isUsable(point)) continue;
    if (point.raw <= raw) {
      if (below === undefined || point.raw >= below.raw) below = point;
    } else if (above === undefined || point.raw < above.raw) above = point;
  }
  if (below === undefined || above === undefined) return below || above ? cut((below ?? above)!.score) : undefined;
  const way = (raw - below.raw) / (above.raw - below.raw);
  return cut(below.score) + way * (cut(above.score) - cut(below.score));
}

/** Beyond 2⁵³ differences of raw values could overflow. */
function isUsable({ raw, score }: MapPoint): boolean {
  return Math.abs(raw) <= Number.MAX_SAFE_INTEGER && !Number.isNaN(score);
}

function cut(score: number): number {
  return Math.min(100, Math.max(0, score));
}
