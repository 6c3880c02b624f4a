/**
 * The value at a share of the way from the least to the greatest, linear between neighbours (type 7 of Hyndman & Fan
 * 1996). @param sorted ascending, at least one
 */
export function linearQuantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  return place === below ? low : low + (place - below) * (sorted[below + 1]! - low);
}
