/** By what a touchpoint came. */
export const channels = [
  'email',
  'phone',
  'chat',
  'meeting',
  'in-person',
  'social',
  'web',
  'product',
  'post',
  'survey',
  'billing',
  'partner',
] as const;
export type Channel = (typeof channels)[number];
