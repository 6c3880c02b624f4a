export const partNames = [
  'trajectory',
  'promises',
  'needs',
  'contracts',
  'stakeholders',
  'voice',
  'replies',
  'health',
] as const;
/** Names of the projections that the parts of a relationship are read from. */
export type PartName = (typeof partNames)[number];
