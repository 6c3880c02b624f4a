import { freezeAll } from '#core/freezing.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { upcast } from '#domain/upcasting.js';
import { definitionOf, eventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { FeedBook } from './feed-book.js';
import type { FeedsKnown } from './feed-book.js';

/** Something published, as folds read it: valid from an instant on, for a scope or for all. */
export interface ContextChange {
  /** Its effectiveFrom. */
  readonly at: Instant;
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly type: string;
  readonly scope: string | undefined;
  readonly data: object;
}

/** Event types that are valid from an instant on. */
export const contextTypes: ReadonlySet<string> = new Set(
  eventTypes.filter((type) => definitionOf(type)!.kind === 'context' && definitionOf(type)!.effectiveFrom),
);

/**
 * How long before it is recorded something may be valid and still be published for now: a command takes its time. What is
 * published for further back is for the past, and is seen by builds that begin after it (engine.md §7).
 */
const forNowMs = 60_000;

/** What is read of it for a definition. */
export interface ContextUser {
  readonly contextTypes: readonly string[];
  readonly usesFeeds: boolean;
}

/** All that was published, of any type; it is little, and held in memory. One serves all builds of an engine. */
export class ContextBook {
  private readonly changes: ContextChange[] = [];
  /** Up to where it knows what was recorded. */
  learntTo: number;
  private version = 0;
  private last = 0;
  private readonly feeds: FeedBook;
  private readonly timelines = new Map<string, { readonly version: number; readonly timeline: ContextTimeline }>();

  constructor(mirror: Pick<Mirror, 'head' | 'readDimension'>) {
    this.learntTo = mirror.head().sequence;
    this.feeds = new FeedBook(mirror);
    for (const type of contextTypes) {
      for (const event of mirror.readDimension('type', type)) if (event.sequence <= this.learntTo) this.take(event);
    }
    this.changes.sort(inOrder);
  }

  /** Takes in what was recorded since, in order; what is known already changes nothing. */
  learn(events: readonly RecordedEvent[]): void {
    let found = false;
    for (const event of events) {
      if (event.sequence <= this.learntTo) continue;
      this.learntTo = event.sequence;
      this.feeds.learn(event);
      if (!contextTypes.has(event.type)) continue;
      this.take(event);
      found = true;
    }
    if (found) this.changes.sort(inOrder);
  }

  /**
   * What folds of a build read that were told everything up to a sequence.
   * @param user what a definition asks for: event types, and whether feeds are up
   * @param beganAt where the ledger ended when the build began: what is published for the past later, it does not see
   * @param known the last sequence that is known
   */
  timeline({ contextTypes, usesFeeds }: ContextUser, beganAt: number, known: number): ContextTimeline {
    const published = this.published(contextTypes, beganAt, known);
    return usesFeeds ? published.with(this.feeds.at(known)) : published;
  }

  private published(types: readonly string[], beganAt: number, known: number): ContextTimeline {
    if (types.length === 0) return nothingPublished;
    const name = `${types.join()} ${beganAt} ${known >= this.lastPublished() ? 'all' : known}`;
    const kept = this.timelines.get(name);
    if (kept?.version === this.version) return kept.timeline;
    const timeline = new ContextTimeline(
      this.changes.filter(
        (change) => types.includes(change.type) && change.sequence <= known && isSeen(change, beganAt),
      ),
    );
    if (this.timelines.size > 100) this.timelines.clear();
    this.timelines.set(name, { version: this.version, timeline });
    return timeline;
  }

  /** The sequence of the last thing published; 0 when there is none. */
  lastPublished(): number {
    return this.last;
  }

  /** From which instant on feeds look otherwise than they did at a sequence; Infinity where they do not. */
  feedsOtherwiseFrom(known: number): Instant {
    return this.feeds.at(Infinity).otherwiseFrom(known) ?? Infinity;
  }

  /** Whether something was published for the past that a build of these types does not see. */
  isOutdated(types: readonly string[], beganAt: number): boolean {
    return this.changes.some((change) => types.includes(change.type) && !isSeen(change, beganAt));
  }

  private take(recorded: RecordedEvent): void {
    const { type, sequence, recordedAt, effectiveFrom, data } = upcast(recorded);
    if (effectiveFrom === undefined) return;
    const field = definitionOf(type)?.scope;
    const scope = field === undefined ? undefined : String((data as Record<string, unknown>)[field]);
    this.changes.push({ at: effectiveFrom, sequence, recordedAt, type, scope, data: freezeAll(data) });
    this.version++;
    this.last = Math.max(this.last, sequence);
  }
}

/** Whether what is published is for the past: then only builds that begin after it see it. */
export function isForThePast(effectiveFrom: Instant, recordedAt: Instant): boolean {
  return effectiveFrom < recordedAt - forNowMs;
}

function isSeen({ sequence, at, recordedAt }: ContextChange, beganAt: number): boolean {
  return sequence <= beganAt || !isForThePast(at, recordedAt);
}

/** What is asked of feeds. */
type FeedsAsked = Pick<FeedsKnown, 'up' | 'otherwiseFrom'>;

/** What was published, in the order in which it comes to be valid: (effectiveFrom, sequence). */
export class ContextTimeline {
  private readonly places: Map<string, number[]>;

  /** @param feeds where they are asked about */
  constructor(
    readonly changes: readonly ContextChange[],
    readonly feeds?: FeedsAsked,
    places?: Map<string, number[]>,
  ) {
    this.places = places ?? new Map<string, number[]>();
    if (places !== undefined) return;
    for (const [place, { type, scope }] of changes.entries()) {
      const name = nameOf(type, scope);
      const places = this.places.get(name);
      if (places === undefined) this.places.set(name, [place]);
      else places.push(place);
    }
  }

  /** The same where it is asked about feeds too. */
  with(feeds: FeedsAsked): ContextTimeline {
    return new ContextTimeline(this.changes, feeds, this.places);
  }

  /** How many changes there are up to an instant, it included. */
  countUpTo(at: Instant): number {
    let low = 0;
    let high = this.changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.changes[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What the first `count` changes have left valid. */
  valid(type: string, scope: string | undefined, count: number): object | undefined {
    if (count === 0) return undefined;
    const place = this.places.get(nameOf(type, scope))?.findLast((at) => at < count);
    return place === undefined ? undefined : this.changes[place]!.data;
  }

  /** The first instant after another one at which something comes to be valid; Infinity when nothing does. */
  nextAfter(at: Instant): Instant {
    return this.changes[this.countUpTo(at)]?.at ?? Infinity;
  }
}

export const nothingPublished = new ContextTimeline([]);

function nameOf(type: string, scope: string | undefined): string {
  return scope === undefined ? type : `${type} ${scope}`;
}

/** In which what is published comes to be valid. */
export function inOrder(a: ContextChange, b: ContextChange): number {
  return a.at - b.at || a.sequence - b.sequence;
}
