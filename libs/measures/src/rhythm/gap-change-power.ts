/** How often an alarm about the gaps is false, and how often a change is found: to be printed beside it. */
export interface GapChangePower {
  /** Contacts of a relationship that does not change for each false alarm. */
  readonly contactsPerFalseAlarm: { readonly decline: number; readonly growth: number };
  /** The share of relationships in which a change of the gaps, by a factor, is found within 40 contacts. */
  readonly shareFoundWithin40Contacts: {
    readonly fourTimesAsLong: number;
    readonly twiceAsLong: number;
    readonly halfAsLong: number;
    readonly quarterAsLong: number;
  };
}

/** The false alarms do not depend on the rhythm: z is normal for each (definitions.md §1.3). */
const contactsPerFalseAlarm = { decline: 1000, growth: 7700 };

/**
 * Measured on 20,000 simulated relationships for each row, whose rate changes once and stays, with r = 3: shape k, gaps
 * before the change, share found of gaps 4, 2, ½ and ¼ times as long. The less the rates of a segment differ, the more is
 * found: for r from 1.5 to 10 from 0.14 less to 0.35 more after 4 gaps, within 0.12 after 20 and 0.04 after 60.
 */
const measured = [
  [0.5, 4, 0.36, 0.14, 0.02, 0.17],
  [0.5, 8, 0.53, 0.2, 0.03, 0.23],
  [0.5, 20, 0.77, 0.31, 0.04, 0.34],
  [0.5, 60, 0.95, 0.49, 0.06, 0.5],
  [1, 4, 0.52, 0.18, 0.05, 0.44],
  [1, 8, 0.78, 0.29, 0.09, 0.62],
  [1, 20, 0.97, 0.52, 0.15, 0.87],
  [1, 60, 1, 0.77, 0.27, 0.99],
  [2, 4, 0.77, 0.26, 0.14, 0.78],
  [2, 8, 0.97, 0.49, 0.26, 0.95],
  [2, 20, 1, 0.8, 0.49, 1],
  [2, 60, 1, 0.97, 0.77, 1],
  [5, 4, 0.98, 0.54, 0.43, 0.99],
  [5, 8, 1, 0.87, 0.73, 1],
  [5, 20, 1, 1, 0.97, 1],
  [5, 60, 1, 1, 1, 1],
] as const;

/**
 * The power of the alarms of `afterGap` for a rhythm. The more regular it is, and the more gaps were known before the
 * change, the more of it is found: of gaps that double after 20, a third where contacts come in bursts (k = ½), half
 * where they come at random (k = 1), nearly all where they are regular (k = 5). Soon after the start, and for gaps that
 * become shorter, little is found: that there is no alarm then says little.
 *
 * @param k shape of the segment's gaps; taken is the greatest that was measured and is no greater (at least ½)
 * @param gapsBefore completed gaps before the change; in the same way, at least 4
 */
export function gapChangePower(k: number, gapsBefore: number): GapChangePower {
  const shape = measured.findLast(([shape]) => shape <= k)?.[0] ?? measured[0][0];
  const rows = measured.filter((row) => row[0] === shape);
  const row = rows.findLast(([, gaps]) => gaps <= gapsBefore) ?? rows[0] ?? measured[0];
  const [, , fourTimesAsLong, twiceAsLong, halfAsLong, quarterAsLong] = row;
  return {
    contactsPerFalseAlarm,
    shareFoundWithin40Contacts: { fourTimesAsLong, twiceAsLong, halfAsLong, quarterAsLong },
  };
}
