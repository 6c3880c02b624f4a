import type { Instant } from '#core/time.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { chanceOf } from './chance.js';
import { contactPosts } from './names.js';
import type { Told } from './pen.js';
import { sceneOf } from './scene.js';
import { courses, layOut, pickKind, type StoryKind } from './story.js';
import { membershipsOf } from './teams.js';
import { fewTouchpoints, Teller } from './telling.js';

export interface PortfolioOptions {
  readonly relationships: number;
  /** About how many touchpoints in all: stories are told more or less fully, so that they come to that many. */
  readonly events: number;
  readonly seed: number;
  /** When the stories end; fixed by default, so that a seed always gives the same portfolio. */
  readonly until?: Instant;
}

/** What is true of a made-up relationship, whatever is found. */
export interface StoryTruth {
  /** An identifier of the customer, by which it is found. */
  readonly relationship: string;
  readonly kind: StoryKind;
  /** When the story begins and ends. */
  readonly from: Instant;
  readonly until: Instant;
  /** When it turned; null for a kind that does not. */
  readonly turnAt: Instant | null;
  /** Phases or causes that would say so, the first one first; none where nothing happens. */
  readonly expected: readonly string[];
  /** Usual days between contact-days of theirs before the turn; null where there is one contact-day, or none. */
  readonly gapDays: number | null;
  /** Nothing happens to it: whatever is found is a false alarm. */
  readonly untouched: boolean;
}

/** The end of a portfolio where none is given: 2026-10-31 in UTC. */
export const demonstrationUntil: Instant = Date.UTC(2026, 9, 31, 17);

/**
 * A seeded portfolio: relationships with organisations and private customers, each with its people, its rhythm and its
 * story, told in touchpoints of every kind. Relationship by relationship, each in the order of time; lazily, so any size
 * takes the same memory. The number of drafts comes within a few percent of `events`; of which team of ours the owners
 * are comes on top, before their first relationship.
 */
export function* generatePortfolio(options: PortfolioOptions): IterableIterator<TouchpointDraft> {
  const { until = demonstrationUntil } = options;
  let position = 0;
  for (const each of withMemberships(tellPortfolio(options), until)) yield { ...each, position: position++ };
}

/** What is true of every relationship of a portfolio; it is told for that, and forgotten. */
export function* portfolioTruths(options: PortfolioOptions): IterableIterator<StoryTruth> {
  for (const { truth } of tellPortfolio(options)) if (truth !== undefined) yield truth;
}

/** Touchpoints of a relationship; with the last of them what is true of it. */
interface Part {
  readonly told: readonly Told[];
  readonly truth?: StoryTruth;
}

/** Before one of ours owns a relationship for the first time it is said of which team they are. */
function* withMemberships(parts: Iterable<Part>, until: Instant): IterableIterator<Told> {
  const introduced = new Set<string>();
  for (const { told } of parts) {
    for (const each of told) {
      const owner = each.parties.find(({ role }) => role === 'owner');
      const key = owner?.identifiers[0]?.value;
      if (owner !== undefined && key !== undefined && !introduced.has(key)) {
        introduced.add(key);
        yield* membershipsOf(owner, until);
      }
      yield each;
    }
  }
}

function* tellPortfolio(options: PortfolioOptions): IterableIterator<Part> {
  const { relationships, events, seed, until = demonstrationUntil } = options;
  let told = 0;
  for (let index = 0; index < relationships; index++) {
    // What one relationship leaves open, or takes too much, is made up for by those after it.
    const average = Math.max(1, (events - told) / (relationships - index));
    // Real portfolios are uneven: a few relationships have most of the touchpoints.
    const share = Math.max(0.4, Math.min(4, chanceOf(seed, -1 - index).gamma(2.5, 1)));
    const quota = Math.max(1, Math.round(average * share));
    const chance = chanceOf(seed, index);
    const kind = pickKind(chance);
    const story = layOut(kind, quota, until, chance);
    const contactsMax = quota < 40 ? 2 : contactPosts.length;
    const teller = new Teller(story, sceneOf(index, kind, contactsMax, chance), quota, chance);
    // Of very few touchpoints no story can be told to its end.
    let room = quota < fewTouchpoints ? quota : Math.round(quota * 1.5);
    for (const part of teller.tell()) {
      const kept = part.length <= room ? part : part.slice(0, room);
      yield { told: kept };
      told += kept.length;
      room -= kept.length;
      if (room <= 0) break;
    }
    yield { told: [], truth: truthOf(teller) };
  }
}

function truthOf({ story, scene, turnAt }: Teller): StoryTruth {
  const { kind, from, until, gapDays } = story;
  const isRhythmic = kind !== 'one-time' && kind !== 'outreach';
  return {
    relationship: scene.key,
    kind,
    from,
    until,
    turnAt: turnAt ?? null,
    expected: isRhythmic && turnAt === undefined ? [] : courses[kind].expected,
    gapDays: isRhythmic ? Math.round(gapDays * 100) / 100 : null,
    untouched: kind === 'steady',
  };
}
