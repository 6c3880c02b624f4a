import { fixedClock } from '#core/testing.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import { eventOf, idOf, unplaced } from '#domain/testing.js';
import { MemoryEventStore } from '#event-store/memory/memory-event-store.js';
import { mulberry32 } from '#measures/statistics/mulberry32.js';
import type { ToldTwice } from './expect-flags.js';
import { type NaiveOutage } from './naive-flags.js';

const dayMs = 86_400_000;
const begin = Date.UTC(2023, 0, 1);
const days = 900;

/** A random ledger of some relationships, and what each of them is folded from under the rules and under other ones. */
export interface FlagHistory {
  readonly ledger: MemoryEventStore;
  readonly now: Instant;
  readonly through: number;
  readonly outages: readonly NaiveOutage[];
  readonly told: readonly ToldTwice[];
  /** What is assumed to have been published. */
  readonly context: readonly {
    readonly type: string;
    readonly effectiveFrom?: string;
    readonly data: Record<string, unknown>;
  }[];
}

interface Drafted {
  readonly event: RecordedEvent;
  readonly recordedAt: Instant;
}

/** @param seed the same gives the same */
export async function flagHistory(seed: number): Promise<FlagHistory> {
  const random = mulberry32(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const isSo = (share: number): boolean => random() < share;
  const pick = <T>(...of: readonly T[]): T => of[whole(0, of.length - 1)]!;
  const drafts: Drafted[] = [];
  let count = 0;
  const draft = (type: Parameters<typeof eventOf>[0], at: Instant, given: Partial<RecordedEvent>, late = 0): void => {
    const id = idOf(1_000 + ++count);
    const event = eventOf(type, {
      id,
      stream: `party-${id}`,
      occurredAt: at,
      causationId: id,
      ordinal: count,
      ...given,
    });
    drafts.push({ event, recordedAt: at + late });
  };
  const rulesOf = (falseAlarmsPerYear: number) => ({
    version: String(falseAlarmsPerYear),
    parameters: [{ name: 'falseAlarmsPerYear', value: falseAlarmsPerYear }],
  });
  const budgets = [0.02, 0.1, 0.2, 0.5, 1, 3];

  const relationships = Array.from({ length: whole(2, 5) }, (_, i) => idOf(i + 1));
  for (const party of relationships) {
    const parties = [{ id: party, role: 'customer', side: 'customer' as const }];
    const connector = pick('mail', 'csv');
    const pace = pick(2, 4, 8, 20, 60);
    let at = begin + whole(0, 60) * dayMs + whole(0, 86_399) * 1000;
    const end = begin + days * dayMs * (isSo(0.5) ? 1 : 0.4 + 0.5 * random());
    while (at < end) {
      const type = pick('MessageReceived', 'MessageReceived', 'OrderPlaced', 'MessageSent');
      const late = isSo(0.1) ? whole(1, 40) * dayMs : 0;
      draft(type, at, { parties, actor: party, source: { connector, dataset: 'd' } }, late);
      const gap = pace * (0.3 + 1.4 * random()) * (isSo(0.06) ? 12 : 1);
      at += Math.round(gap * dayMs);
    }
    if (isSo(0.4)) {
      const startAt = begin + whole(0, 300) * dayMs;
      const endAt = isSo(0.6) ? startAt + whole(100, 500) * dayMs : undefined;
      const data = { startAt, ...(endAt === undefined ? {} : { endAt }) };
      draft('Contracted', startAt, { parties, actor: 'system:api', data });
      if (isSo(0.5)) {
        const source = { connector, dataset: 'd' };
        draft('Cancelled', startAt + whole(50, 550) * dayMs, { parties, actor: party, data: {}, source });
      }
    }
  }
  const feed = (type: 'FeedStarted' | 'FeedStopped', at: Instant): void =>
    draft(type, at, { parties: [], data: {}, source: { connector: 'mail', dataset: 'd' } });
  const outages: NaiveOutage[] = [];
  if (isSo(0.6)) {
    feed('FeedStarted', begin - dayMs);
    if (isSo(0.7)) {
      const from = begin + whole(200, 600) * dayMs + whole(0, 86_399) * 1000;
      const until = from + whole(0, 90) * dayMs + whole(0, 86_399) * 1000;
      feed('FeedStopped', from);
      feed('FeedStarted', until);
      outages.push({ connector: 'mail', from, until });
    }
  }
  for (let n = whole(0, 4); n > 0; n--) {
    const at = begin + whole(0, days) * dayMs + whole(0, 86_399) * 1000;
    draft('PhaseRulesPublished', at, { parties: [], effectiveFrom: at, data: rulesOf(pick(...budgets)) });
  }

  drafts.sort((a, b) => a.recordedAt - b.recordedAt);
  const now = Math.max(begin + days * dayMs, drafts.at(-1)!.recordedAt) + whole(0, 300) * dayMs + 1;
  const clock = fixedClock(0);
  const ledger = new MemoryEventStore(clock);
  for (const { event, recordedAt } of drafts) {
    clock.set(recordedAt);
    await ledger.append({ stream: event.stream, expected: 'any', events: [unplaced(event)] });
  }
  const recorded = [...ledger.readAll()];
  const captured = recorded.filter(({ type }) => !type.startsWith('Feed') && type !== 'PhaseRulesPublished');
  const words = recorded.filter(({ type }) => type.startsWith('Feed'));
  const lastFact = Math.max(...captured.map(({ occurredAt }) => occurredAt));
  const heard = Math.max(lastFact, ...words.map(({ recordedAt }) => recordedAt));
  const through = Math.min(Math.floor(now / dayMs) - 1, Math.floor(heard / dayMs));

  const assumed = Array.from({ length: whole(1, 2) }, () => ({
    effectiveFrom: isSo(0.5) ? undefined : begin + whole(0, days) * dayMs,
    data: rulesOf(pick(...budgets)),
  })).filter(({ effectiveFrom }, i, all) => all.findIndex((one) => one.effectiveFrom === effectiveFrom) === i);
  const instead = assumed.map(({ effectiveFrom = begin - 1_000 * dayMs, data }) =>
    eventOf('PhaseRulesPublished', { occurredAt: effectiveFrom, effectiveFrom, parties: [], data }),
  );
  const told = relationships.map((relationship) => {
    const before = recorded.filter(({ parties }) => parties.length === 0 || parties[0]!.id === relationship);
    const after = [...instead, ...before.filter(({ type }) => type !== 'PhaseRulesPublished')];
    return { relationship, before, after };
  });
  const context = assumed.map(({ effectiveFrom, data }) => ({
    type: 'PhaseRulesPublished',
    ...(effectiveFrom === undefined ? {} : { effectiveFrom: new Date(effectiveFrom).toISOString() }),
    data,
  }));
  return { ledger, now, through, outages, told, context };
}
