import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { Chance } from './chance.js';
import {
  contracted,
  decisionDays,
  ended,
  expanded,
  order,
  renewed,
  salesCase,
  type Contract,
} from './chapters/commerce.js';
import { goal, keep, need, promise, promised } from './chapters/commitments.js';
import { absence, call, checkIn, conversation, meeting, newsletter, outreach } from './chapters/conversations.js';
import { complaint, supportCase } from './chapters/service.js';
import { answered, praise, survey, type Mood } from './chapters/voice.js';
import { endOfDay, hourMs, minuteMs, Pen, type Told } from './pen.js';
import { colleague, tiers, type Scene } from './scene.js';
import { contactsLeft, courses, nextContact, type Story } from './story.js';
import { owners } from './teams.js';

/** With fewer touchpoints than this nothing is said of a relationship but what happens in it. */
export const fewTouchpoints = 16;
/** From so many on there is room for what nobody counts as contact. */
const manyTouchpoints = 60;
/** Of those who are neglected: how often they still write. */
const lastCalls = 3;
/** So soon after a complaint they say how they feel. */
const feelingDays = 14;

/** Chapters of a usual contact-day by weight. Each holds an act of theirs, and none one on a later day. */
const chapters: readonly (readonly [number, (pen: Pen, at: Instant, mood: Mood) => void])[] = [
  [28, (pen, at) => conversation(pen, at)],
  [10, call],
  [8, meeting],
  [14, (pen, at) => order(pen, at)],
  [11, supportCase],
  [8, survey],
  [8, promise],
  [5, need],
  [3, goal],
  [3, praise],
  [
    1.5,
    (pen, at) =>
      complaint(pen, at, { apologyDays: 1, mendedDays: pen.chance.whole(2, 9), compensation: pen.chance.happens(0.3) }),
  ],
  [1, (pen, at) => (salesCase(pen, at), conversation(pen, at))],
];
const weights = chapters.reduce((sum, [weight]) => sum + weight, 0);

/**
 * Tells one relationship, contact-day by contact-day, in the order of time. The rhythm of the story is the rhythm of their
 * contact-days: with more touchpoints the days are fuller, and what follows later is no act of theirs.
 */
export class Teller {
  /** When it turned; undefined as long as it did not. */
  turnAt: Instant | undefined;
  readonly #pen: Pen;
  #contract: Contract | undefined;
  #endsAt = Infinity;
  #pausedUntil = -Infinity;
  #mood: Mood = 'well';
  #days = 0;
  #daysAfter = 0;
  #newsletterAt: Instant;

  constructor(
    readonly story: Story,
    readonly scene: Scene,
    readonly quota: number,
    readonly chance: Chance,
  ) {
    this.#pen = new Pen(scene, chance, story.from);
    this.#newsletterAt = quota >= manyTouchpoints && chance.happens(0.4) ? story.from + 20 * dayMs : Infinity;
  }

  *tell(): IterableIterator<readonly Told[]> {
    const { story } = this;
    if (this.quota >= fewTouchpoints && story.kind !== 'outreach') this.#introduce();
    let at = story.from;
    while (at < story.until) {
      const when = workingHour(at, this.chance);
      if (when >= Math.min(story.until, this.#endsAt)) break;
      this.#passTime(when);
      const next = nextContact(story, at, this.#stretch(), this.chance);
      this.#tellDay(when, story.turnBy !== undefined && this.turnAt === undefined && next >= story.turnBy);
      yield this.#pen.giveOut(when);
      at = this.#after(at, next);
    }
    this.#passTime(story.until);
    yield this.#pen.giveOut(story.until);
  }

  #stretch(): number {
    return this.turnAt === undefined ? 1 : courses[this.story.kind].stretch;
  }

  /** When they come after a contact-day. */
  #after(at: Instant, usual: Instant): Instant {
    const { story } = this;
    const { kind } = story;
    if (kind === 'one-time' || kind === 'outreach') return Infinity;
    if (this.turnAt === undefined) return Math.max(usual, nextAfterPause(this.#pausedUntil, usual, at));
    if (kind === 'neglect') return this.#daysAfter < lastCalls ? nextContact(story, at, 1, this.chance) : Infinity;
    if (kind === 'goes-quiet') return Infinity;
    if (this.#mood === 'hurt' && this.#daysAfter === 0) return at + feelingDays * dayMs;
    return nextContact(story, at, this.#stretch(), this.chance);
  }

  #tellDay(at: Instant, isTurn: boolean): void {
    const { kind } = this.story;
    const pen = this.#pen;
    const { contacts } = this.scene;
    const rest = kind === 'champion-lost' && this.turnAt !== undefined ? contacts.slice(1) : contacts;
    // Everybody in turn first, so that nobody is new later on; then roughly in turn.
    const number = this.#days < rest.length ? this.#days : this.#days + this.chance.whole(0, 1);
    pen.contact = rest[number % rest.length]!.party;
    if (kind === 'outreach') outreach(pen, at, this.chance.whole(3, 5));
    else if (this.turnAt !== undefined) this.#dayAfter(at);
    else if (isTurn) this.#turn(at);
    else this.#usualDay(at);
    this.#days++;
  }

  #usualDay(at: Instant): void {
    const { quota, chance, story, scene } = this;
    const pen = this.#pen;
    const isFirst = this.#days < scene.contacts.length;
    const wanted = (quota - pen.written) / (1 + contactsLeft(story, at, this.turnAt !== undefined));
    const enough = pen.written + wanted;
    // With each of them once, so that later on nobody is new.
    if (isFirst) conversation(pen, at);
    else this.#firstChapter(at, wanted);
    if (this.#days === 0) order(pen, at + hourMs, scene.products);
    if (this.#days === 1 && scene.kind === 'b2b' && quota >= 25 && chance.happens(0.55))
      this.#contract = contracted(pen, at);
    if (this.#days === 0) return;
    for (let more = 1; pen.written + 1.5 < enough; more++) this.#chapter(at + Math.min(more, 9) * 20 * minuteMs);
  }

  #firstChapter(at: Instant, wanted: number): void {
    const { chance } = this;
    const pen = this.#pen;
    if (wanted < 2.2) {
      if (chance.happens(0.4)) call(pen, at);
      else if (chance.happens(0.2)) answered(pen, at, 'nps', this.#mood);
      else conversation(pen, at);
    } else if (this.turnAt === undefined && this.#days > 5 && chance.happens(0.012)) {
      this.#pausedUntil = absence(pen, at);
    } else this.#chapter(at);
  }

  #chapter(at: Instant): void {
    let left = this.chance.uniform() * weights;
    for (const [weight, tell] of chapters) {
      left -= weight;
      if (left < 0) {
        tell(this.#pen, at, this.#mood);
        return;
      }
    }
  }

  #turn(at: Instant): void {
    const { scene } = this;
    const pen = this.#pen;
    this.turnAt = Math.round(at / 1000) * 1000;
    switch (this.story.kind) {
      case 'betrayal':
      case 'apology':
      case 'recovery':
        this.#breach(at, this.story.kind);
        return;
      case 'champion-lost': {
        this.#usualDay(at);
        const parties = [scene.customer, scene.contacts[0]!.party];
        pen.ours('ChampionLost', at + 2 * hourMs, {}, { parties, summary: 'Has left the firm' });
        pen.ours('StakeholderLeft', at + 2 * hourMs, {}, { parties });
        return;
      }
      case 'new-product':
        expanded(pen, at, this.#contract);
        return;
      case 'withdrawal':
        this.#mood = 'cool';
        this.#usualDay(at);
        return;
      case 'neglect':
      case 'goes-quiet':
        // What is open when they turn must not bring another day of theirs.
        this.#usualDay(at);
        pen.silentAfter = endOfDay(at, 0);
        return;
      default:
        this.#usualDay(at);
    }
  }

  /** A promise that is not kept, and the complaint about it. */
  #breach(at: Instant, kind: 'betrayal' | 'apology' | 'recovery'): void {
    const pen = this.#pen;
    this.#mood = 'hurt';
    const due = endOfDay(at, -2);
    const made =
      due - pen.from > dayMs
        ? promised(pen, pen.from + hourMs, { by: 'ours', dueAt: due, confirmBy: 'connector' })
        : undefined;
    if (kind === 'betrayal') complaint(pen, at, {});
    else if (kind === 'apology') complaint(pen, at, { apologyDays: 2, compensation: true });
    else {
      complaint(pen, at, { apologyDays: 2, compensation: true, mendedDays: 25 });
      if (made !== undefined) keep(pen, at + 25 * dayMs, made, 'connector');
    }
  }

  #dayAfter(at: Instant): void {
    const { kind } = this.story;
    this.#daysAfter++;
    if (kind === 'neglect') conversation(this.#pen, at, false);
    else if (this.#mood === 'hurt' && this.#daysAfter === 1) answered(this.#pen, at, 'nps', 'hurt');
    else this.#usualDay(at);
    // What was mended is forgiven by and by.
    if (kind === 'recovery' && this.#daysAfter === 3) this.#mood = 'well';
  }

  /** What is said of a relationship once, when it begins. */
  #introduce(): void {
    const { scene, chance, story } = this;
    const { customer, owner, contacts, kind, segment, tier } = scene;
    const pen = this.#pen;
    const at = Math.floor(story.from / dayMs) * dayMs + 7 * hourMs;
    pen.from = Math.min(pen.from, at);
    const rest =
      tier === undefined
        ? {}
        : { tier, cadenceDays: tiers[tier].cadenceDays, requiredRoles: [...tiers[tier].requiredRoles] };
    pen.ours('RelationshipClassified', at, { kind, segment, ...rest }, { parties: [customer] });
    pen.ours('OwnerChanged', at, {}, { parties: [customer, { ...owner, role: 'owner' }] });
    if (chance.happens(0.06)) this.#changeOwner(at + (story.until - at) * chance.uniform());
    if (kind === 'b2c') return;
    for (const [number, { party, stakeholder }] of contacts.entries()) {
      const isChampion = number === 0 && (story.kind === 'champion-lost' || chance.happens(0.35));
      pen.ours('StakeholderJoined', at, { role: stakeholder }, { parties: [customer, party] });
      if (isChampion) pen.ours('StakeholderJoined', at, { role: 'champion' }, { parties: [customer, party] });
    }
  }

  #changeOwner(at: Instant): void {
    const { customer, owner } = this.scene;
    const next = colleague(this.chance.whole(1, owners), 'owner');
    this.#pen.ours('OwnerChanged', at, {}, { parties: [customer, next, { ...owner, role: 'former-owner' }] });
  }

  /** What happens without them: we get in touch, news is sent, a contract goes on or ends. */
  #passTime(to: Instant): void {
    this.#decideContract(to);
    this.#stayInTouch(Math.min(to, this.#endsAt));
    const until = Math.min(to, this.#endsAt);
    for (; this.#newsletterAt < until; this.#newsletterAt += 60 * dayMs)
      newsletter(this.#pen, workingHour(this.#newsletterAt, this.chance));
  }

  #decideContract(to: Instant): void {
    const isDown = this.turnAt !== undefined && !['recovery', 'new-product'].includes(this.story.kind);
    while (this.#contract !== undefined && this.#contract.endAt - decisionDays * dayMs < to) {
      if (isDown && this.chance.happens(0.6)) {
        this.#endsAt = ended(this.#pen, this.#contract);
        this.#contract = undefined;
      } else renewed(this.#pen, this.#contract);
    }
  }

  /** Where a cadence is set we write before it is over, unless we forget. */
  #stayInTouch(to: Instant): void {
    const { tier } = this.scene;
    if (tier === undefined || this.quota < fewTouchpoints) return;
    const isNeglected = this.story.kind === 'neglect' && this.turnAt !== undefined;
    if (isNeglected || this.story.kind === 'one-time' || this.story.kind === 'outreach') return;
    const step = 0.8 * tiers[tier].cadenceDays * dayMs;
    for (let at = this.#pen.ourContact + step; at < to - dayMs; at += step) {
      // Only while all goes well: what turns should be seen as what it is.
      const isForgotten = this.turnAt === undefined && this.chance.happens(0.06);
      if (!isForgotten) checkIn(this.#pen, workingHour(at, this.chance));
    }
  }
}

function nextAfterPause(pausedUntil: Instant, usual: Instant, at: Instant): Instant {
  return pausedUntil > at ? pausedUntil + (usual - at) : usual;
}

/** The same day, on a weekday, between 8 and 18 o'clock UTC. */
function workingHour(at: Instant, chance: Chance): Instant {
  const day = Math.floor(at / dayMs) * dayMs;
  const weekday = new Date(day).getUTCDay();
  const moved = weekday === 0 ? 1 : weekday === 6 ? 2 : 0;
  return day + moved * dayMs + chance.whole(8 * 3600, 17 * 3600 - 1) * 1000;
}
