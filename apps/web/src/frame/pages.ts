import { texts } from '../texts.js';

/** The pages that there are, in the order of the header. */
export const pages = [
  { to: '/today', title: texts.today.title },
  { to: '/', title: texts.pages.portfolio },
  { to: '/signals', title: texts.pages.signals },
  { to: '/processes', title: texts.pages.processes },
  { to: '/projections', title: texts.pages.projections },
  { to: '/imports', title: texts.pages.imports },
] as const;
