import { portfolioLines } from '#workspace/demonstration/portfolio-lines.js';

/** For specs: the demonstration as it is written, and its numbers by the plainest means. Shares nothing with the folds. */

export interface RawEvent {
  readonly type: string;
  readonly at: number;
  readonly line: string;
  readonly customer: string;
  readonly data: {
    readonly direction?: string;
    readonly automated?: boolean;
    readonly value?: number;
    readonly currency?: string;
    readonly openedBy?: string;
    readonly bounce?: boolean;
  };
  readonly byCustomer: boolean;
}

const dayMs = 86_400_000;

/** Touchpoints as NDJSON lines, in the order of their times. */
export async function rawEvents(options: { relationships: number; events: number; seed: number }): Promise<RawEvent[]> {
  let text = '';
  for await (const bytes of portfolioLines(options)) text += Buffer.from(bytes).toString();
  return rawOf(text.split('\n').filter((line) => line !== ''));
}

/** The same of any lines. */
export function rawOf(lines: readonly string[]): RawEvent[] {
  interface Party {
    readonly name?: string;
    readonly role: string;
    readonly side: string;
  }
  const events = lines.map((line): RawEvent => {
    const { type, occurredAt, actor, parties, data } = JSON.parse(line) as {
      type: string;
      occurredAt: string;
      actor: Party;
      parties: Party[];
      data: RawEvent['data'];
    };
    const customer = parties.find(({ side, role }) => side === 'customer' && role === 'customer')!.name!;
    const byCustomer = actor?.side === 'customer';
    return { type, at: Date.parse(occurredAt), line, customer, data, byCustomer };
  });
  return events.sort((a, b) => a.at - b.at);
}

/** Definitions.md §1.1, the column of theirs, for the types that the demonstration has. */
function isTheirs({ type, data, byCustomer }: RawEvent): boolean {
  switch (type) {
    case 'MessageReceived':
      return data.bounce !== true;
    case 'CallHeld':
      return data.direction === 'inbound';
    case 'CaseOpened':
      return data.openedBy === undefined ? byCustomer : data.openedBy === 'customer';
    case 'MeetingHeld':
    case 'VisitMade':
    case 'OrderPlaced':
    case 'SurveyAnswered':
    case 'ComplaintRaised':
    case 'PraiseGiven':
    case 'ReferralMade':
      return true;
    default:
      return false;
  }
}

/** Instants of the first act on each different day in UTC, by customer. */
export function naiveDays(events: readonly RawEvent[], at: number): Map<string, number[]> {
  const days = new Map<string, Map<string, number>>();
  for (const event of events) {
    if (event.at > at || !isTheirs(event)) continue;
    const ofCustomer = days.get(event.customer) ?? new Map<string, number>();
    days.set(event.customer, ofCustomer);
    const day = new Date(event.at).toISOString().slice(0, 10);
    if (!ofCustomer.has(day)) ofCustomer.set(day, event.at);
  }
  return new Map([...days].map(([customer, ofCustomer]) => [customer, [...ofCustomer.values()]]));
}

/** What is booked: so many times what an event says is counted. */
const booked: Readonly<Record<string, number>> = {
  OrderPlaced: 1,
  Contracted: 1,
  Renewed: 1,
  Expanded: 1,
  CompensationGiven: -1,
};

/** Booked in the last 365 days in UTC, by customer and currency, in hundredths. */
export function naiveValue(events: readonly RawEvent[], at: number): Map<string, Record<string, number>> {
  const oldest = Math.floor(at / dayMs) - 364;
  const found = new Map<string, Record<string, number>>();
  for (const { type, at: when, customer, data } of events) {
    const times = booked[type];
    if (times === undefined || when > at || Math.floor(when / dayMs) < oldest || data.value === undefined) continue;
    const sums = found.get(customer) ?? {};
    found.set(customer, sums);
    sums[data.currency!] = (sums[data.currency!] ?? 0) + times * Math.round(data.value * 100);
  }
  return found;
}

/** Product limit, one observation after the other: the share that has it by `within`; NaN where nobody was watched so long. */
export function naiveComeAgain(
  days: ReadonlyMap<string, readonly number[]>,
  nth: number,
  within: number,
  at: number,
): { readonly n: number; readonly share: number } {
  const watched = [...days.values()]
    .filter(([first]) => first! > at - 365 * dayMs)
    .map((all) => ({ days: ((all[nth - 1] ?? at) - all[0]!) / dayMs, happened: all[nth - 1] !== undefined }));
  let left = 1;
  const times = [...new Set(watched.filter(({ happened }) => happened).map((one) => one.days))].sort((a, b) => a - b);
  for (const time of times) {
    if (time > within) break;
    const atRisk = watched.filter((one) => one.days >= time).length;
    left *= 1 - watched.filter((one) => one.happened && one.days === time).length / atRisk;
  }
  const isSeen = left === 0 || watched.some((one) => one.days >= within);
  return { n: watched.length, share: isSeen ? 1 - left : NaN };
}
