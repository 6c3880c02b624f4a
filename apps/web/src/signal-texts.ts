/** The texts of the inbox, as `texts.ts` has them. */
export const signalTexts = {
  list: 'Signals',
  says: 'What the projections raise: each stands as long as what is recorded says so.',
  total: (count: string) => `${count} standing, the newest first`,
  columns: {
    kind: 'What',
    severity: 'Severity',
    relationship: 'Relationship',
    since: 'Since',
    more: 'Details',
    projection: 'Projection',
  },
  severities: { notice: 'notice', warning: 'warning', critical: 'critical' },
  nobody: '–',
  older: 'Show older ones',
  missing: (names: string) => `Not asked, because it is not ready: ${names}. What it raises is not here.`,
  setApart: (count: string, name: string) => `Set apart in ${name}, and raising nothing: ${count}.`,
  rest: (count: string, name: string) => `Of ${name} also stand, beyond what is kept of one key: ${count}.`,
  nothing: 'Nothing is raised',
  nothingDetail: (names: string) => `Asked: ${names}. A signal shows here as soon as one of them raises it.`,
  none: 'No projection raises signals',
  noneDetail: 'Write one with tend projections new, and give its definition `signals`. What it raises shows here.',
};
