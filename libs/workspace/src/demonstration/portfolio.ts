import type { Instant } from '#core/time.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import { chanceOf, type Chance } from './chance.js';
import { contactPosts, organisationName } from './names.js';
import { dayMs, nextGapDays, pickStory, type Story } from './story.js';
import { chapterOf, type Chapter, type Scene } from './chapters.js';

export interface PortfolioOptions {
  readonly relationships: number;
  /** About how many touchpoints in all: stories are told more or less densely, so that they come to that many. */
  readonly events: number;
  readonly seed: number;
  /** When the stories end; fixed by default, so that a seed always gives the same portfolio. */
  readonly until?: Instant;
}

/** The end of the demonstration: 2026-10-31 in UTC. */
export const demonstrationUntil: Instant = Date.UTC(2026, 9, 31, 17);

/**
 * A seeded portfolio: relationships with organisations, each with its people, its rhythm and its story, told in
 * touchpoints of every channel, in a support and in a sales process. Relationship by relationship, each roughly in the
 * order of time; lazily, so any size takes the same memory. The number of drafts comes within a few percent of `events`.
 */
export function* generatePortfolio(options: PortfolioOptions): IterableIterator<TouchpointDraft> {
  const until = options.until ?? demonstrationUntil;
  let position = 0;
  for (let index = 0; index < options.relationships; index++) {
    // What one relationship leaves open is given to those after it.
    const average = Math.max(1, (options.events - position) / (options.relationships - index));
    // Real portfolios are uneven: a few relationships have most of the touchpoints.
    const quota = Math.max(1, Math.round(average * Math.min(4, chanceOf(options.seed, -1 - index).gamma(1.5, 1))));
    for (const draft of tellRelationship(index, quota, options.seed, until)) {
      yield { ...draft, position: position++ };
    }
  }
}

type Told = Omit<TouchpointDraft, 'position'>;

function* tellRelationship(index: number, quota: number, seed: number, until: Instant): IterableIterator<Told> {
  const chance = chanceOf(seed, index);
  const story = pickStory(chance, until);
  const scene = sceneOf(index, chance);
  const wanted = story.kind === 'once' ? Math.min(quota, 4) : story.kind === 'outreach' ? Math.min(quota, 3) : quota;
  let told = 0;
  for (const chapter of chapters(story, scene, chance)) {
    for (const touchpoint of chapter) {
      if (told === wanted) return;
      told++;
      yield touchpoint;
    }
  }
}

/** Endless: when the story's time is over before the quota is met, it is told more densely in between. */
function* chapters(story: Story, scene: Scene, chance: Chance): IterableIterator<Chapter> {
  let number = 0;
  for (let pass = 0; ; pass++) {
    let at = story.from + pass * 3_600_000;
    while (at < story.until) {
      yield chapterOf(story, scene, { at: workingHour(at, chance), number: number++ }, chance);
      const gapDays = nextGapDays(story, at, chance);
      if (gapDays === Number.POSITIVE_INFINITY) break;
      at += Math.max(0.05, gapDays) * dayMs;
    }
    if (number === 0) return;
  }
}

/** The same day, on a weekday, between 8 and 18 o'clock UTC. */
function workingHour(at: Instant, chance: Chance): Instant {
  const day = Math.floor(at / dayMs) * dayMs;
  const weekday = new Date(day).getUTCDay();
  const moved = weekday === 0 ? 1 : weekday === 6 ? 2 : 0;
  return day + moved * dayMs + chance.whole(8 * 3600, 18 * 3600 - 1) * 1000;
}

function sceneOf(index: number, chance: Chance): Scene {
  const name = organisationName(index, chance);
  const customer: DraftParty = {
    kind: 'organisation',
    identifiers: [{ scheme: 'customer', value: `C-${String(index + 1).padStart(5, '0')}` }],
    name,
    role: 'customer',
    side: 'customer',
  };
  const people = contactPosts.slice(0, chance.whole(1, contactPosts.length));
  const contacts = people.map((post, number): DraftParty => ({
    kind: 'person',
    identifiers: [{ scheme: 'contact', value: `C-${String(index + 1).padStart(5, '0')}/${number + 1}` }],
    name: `${post}, ${name}`,
    role: 'contact',
    side: 'customer',
  }));
  const agent = chance.whole(1, 24);
  const ours: DraftParty = {
    kind: 'person',
    identifiers: [{ scheme: 'agent', value: `A-${agent}` }],
    name: `Agent ${agent}`,
    role: 'agent',
    side: 'ours',
  };
  return { key: `C-${String(index + 1).padStart(5, '0')}`, customer, contacts, ours };
}
