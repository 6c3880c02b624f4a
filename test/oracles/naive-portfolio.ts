import { portfolioLines } from '#workspace/demonstration/portfolio-lines.js';

/** For specs: the demonstration as it is written, and its numbers by the plainest means. Shares nothing with the folds. */

export interface RawEvent {
  readonly type: string;
  readonly at: number;
  readonly line: string;
  /** Empty for what is said of ours alone. */
  readonly customer: string;
  readonly data: {
    readonly direction?: string;
    readonly channel?: string;
    readonly automated?: boolean;
    readonly value?: number;
    readonly currency?: string;
    readonly openedBy?: string;
    readonly bounce?: boolean;
    readonly endAt?: number;
    readonly autoRenew?: boolean;
  };
  readonly id: string;
  /** The contract that it is about, as the source names it. */
  readonly contract: string | undefined;
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
    const { type, id, occurredAt, actor, parties, data, references } = JSON.parse(line) as {
      type: string;
      id: string;
      references?: { contract?: string };
      occurredAt: string;
      actor: Party;
      parties: Party[];
      data: RawEvent['data'];
    };
    const customer = parties.find(({ side, role }) => side === 'customer' && role === 'customer')?.name ?? '';
    const byCustomer = actor?.side === 'customer';
    const contract = references?.contract;
    return { type, id, contract, at: Date.parse(occurredAt), line, customer, data, byCustomer };
  });
  return events.sort((a, b) => a.at - b.at);
}

/** The first customer that anything is told of: what is told of our own people may come before. */
export function firstCustomer(events: readonly RawEvent[]): { readonly name?: string } {
  const [customer] = events.flatMap(({ line }) => {
    const { parties } = JSON.parse(line) as { parties: { side: string; role: string; name?: string }[] };
    return parties.filter(({ side, role }) => side === 'customer' && role === 'customer');
  });
  return customer!;
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

/** The channel of most days of theirs in the 365 days in UTC that end with `at`, by customer; who has none is absent. */
export function naiveChannels(events: readonly RawEvent[], at: number): Map<string, string> {
  const today = Math.floor(at / dayMs);
  const used = new Map<string, { readonly channel: string; readonly day: number }[]>();
  for (const event of events) {
    const day = Math.floor(event.at / dayMs);
    const { channel } = event.data;
    if (event.at > at || today - day >= 365 || channel === undefined || !isTheirs(event)) continue;
    used.set(event.customer, [...(used.get(event.customer) ?? []), { channel, day }]);
  }
  return new Map(
    [...used].map(([customer, all]) => {
      const places = [...new Set(all.map(({ channel }) => channel))].map((name) => {
        const days = all.filter(({ channel }) => channel === name).map(({ day }) => day);
        return { name, n: new Set(days).size, last: Math.max(...days) };
      });
      const [first] = places.sort((a, b) => b.n - a.n || b.last - a.last || (a.name < b.name ? -1 : 1));
      return [customer, first!.name];
    }),
  );
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

/** Contracts in force, by customer and currency, in hundredths; of several currencies none. */
export function naiveContracts(events: readonly RawEvent[], at: number): Map<string, Record<string, number>> {
  interface Contract {
    readonly customer: string;
    readonly currency: string;
    cents: number;
    endAt: number;
    goesOn: boolean;
  }
  const running = new Map<string, Contract>();
  for (const { type, id, contract, at: when, customer, data } of events) {
    if (when > at) continue;
    const cents = Math.round((data.value ?? 0) * 100);
    const known = running.get(contract ?? '');
    if (type === 'Contracted') {
      const { currency, endAt, autoRenew = false } = data;
      running.set(id, { customer, currency: currency!, cents, endAt: endAt!, goesOn: autoRenew });
    } else if (known === undefined) continue;
    else if (type === 'Renewed') Object.assign(known, { cents, endAt: data.endAt! });
    else if (type === 'Expanded') known.cents += cents;
    else if (type === 'NoticeGiven') Object.assign(known, { endAt: data.endAt!, goesOn: false });
    else if (type === 'Cancelled') running.delete(contract!);
  }
  const found = new Map<string, Record<string, number>>();
  for (const { customer, currency, cents, endAt, goesOn } of running.values()) {
    if (endAt < at && !goesOn) continue;
    const sums = found.get(customer) ?? {};
    found.set(customer, sums);
    sums[currency] = (sums[currency] ?? 0) + cents;
  }
  for (const [customer, sums] of found) if (Object.keys(sums).length > 1) found.delete(customer);
  return found;
}

/** What a customer is worth, by currency, in hundredths: what was booked, or the contracts in force where they are more. */
export function naiveWorth(events: readonly RawEvent[], at: number): Map<string, Record<string, number>> {
  const worth = naiveValue(events, at);
  for (const [customer, contracts] of naiveContracts(events, at)) {
    const sums = worth.get(customer) ?? {};
    worth.set(customer, sums);
    for (const [currency, cents] of Object.entries(contracts))
      sums[currency] = Math.max(cents, sums[currency] ?? -Infinity);
  }
  return worth;
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
