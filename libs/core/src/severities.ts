/** How much a signal matters, ascending. */
export const severities = ['notice', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];
