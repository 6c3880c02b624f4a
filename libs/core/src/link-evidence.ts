/**
 * What says that two parties are one. A closed list, because it stands in the clear in an event that is never rewritten:
 * what somebody would write there in their own words may be personal.
 */
export const linkEvidence = [
  'same-email',
  'same-phone',
  'same-address',
  'same-name',
  'same-person',
  'same-organisation',
  'customer-said',
  'merge-in-source',
  'other',
] as const;
export type LinkEvidence = (typeof linkEvidence)[number];
