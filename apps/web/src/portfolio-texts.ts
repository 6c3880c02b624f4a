import type { PhaseName } from '#workspace/portfolio/standing-answers.js';

/** The texts of the portfolio beside its counts, as `texts.ts` has them. */

/** Columns that say where a relationship stands; their names are what the API sorts by. */
export const standingColumns = {
  phase: 'Phase',
  silence: 'Silent',
  value: 'Value',
  valueAtRisk: 'At risk',
  brokenPromises: 'Broken',
  nextRenewal: 'Renewal',
};

export const standingDefinitions = {
  phase:
    'Where the relationship stands, by the published phase rules: the first rule that matches wins. With fewer than 4 contact-days of theirs it is too early to tell.',
  silence:
    'Days since the latest contact-day of theirs, what is usual for them, and how likely so long a silence is by the rhythm of their segment.',
  value:
    'What was booked in the last 365 days, net: orders, contracts, renewals and expansions, less compensation. Contracts in force where these come to more. Currencies are never added.',
  valueAtRisk:
    'At risk is what is in deterioration, has an open breach of ours, is single-threaded, or renews within 90 days with a decline alarm. This order puts value at risk first, then what is at risk without value, then the rest by its last touchpoint.',
  brokenPromises:
    'Promises of ours that passed their due time within 90 days, by the word of their connector, and were not made good.',
  nextRenewal: 'By when the next renewal has to be settled: the last instant for notice, or the end of the term.',
};

/** In the order of a life. */
const words: Readonly<Record<PhaseName, string>> = {
  'outreach': 'outreach',
  'establishment': 'establishment',
  'not-established': 'not established',
  'growth': 'growth',
  'management': 'management',
  'deterioration': 'deterioration',
  'betrayal': 'betrayal',
  'neglect': 'neglect',
  'withdrawal': 'withdrawal',
  'recovery': 'recovery',
  'dissolved': 'dissolved',
};

export const phaseWords: Readonly<Record<string, string>> = words;
export const phaseNames = Object.keys(words) as readonly PhaseName[];

export const riskWords: Readonly<Record<string, string>> = {
  'any': 'at risk',
  'deterioration': 'deterioration',
  'open-breach': 'open breach',
  'single-threaded': 'single-threaded',
  'renewal-in-decline': 'renewal in decline',
};

export const portfolioTexts = {
  views: { label: 'What is shown', list: 'Relationships', movements: 'Movements', overview: 'Overview' },
  chips: {
    label: 'Only relationships in a phase',
    anyRisk: 'at risk',
    segment: 'Segment',
    allSegments: 'all segments',
    part: 'Which part of the portfolio',
    team: 'Team',
    allTeams: 'all teams',
    noTeam: 'no team',
    channel: 'Channel',
    allChannels: 'all channels',
    noChannel: 'no channel',
    cohort: (quarter: string) => `began in ${quarter}`,
    owner: (name: string) => `owned by ${name}`,
    remove: (what: string) => `Not only: ${what}`,
    nothing: 'No relationship is so.',
    missing: (names: string) => `Not ready yet, and left out: ${names}.`,
  },
  row: {
    days: (days: string, p: string | undefined) => (p === undefined ? `${days} d` : `${days} d · ${p}`),
    usual: (usual: string) => `usually every ${usual} days`,
    likely: (p: string) => `so long a silence is ${p} likely`,
    since: (when: string) => `since ${when}`,
    seen: (when: string) => `seen ${when}`,
    tooEarly: 'too early to tell',
    unknownSince: (when: string) => `unknown since ${when}: a feed is down`,
    calm: 'Not at risk.',
  },
  movements: {
    title: 'Who moved',
    from: 'From',
    to: 'To',
    by: 'Groups',
    byNothing: 'all together',
    bySegment: 'by segment',
    byTeam: 'by team',
    byChannel: 'by channel',
    byOwner: 'by owner',
    show: 'Show',
    lastWeek: 'last 7 days',
    period: (from: string, to: string, before: string, after: string) =>
      `${from} (${before} relationships) to ${to} (${after})`,
    definition:
      'The transition matrix: relationships by the phase that they were in at the beginning of the period (rows) and at its end (columns). Whoever went and came back in between did not move.',
    matrix: (name: string) => `Transition matrix: ${name}`,
    all: 'all relationships',
    ofSinglePeople: (count: string) =>
      `In no group: relationships that single people of ours own (${count}). Without a policy for the workforce only teams are told of.`,
    ofSmallTeams: (count: string) =>
      `In no group: relationships that too few people of ours own (${count}). The policy for the workforce says from how many on teams are told of.`,
    nameless: { segment: 'no segment', team: 'no team', channel: 'no channel', owner: 'nobody owns them' },
    groups: (by: string) => `Movements ${by}`,
    few: 'few',
    groupColumns: {
      group: 'Group',
      relationships: 'Relationships',
      deteriorated: 'Deteriorated',
      recovered: 'Recovered',
      lost: 'Lost',
      net: 'Net',
    },
    groupsDefinition:
      'Between the two ends of the period. Deteriorated: in deterioration at the end alone. Recovered: at the beginning alone, and not dissolved. Lost: dissolved. Net: so many more are in deterioration. Few: of so few relationships that the numbers are mostly chance.',
    channelDefinition:
      'The channel of a relationship is the one with most contact-days of theirs in the 365 days before (a proposal of ours).',
    was: 'was',
    is: 'is',
    entered: 'entered',
    left: 'left',
    moved: (count: string) => `${count} moved`,
    movedFromTo: (from: string, to: string) => `from ${from} to ${to}`,
    all_: 'Show all who moved',
    nobody: 'Nobody moved to another phase in this period. Choose a longer one.',
    more: (count: string) => `and ${count} more; choose a shorter period to see them`,
    columns: { detected: 'Detected', relationship: 'Relationship', way: 'From → to', why: 'Why', event: 'Evidence' },
    onlyTime: 'time alone',
  },
  overview: {
    title: 'What the portfolio comes to',
    quarter: (name: string, to: string, before: string, beforeTo: string) =>
      `${name} up to ${to}; beside it ${before} up to ${beforeTo}.`,
    verbs: {
      loyalty: 'Increase loyalty',
      risk: 'Reduce risk',
      engagement: 'Engage all stakeholders',
      activities: 'Influence activities',
      needs: 'Align with wants and needs',
    },
    columns: { number: 'Number', now: 'Now', n: 'of', before: 'A year before', beforeN: 'of' },
    strip: {
      label: 'The essays’ verbs in numbers',
      verbs: { loyalty: 'Loyalty', risk: 'Risk', engagement: 'Stakeholders', activities: 'Activities', needs: 'Needs' },
      untold: 'Cannot be told now.',
      n: (count: string) => `n = ${count}`,
      none: '–',
      lacking: 'not enough data',
      before: (change: string) => `${change} on a year before`,
      unchanged: 'as a year before',
      points: (points: string) => `${points} points`,
      beforeWas: (value: string) => `A year before: ${value}.`,
      all: 'All numbers',
    },
    perHundred: (value: string) => `${value} per 100`,
    ratio: (value: string) => `${value} to 1`,
    between: (low: string, high: string) => `${low} to ${high}`,
    behind: 'The relationships behind it',
    total: (projection: string, cell: string) => `${projection}: ${cell}`,
    cohorts: 'Who came again, by quarter of the first contact-day',
    segments: 'Who came again, by segment',
    cohort: {
      name: 'Began',
      segment: 'Segment',
      n: 'of',
      second: (days: number) => `2nd within ${days} days`,
      fifth: (days: number) => `5th within ${days} days`,
    },
  },
};
