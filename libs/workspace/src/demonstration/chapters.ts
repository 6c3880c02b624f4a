import type { Instant } from '#core/time.js';
import type { DraftParty, TouchpointDraft } from '#domain/touchpoint.js';
import type { Chance } from './chance.js';
import { dayMs, type Story } from './story.js';

/** Who is on the stage of one relationship. */
export interface Scene {
  readonly key: string;
  readonly customer: DraftParty;
  readonly contacts: readonly DraftParty[];
  readonly ours: DraftParty;
}

/** What happens from one contact-day on: a few touchpoints, in the order of time. */
export type Chapter = readonly Omit<TouchpointDraft, 'position'>[];

interface Moment {
  readonly at: Instant;
  readonly number: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** One chapter of a story: what it is about depends on the story and on chance. */
export function chapterOf(story: Story, scene: Scene, moment: Moment, chance: Chance): Chapter {
  const teller = new Teller(scene, moment, chance);
  if (story.kind === 'outreach') return teller.outreach();
  if (moment.number === 0) return teller.firstContact();
  if (story.kind === 'betrayed' && moment.at >= story.turnAt) return teller.complaint();
  const draw = chance.uniform();
  if (draw < 0.45) return teller.conversation(story.kind !== 'neglected' || moment.at < story.turnAt);
  if (draw < 0.6) return teller.call();
  if (draw < 0.68) return teller.meeting();
  if (draw < 0.78) return teller.order();
  if (draw < 0.93) return teller.supportCase();
  return draw < 0.97 ? teller.survey(story.kind === 'withdrawing' ? 5 : 8) : teller.salesCase();
}

/** Tells one chapter touchpoint by touchpoint. Ids are made of relationship, chapter and touchpoint: always the same. */
class Teller {
  readonly #scene: Scene;
  readonly #moment: Moment;
  readonly #chance: Chance;
  readonly #contact: DraftParty;
  readonly #told: Omit<TouchpointDraft, 'position'>[] = [];

  constructor(scene: Scene, moment: Moment, chance: Chance) {
    this.#scene = scene;
    this.#moment = moment;
    this.#chance = chance;
    this.#contact = chance.pick(scene.contacts);
  }

  outreach(): Chapter {
    for (let attempt = 0; attempt < 3; attempt++) {
      this.#ours('MessageSent', attempt * 11 * dayMs, { channel: 'email', direction: 'outbound' }, 'An introduction');
    }
    return this.#told;
  }

  firstContact(): Chapter {
    this.#theirs('MessageReceived', 0, { channel: 'web', direction: 'inbound' }, 'A first question about prices');
    this.#ours('MessageSent', 3 * hourMs, { channel: 'email', direction: 'outbound' }, 'Prices and an offer to call');
    this.#theirs(
      'OrderPlaced',
      dayMs,
      { channel: 'web', value: this.#amount(), currency: 'EUR', quantity: 1 },
      'A first order',
    );
    return this.#told;
  }

  conversation(answered: boolean): Chapter {
    this.#theirs(
      'MessageReceived',
      0,
      { channel: this.#chance.pick(['email', 'chat']), direction: 'inbound' },
      this.#topic(),
    );
    if (!answered) return this.#told;
    const wait = this.#chance.gamma(1.2, 5 * hourMs);
    this.#ours('MessageSent', wait, { channel: 'email', direction: 'outbound' }, 'An answer');
    if (this.#chance.happens(0.4)) {
      this.#theirs(
        'MessageReceived',
        wait + 2 * hourMs,
        { channel: 'email', direction: 'inbound' },
        'Thanks, and one more thing',
      );
      this.#ours('MessageSent', wait + 3 * hourMs, { channel: 'email', direction: 'outbound' }, 'The other answer');
    }
    return this.#told;
  }

  call(): Chapter {
    const inbound = this.#chance.happens(0.5);
    const data = {
      channel: 'phone',
      direction: inbound ? 'inbound' : 'outbound',
      durationSec: this.#chance.whole(40, 1_800),
    };
    if (inbound) this.#theirs('CallHeld', 0, data, 'Called about an order');
    else this.#ours('CallHeld', 0, data, 'Called to see how it goes');
    return this.#told;
  }

  meeting(): Chapter {
    const startAt = this.#moment.at + 5 * dayMs;
    this.#ours('MeetingScheduled', 0, { channel: 'meeting', startAt }, 'Invitation to a review');
    if (this.#chance.happens(0.9))
      this.#ours('MeetingHeld', 5 * dayMs, { channel: 'meeting', durationSec: 3_600 }, 'The review');
    else this.#ours('MeetingNoShow', 5 * dayMs, { channel: 'meeting', missing: 'customer' }, 'Nobody came');
    return this.#told;
  }

  order(): Chapter {
    this.#theirs(
      'OrderPlaced',
      0,
      { channel: 'web', value: this.#amount(), currency: 'EUR', quantity: this.#chance.whole(1, 12) },
      'An order',
    );
    const late = this.#chance.happens(0.12);
    this.#ours('Delivered', (late ? 9 : 3) * dayMs, { channel: 'post', partial: late }, 'Delivery');
    return this.#told;
  }

  survey(centre: number): Chapter {
    this.#ours('SurveySent', 0, { channel: 'survey', instrument: 'nps', automated: true }, 'A survey');
    const score = Math.max(0, Math.min(10, centre + this.#chance.whole(-3, 2)));
    const scale = { min: 0, max: 10 };
    const data = { channel: 'survey', instrument: 'nps', scale, polarity: 'higher-is-better', score };
    if (this.#chance.happens(0.55)) this.#theirs('SurveyAnswered', 2 * dayMs, data, 'An answer');
    return this.#told;
  }

  complaint(): Chapter {
    this.#theirs(
      'ComplaintRaised',
      0,
      { channel: 'email', direction: 'inbound', topic: 'delivery', severity: 'high' },
      'A broken promise',
    );
    this.#ours('ApologyMade', 2 * dayMs, { channel: 'phone', direction: 'outbound' }, 'An apology');
    return this.#told;
  }

  /** The help desk's process, with its waits, hand-backs and reopenings. */
  supportCase(): Chapter {
    const number = `${this.#scene.key}/S${this.#moment.number}`;
    const step = (type: string, activity: string, after: number, data: Readonly<Record<string, unknown>> = {}) =>
      this.#step(type, 'support', number, activity, after, data);
    let after = 0;
    step('CaseOpened', 'Open ticket', after, {
      channel: 'email',
      openedBy: 'customer',
      priority: this.#chance.pick(['low', 'normal', 'high']),
    });
    step('CaseAssigned', 'Assign ticket', (after += this.#chance.gamma(1, 2 * hourMs)));
    const rounds = this.#chance.happens(0.25) ? 2 : 1;
    for (let round = 0; round < rounds; round++) {
      step('ActivityRecorded', 'Work on ticket', (after += this.#chance.gamma(1.5, 6 * hourMs)));
      if (this.#chance.happens(0.3))
        step('ActivityRecorded', 'Wait for customer', (after += this.#chance.gamma(1, 20 * hourMs)));
      step('CaseResolved', 'Resolve ticket', (after += this.#chance.gamma(1.5, 10 * hourMs)));
      if (round + 1 < rounds) step('CaseReopened', 'Reopen ticket', (after += this.#chance.gamma(1, 2 * dayMs)));
    }
    if (this.#chance.happens(0.8)) step('ActivityRecorded', 'Close ticket', (after += 7 * dayMs));
    return this.#told;
  }

  /** The sales process: stages of a deal, won or lost or still open. */
  salesCase(): Chapter {
    const number = `${this.#scene.key}/D${this.#moment.number}`;
    const value = this.#amount(10);
    let after = 0;
    for (const stage of ['Qualified', 'Proposal', 'Negotiation']) {
      this.#step('StageEntered', 'sales', number, stage, after, { stage: stage.toLowerCase(), value, currency: 'EUR' });
      after += this.#chance.gamma(2, 9 * dayMs);
      if (this.#chance.happens(0.25)) return this.#told;
    }
    const won = this.#chance.happens(0.6);
    this.#step('CaseResolved', 'sales', number, won ? 'Won' : 'Lost', after, { resolution: won ? 'won' : 'lost' });
    return this.#told;
  }

  #step(
    type: string,
    definition: string,
    number: string,
    activity: string,
    after: number,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const actor = type === 'CaseOpened' ? this.#contact : this.#scene.ours;
    this.#tell(type, actor, after, data, undefined, { definition, case: number, activity });
  }

  #theirs(type: string, after: number, data: Readonly<Record<string, unknown>>, summary: string): void {
    this.#tell(type, this.#contact, after, data, summary);
  }

  #ours(type: string, after: number, data: Readonly<Record<string, unknown>>, summary: string): void {
    this.#tell(type, this.#scene.ours, after, data, summary);
  }

  #tell(
    type: string,
    actor: DraftParty,
    after: number,
    data: Readonly<Record<string, unknown>>,
    summary?: string,
    process?: TouchpointDraft['process'],
  ): void {
    const instant = Math.round((this.#moment.at + after) / 1000) * 1000;
    this.#told.push({
      type,
      externalId: `${this.#scene.key}/${this.#moment.number}/${this.#told.length}`,
      occurredAt: { instant, nanos: 0, text: new Date(instant).toISOString() },
      actor,
      parties: [this.#scene.customer, this.#contact, this.#scene.ours],
      ...(process === undefined ? {} : { process }),
      data,
      personal: summary === undefined ? {} : { summary },
    });
  }

  #topic(): string {
    return this.#chance.pick([
      'A question about an invoice',
      'How to add a user',
      'When will it be delivered?',
      'Can it do more?',
      'A change of address',
      'Something does not work as expected',
    ]);
  }

  /** In whole cents: a product of such a number would be 11148.900000000001. */
  #amount(times = 1): number {
    return Math.round(this.#chance.gamma(1.3, 900 * times) * 100) / 100;
  }
}
