import { dayMs } from '#core/zones.js';
import { idOf } from '#domain/testing.js';
import { openEveryDay, operationalClock } from '#measures/calendar/operational-time.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import { colleague, customer, fact, published, type GivenFact } from '#projections/testing/testing.js';

/** A relationship of which it is known what happens to it, and when it turns. */
export interface TurningStory {
  readonly facts: readonly GivenFact[];
  readonly start: number;
  readonly turnAt: number;
  readonly until: number;
  /** Their usual gap before the turn, in days. */
  readonly gapDays: number;
}

export const turningKinds = [
  'neglect',
  'withdrawal',
  'betrayal',
  'recovery',
  'apology',
  'champion-lost',
  'seasonal',
  'seasonal-fitted',
  'one-time',
  'outreach',
  'goes-quiet',
  'new-product',
] as const;
export type TurningKind = (typeof turningKinds)[number];

const start = Date.UTC(2022, 0, 3, 9);
const theirs = [customer(100), { ...customer(101), role: 'contact' }];
const both = [...theirs, colleague(1)];

/** Tells one story; the same seed tells the same. */
export function turningStory(kind: TurningKind, seed: number): TurningStory {
  return new Teller(seed).tell(kind);
}

class Teller {
  readonly #uniform: () => number;
  readonly #gapDays: number;
  readonly #shape: number;
  readonly #facts: GivenFact[] = [];
  #day = 0;
  #threads = 0;

  constructor(seed: number) {
    this.#uniform = mulberry32(seed);
    this.#gapDays = 5 + 20 * this.#uniform();
    this.#shape = [1, 2, 4][Math.floor(3 * this.#uniform())]!;
  }

  tell(kind: TurningKind): TurningStory {
    if (kind === 'outreach') return this.#outreach();
    if (kind === 'one-time') return this.#oneTime();
    if (kind === 'seasonal' || kind === 'seasonal-fitted') return this.#seasonal(kind === 'seasonal-fitted');
    this.#contacts(20 + Math.floor(10 * this.#uniform()), 1);
    if (kind === 'new-product') this.#tell('OrderPlaced', -1, { data: { products: ['the usual'], channel: 'web' } });
    const turnAt = this.#at(this.#day);
    this.#turn(kind);
    return this.#told(turnAt, turnAt + 540 * dayMs);
  }

  #turn(kind: Exclude<TurningKind, 'outreach' | 'one-time' | 'seasonal' | 'seasonal-fitted'>): void {
    switch (kind) {
      case 'neglect':
        // We answer nothing any more; they try three times, and then they stop.
        for (let i = 0; i < 3; i++) this.#contact(1, false);
        return;
      case 'withdrawal':
        // We answer and write; they come four times as seldom.
        this.#contacts(12, 4);
        return;
      case 'champion-lost':
        // Two of three contacts were theirs who left.
        this.#contacts(16, 3);
        return;
      case 'goes-quiet':
        return;
      case 'new-product':
        this.#contacts(2, 1);
        this.#tell('OrderPlaced', 0.2, { data: { products: ['another'], channel: 'web' } });
        this.#contacts(10, 0.8);
        return;
      case 'betrayal':
      case 'apology':
      case 'recovery':
        this.#complaint(kind);
    }
  }

  /** A complaint, and two weeks later an answer that says how they feel. */
  #complaint(kind: 'betrayal' | 'apology' | 'recovery'): void {
    const matter = idOf(9_000_001);
    this.#tell('ComplaintRaised', 0.1, { matter });
    if (kind !== 'betrayal') this.#tell('ApologyMade', 2, { matter, parties: both });
    this.#tell('SurveyAnswered', 14, { data: { score: Math.floor(6 * this.#uniform()) } });
    if (kind === 'recovery') this.#tell('CaseResolved', 25, { matter, parties: both });
    this.#day += 26;
    this.#contacts(12, kind === 'recovery' ? 1 : 2.5);
  }

  #outreach(): TurningStory {
    for (const day of [0, 11, 22]) this.#tell('MessageSent', day, { parties: both, data: { automated: false } });
    return this.#told(start, start + 200 * dayMs);
  }

  #oneTime(): TurningStory {
    this.#tell('OrderPlaced', 0, { data: { products: ['one'], channel: 'web' } });
    return this.#told(start, start + 400 * dayMs);
  }

  /** From September to December ten times as often as otherwise, for three years: gaps in the operational time of that. */
  #seasonal(isFitted: boolean): TurningStory {
    const index = [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 2.5, 2.5, 2.5, 2.5];
    const season = published('SeasonFitted', start - dayMs, { segment: 'all', index, fittedThrough: start });
    if (isFitted) this.#facts.push(season);
    const clock = operationalClock(openEveryDay('UTC'), index);
    while (this.#day < 3 * 365) {
      const next = clock.instantAfter(this.#at(this.#day), this.#gap() * this.#gapDays * dayMs)!;
      this.#day = Math.max(this.#day + 0.5, (next - start) / dayMs);
      this.#exchange(true);
    }
    return this.#told(start, start + 3 * 365 * dayMs);
  }

  #contacts(count: number, stretch: number): void {
    for (let i = 0; i < count; i++) this.#contact(stretch);
  }

  /** They write after a gap, and we answer; half of it goes on in the thread before. */
  #contact(stretch: number, isAnswered = true): void {
    this.#day += Math.max(0.5, this.#gap() * this.#gapDays * stretch);
    this.#exchange(isAnswered);
  }

  #exchange(isAnswered: boolean): void {
    if (this.#uniform() < 0.7) this.#threads++;
    const thread = idOf(9_100_000 + this.#threads);
    this.#tell('MessageReceived', 0, { thread, parties: theirs });
    if (isAnswered) this.#tell('MessageSent', 0.2, { thread, parties: both, data: { automated: false } });
  }

  #gap(): number {
    let sum = 0;
    for (let i = 0; i < this.#shape; i++) sum -= Math.log(1 - this.#uniform());
    return sum / this.#shape;
  }

  #tell(type: Parameters<typeof fact>[0], afterDays: number, given: object): void {
    this.#facts.push(fact(type, this.#at(this.#day + afterDays), { parties: theirs, ...given }));
  }

  #at(day: number): number {
    return Math.floor(start + day * dayMs);
  }

  #told(turnAt: number, until: number): TurningStory {
    return { facts: this.#facts, start, turnAt, until, gapDays: this.#gapDays };
  }
}
