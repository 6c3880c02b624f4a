import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { Chance } from './chance.js';
import type { Scene } from './scene.js';

/** A touchpoint that has no place in the file yet. */
export type Told = Omit<TouchpointDraft, 'position'>;

/** What a touchpoint may have besides its type, time and data. */
export interface Extras {
  readonly summary?: string;
  readonly matter?: string;
  readonly thread?: string;
  readonly process?: NonNullable<TouchpointDraft['process']>;
  readonly references?: NonNullable<TouchpointDraft['references']>;
  readonly reasonCode?: string;
  /** In place of the customer, their contact and whoever of ours. */
  readonly parties?: readonly DraftParty[];
}

type Data = Readonly<Record<string, unknown>>;

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** By which one of ours is in touch. */
const inTouch: ReadonlySet<string> = new Set(['MessageSent', 'CallHeld', 'MeetingHeld']);

/** Of touchpoints of people: how many were typed in days after they happened. */
const lateShare = 0.03;

/**
 * Writes the touchpoints of one relationship down and gives them out in the order of time: what comes later waits until
 * the story has come there, and what would come after the end is not told. Ids are made of the relationship and a number.
 */
export class Pen {
  /** How many have been written. */
  written = 0;
  /** Up to then everything was given out. */
  from: Instant;
  contact: DraftParty;
  /** When one of ours last was in touch. */
  ourContact: Instant;
  /** After this nothing comes from them in cases, also where we wait for their answer. */
  silentAfter: Instant = Infinity;
  #numbers = 0;
  #waiting: Told[] = [];

  constructor(
    readonly scene: Scene,
    readonly chance: Chance,
    from: Instant,
  ) {
    this.from = from;
    this.ourContact = from;
    this.contact = scene.contacts[0]!.party;
  }

  /** Another name within the relationship: a thread, a matter, a case. */
  name(kind: 'T' | 'M' | 'S' | 'D'): string {
    return `${this.scene.key}/${kind}${++this.#numbers}`;
  }

  /** Something that the contact of the day did. @returns its external id */
  theirs(type: string, at: Instant, data: Data, extras: Extras = {}): string {
    return this.#write(type, this.contact, at, data, extras, this.scene.owner);
  }

  /** Something that one of ours did, the owner if nobody else. @returns its external id */
  ours(type: string, at: Instant, data: Data, extras: Extras = {}, by: DraftParty = this.scene.owner): string {
    return this.#write(type, by, at, data, extras, by);
  }

  /** What is due until then, in the order of time. */
  giveOut(until: Instant): Told[] {
    const due: Told[] = [];
    const later: Told[] = [];
    for (const told of this.#waiting) {
      const isAnswer = told.type === 'MessageReceived' && told.process !== undefined;
      if (isAnswer && told.occurredAt.instant > this.silentAfter) continue;
      (told.occurredAt.instant <= until ? due : later).push(told);
    }
    this.#waiting = later;
    if (until > this.from) this.from = until;
    return due.sort((a, b) => a.occurredAt.instant - b.occurredAt.instant);
  }

  /** In whole cents: a product of such a number would be 11148.900000000001. */
  amount(mean: number): number {
    return Math.round(this.chance.gamma(1.6, mean * this.scene.size) * 100) / 100;
  }

  #write(type: string, actor: DraftParty, at: Instant, data: Data, extras: Extras, ours: DraftParty): string {
    const { customer } = this.scene;
    const { summary, parties, ...rest } = extras;
    // Never before what was given out already.
    const instant = Math.max(Math.round(at / 1000) * 1000, Math.ceil(this.from / 1000) * 1000);
    if (actor.side === 'ours' && data['automated'] !== true && inTouch.has(type))
      this.ourContact = Math.max(this.ourContact, instant);
    const externalId = `${this.scene.key}/${this.written++}`;
    const isLate = data['automated'] !== true && this.chance.happens(lateShare);
    this.#waiting.push({
      type,
      externalId,
      occurredAt: { instant, nanos: 0, text: new Date(instant).toISOString() },
      ...(isLate ? { sourceRecordedAt: instant + this.chance.whole(1, 20) * dayMs } : {}),
      actor,
      parties: parties ?? (this.contact === customer ? [customer, ours] : [customer, this.contact, ours]),
      ...rest,
      data,
      personal: summary === undefined ? {} : { summary },
    });
    return externalId;
  }
}

/** The last instant of a day some days later, in UTC: a due date ends with its day. */
export function endOfDay(at: Instant, afterDays: number): Instant {
  return (Math.floor(at / dayMs) + afterDays + 1) * dayMs - 1;
}
