import type { Instant } from '#core/time.js';
import type { Chance } from './chance.js';

/**
 * How a made-up relationship goes. Each story is a rhythm of contact-days and what may happen at one of them; the words
 * are those of definitions.md §1.4, so that what Tend finds can later be compared with what was meant.
 */
export const storyKinds = [
  'steady',
  'growing',
  'neglected',
  'withdrawing',
  'betrayed',
  'recovered',
  'seasonal',
  'once',
  'outreach',
] as const;
export type StoryKind = (typeof storyKinds)[number];

/** How often each kind is told, of 100. */
const shares: Readonly<Record<StoryKind, number>> = {
  steady: 40,
  growing: 14,
  neglected: 9,
  withdrawing: 8,
  betrayed: 5,
  recovered: 5,
  seasonal: 7,
  once: 7,
  outreach: 5,
};

export interface Story {
  readonly kind: StoryKind;
  readonly from: Instant;
  readonly until: Instant;
  /** Usual days between contact-days of theirs. */
  readonly gapDays: number;
  /** Shape of the gaps: 1 is random, more is more regular. */
  readonly regularity: number;
  /** When it turns, for the kinds that turn. */
  readonly turnAt: Instant;
}

export const dayMs = 86_400_000;

export function pickStory(chance: Chance, until: Instant): Story {
  const kind = pickKind(chance);
  const spanDays = chance.whole(kind === 'once' || kind === 'outreach' ? 30 : 200, 1_000);
  const from = until - spanDays * dayMs;
  return {
    kind,
    from,
    until,
    gapDays: 2 + chance.gamma(1.5, 14),
    regularity: chance.pick([0.8, 1, 2, 4]),
    turnAt: from + (0.45 + 0.4 * chance.uniform()) * (until - from),
  };
}

function pickKind(chance: Chance): StoryKind {
  let left = chance.uniform() * 100;
  for (const kind of storyKinds) {
    left -= shares[kind];
    if (left < 0) return kind;
  }
  return 'steady';
}

/** Days until their next contact-day, told at `at`; infinite when the story has no further one. */
export function nextGapDays(story: Story, at: Instant, chance: Chance): number {
  const gap = chance.gamma(story.regularity, story.gapDays);
  const turned = at >= story.turnAt;
  switch (story.kind) {
    case 'growing':
      return turned ? gap * 0.55 : gap;
    case 'neglected':
    case 'betrayed':
      return turned ? Number.POSITIVE_INFINITY : gap;
    case 'withdrawing':
      return turned ? gap * 4 : gap;
    case 'recovered':
      // Silent for a while after the turn, then back at the old rhythm.
      return turned && at < story.turnAt + story.gapDays * dayMs ? story.gapDays * 5 : gap;
    case 'seasonal':
      return isSeason(at) ? gap * 0.5 : gap * 4;
    case 'once':
    case 'outreach':
      return Number.POSITIVE_INFINITY;
    case 'steady':
      return gap;
  }
}

function isSeason(at: Instant): boolean {
  const month = new Date(at).getUTCMonth();
  return month >= 8 && month <= 11;
}
