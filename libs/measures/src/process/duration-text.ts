const units = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/**
 * A duration as a person reads it: one unit, at most three figures, as "3.2 d", "14 h", "250 d" or "0 s".
 * @param seconds finite; what is negative reads with a minus sign
 */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  // From 48 hours on days, below hours: "36 h" says more than "1.5 d".
  const { unit, seconds: length } =
    units.find((each) => size >= (each.unit === 'd' ? 2 : 1) * each.seconds) ?? units[3];
  const value = size / length;
  const figures = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${seconds < 0 && figures !== 0 ? '−' : ''}${figures} ${unit}`;
}
