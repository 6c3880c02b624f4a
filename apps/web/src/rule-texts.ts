/** The texts of the page of rules, as `texts.ts` has them. */
export const ruleTexts = {
  title: 'Rules',
  says: 'What was published for projections to read: rhythms, phase rules, calendars … Each is an event, with an author and a date from which it holds.',
  columns: {
    rule: 'Rule',
    scope: 'For',
    version: 'Version',
    from: 'Holds from',
    standing: 'Standing',
    published: 'Published',
    by: 'By',
    content: 'What it says',
  },
  all: 'all',
  standings: { valid: 'holds', coming: 'is to come', replaced: 'was replaced' },
  show: 'Show',
  showReplaced: 'Those that were replaced too',
  none: 'Nothing is published',
  noneDetail: 'What projections ship with holds.',
  types: 'What can be published',
  typeColumns: { type: 'Rule', description: 'What it is', scope: 'One for each', readBy: 'Read by' },
  unread: 'no projection',
  example: (type: string) => `Take an example of ${type}`,
  publish: {
    title: 'Publish',
    field: 'Rules',
    hint: 'JSON: a list of {type, effectiveFrom, data}; without effectiveFrom a rule holds from now on, where a what-if takes it to have held always.',
    notRules: 'This is no list in JSON.',
    action: 'Publish',
    working: 'Folding what was published',
    undo: 'Nothing is overwritten: to go back, publish what held before.',
    done: (count: string) => `Published: ${count}.`,
    unchanged: (count: string) => `Held already as given: ${count}.`,
    readers: {
      'not-now': (projection: string) =>
        `${projection} does not see it now: it stands still, is paused, or other code than that of its file serves.`,
      'at-once': (projection: string) => `${projection} goes on with it.`,
      'built-beside': (projection: string) =>
        `${projection} is built beside with it, because it is for the past, and takes over by itself.`,
      'for-review': (projection: string) =>
        `${projection} is built beside with it, because it is for the past, and waits to be compared and activated.`,
    },
  },
};
