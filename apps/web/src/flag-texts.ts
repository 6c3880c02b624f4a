/** The texts of the flags of a what-if: who would have been flagged when, and who really left. Counts come as texts. */
export const flagTexts = {
  ask: 'Who would have been flagged, and who of them really left',
  signal: 'Signal that flags',
  title: 'Who would have been flagged',
  nobody: (signal: string) => `Nobody was ever flagged by “${signal}”, under either rule.`,
  raised: (kinds: string) => `Raised were ${kinds}.`,
  same: 'Every flag would have been raised when it was.',
  changes: {
    'earlier': 'would have been flagged earlier',
    'only-after': 'would have been flagged where no alarm was',
    'later': 'would have been flagged later',
    'only-before': 'would not have been flagged where an alarm was',
  },
  who: (relationships: string, isOne: boolean, change: string, median: string | undefined, left: string) =>
    `${relationships} ${isOne ? 'relationship' : 'relationships'} ${change}${median === undefined ? '' : ` (median ${median} days)`}, ${left} of them left`,
  price: (difference: number, count: string) =>
    difference === 0
      ? 'as many alarms of relationships that stayed'
      : `${count} ${difference > 0 ? 'more' : 'fewer'} ${count === '1' ? 'alarm' : 'alarms'} of relationships that stayed`,
  notYetKnown: (flags: string) => `Not yet known under the other rule: ${flags} flags.`,
  feedDown: (flags: string) => `Unknown because a feed was down: ${flags} flags.`,
  judged: (leastDays: string, meanGaps: string, through: string) =>
    `Left: cancelled, notice given, not renewed, or, without a contract, no act of theirs within ${leastDays} days of the flag, or ${meanGaps} of their usual gaps where that is longer. Everything is known through ${through}.`,
  hindsight: (before: string, after: string) =>
    `By hindsight, because raised before the end of what the rhythm or season behind them was fitted to: ${before} flags as it is, ${after} what if. They say nothing of how well a rule foretells: a back-test does.`,
  claimed: (claimed: string, acts: string) =>
    `Only the source claims when they were known: ${claimed} of ${acts} acts of theirs.`,
  withheld: (relationships: string) => `Left out, because nobody may analyse them: ${relationships} relationships.`,
  rules: { before: 'As it is', after: 'What if' },
  rule: 'Rule',
  record: {
    flags: 'Flags',
    left: 'Left',
    lead: 'Days before it was plain',
    stayed: 'Stayed',
    rate: 'Stayed, a relationship and year',
    budget: 'Budget',
    unknown: 'Not known',
  },
  columns: {
    relationship: 'Relationship',
    before: 'Flagged',
    after: 'What if',
    daysEarlier: 'Days earlier',
    left: 'Left?',
    leadDays: 'Days before',
  },
  outcomes: {
    'left': (date: string) => `left ${date}`,
    'stayed': 'stayed',
    'not-yet-known': 'not yet known',
    'feed-down': 'feed down',
    'unusable': 'cannot be told',
  },
  table: 'Flags that differ',
  more: (rows: string) => `And ${rows} flags more.`,
  none: '–',
};
