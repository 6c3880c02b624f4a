import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Chance } from './chance.js';

/**
 * How a made-up relationship goes. Each story is a rhythm of contact-days of theirs and what happens where it turns; the
 * words are those of definitions.md §1.4, so that what Tend finds can be compared with what was meant.
 */
export const storyKinds = [
  'steady',
  'neglect',
  'withdrawal',
  'betrayal',
  'recovery',
  'apology',
  'champion-lost',
  'seasonal',
  'one-time',
  'outreach',
  'goes-quiet',
  'new-product',
] as const;
export type StoryKind = (typeof storyKinds)[number];

interface Course {
  /** How often it is told, of 100. */
  readonly share: number;
  /** How many times as long their gaps are after the turn; Infinity: they do not come again. */
  readonly stretch: number;
  /** Phases or causes that say what it is, the first to be found first. */
  readonly expected: readonly string[];
}

/** About half of them are left as they are: what is found there is a false alarm. */
export const courses: Readonly<Record<StoryKind, Course>> = {
  'steady': { share: 48, stretch: 1, expected: [] },
  'neglect': { share: 5, stretch: Infinity, expected: ['neglect'] },
  'withdrawal': { share: 5, stretch: 4, expected: ['withdrawal'] },
  'betrayal': { share: 5, stretch: 2.5, expected: ['betrayal'] },
  'recovery': { share: 5, stretch: 1, expected: ['betrayal', 'recovery'] },
  'apology': { share: 4, stretch: 2.5, expected: ['betrayal'] },
  'champion-lost': { share: 4, stretch: 3, expected: ['withdrawal'] },
  'seasonal': { share: 5, stretch: 1, expected: [] },
  'one-time': { share: 5, stretch: Infinity, expected: ['not-established'] },
  'outreach': { share: 4, stretch: Infinity, expected: ['outreach'] },
  'goes-quiet': { share: 5, stretch: Infinity, expected: ['withdrawal', 'dissolved'] },
  'new-product': { share: 5, stretch: 0.8, expected: ['growth'] },
};

export interface Story {
  readonly kind: StoryKind;
  readonly from: Instant;
  readonly until: Instant;
  /** Usual days between contact-days of theirs before the turn; of the seasonal, averaged over the year. */
  readonly gapDays: number;
  /** Shape of the gaps: 1 is random, more is more regular. */
  readonly regularity: number;
  /** It turns with the last contact-day before this; undefined for the kinds that do not. */
  readonly turnBy: Instant | undefined;
}

/** What a plain contact-day takes, and what is said of a relationship once. */
const touchpointsOfDay = 2.4;
const touchpointsOnce = 6;
/** No story begins longer before its end, or its turn, than four years. */
const longestDays = 1_460;

export function pickKind(chance: Chance): StoryKind {
  let left = chance.uniform() * 100;
  for (const kind of storyKinds) {
    left -= courses[kind].share;
    if (left < 0) return kind;
  }
  return 'steady';
}

/**
 * Lays a story out so that about `quota` touchpoints tell it: with few there are fewer contact-days, with many there are
 * more, up to four times as many; what is still left makes the days fuller and never the rhythm another.
 */
export function layOut(kind: StoryKind, quota: number, until: Instant, chance: Chance): Story {
  const room = Math.max(4, Math.floor((quota - touchpointsOnce) / touchpointsOfDay));
  const wished = chance.whole(16, 32) * Math.min(4, Math.max(1, Math.sqrt(quota / 60)));
  const [usual, regularity] = [5 + chance.gamma(2, 9), chance.pick([1, 2, 4])];
  const back = (days: number): Instant => until - days * dayMs;
  const story = { kind, until, regularity, turnBy: undefined };
  switch (kind) {
    case 'one-time':
    case 'outreach':
      return { ...story, from: back(chance.whole(200, 500)), gapDays: usual };
    case 'seasonal': {
      const years = Math.min(3, Math.max(1, room / 8));
      const from = back(years * 365);
      return { ...story, from, gapDays: Math.max(3, (years * 365) / Math.min(room, 2 * wished)) };
    }
    case 'steady': {
      const days = Math.round(Math.min(room, 1.5 * wished));
      const gapDays = Math.min(usual, longestDays / days);
      return { ...story, from: back(days * gapDays), gapDays };
    }
    default: {
      const before = Math.max(4, Math.round(Math.min(wished, 0.65 * room)));
      const gapDays = Math.min(usual, longestDays / before);
      const { stretch } = courses[kind];
      // Where they still come, only now and then, it takes longer to be seen.
      const wish = Math.min(
        720,
        60 + gapDays * (6 + 18 * chance.uniform()) * (stretch === Infinity ? 1 : Math.sqrt(stretch)),
      );
      const told = Math.max(3, room - before) * gapDays * stretch;
      const turnBy = back(Math.min(wish, told));
      return { ...story, from: turnBy - before * gapDays * dayMs, gapDays, turnBy };
    }
  }
}

/** When they come next, counted from `at`, with gaps `stretch` times as long as usual. */
export function nextContact(story: Story, at: Instant, stretch: number, chance: Chance): Instant {
  const gap = chance.gamma(story.regularity, story.gapDays) * stretch;
  if (story.kind === 'seasonal') return seasonalContact(at, gap);
  return at + Math.max(1, gap) * dayMs;
}

/** About how many contact-days are still to come. */
export function contactsLeft(story: Story, at: Instant, isTurned: boolean): number {
  const { stretch } = courses[story.kind];
  const turn = story.turnBy === undefined ? story.until : story.turnBy;
  const before = isTurned ? 0 : Math.max(0, turn - at);
  const after = story.turnBy === undefined ? 0 : story.until - Math.max(at, turn);
  return (before + after / stretch) / (story.gapDays * dayMs);
}

/** Day by day, because a gap that begins before the season ends in it. */
function seasonalContact(at: Instant, gapDays: number): Instant {
  let [left, day] = [gapDays, at];
  do {
    left -= isSeason(day) ? 2.5 : 0.25;
    day += dayMs;
  } while (left > 0);
  return day;
}

function isSeason(at: Instant): boolean {
  const month = new Date(at).getUTCMonth();
  return month >= 8 && month <= 11;
}
