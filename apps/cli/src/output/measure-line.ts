import type { VoiceMeasureName } from '#workspace/voice/voice-definitions.js';

/** A measure of the voice of customers: what it is called, of how many it is, what they come to, and the limits. */
export interface Line {
  readonly measure: VoiceMeasureName;
  readonly cells: readonly string[];
}

/** Of a group so small that its answers would say whose they are. */
export const fewerThanFive = 'fewer than 5: not told';

export function percentText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
