import type { Id } from '#core/time.js';
import { risksOf, valueOf, type Standings } from './standing.js';
import type { RiskReason } from './standing-answers.js';

/** Relationships, and what they are worth by currency: never added across. */
export interface Exposure {
  readonly relationships: number;
  /** Of so many of them, so much. */
  readonly money: ReadonlyMap<string, { readonly amount: number; readonly n: number }>;
}

/** What some relationships are worth. */
export function exposureOf(keys: Iterable<Id>, standings: Standings): Exposure {
  const money = new Map<string, { amount: number; n: number }>();
  let relationships = 0;
  for (const key of keys) {
    relationships++;
    for (const { currency, amount } of valueOf(standings.of(key))) {
      const sum = money.get(currency) ?? { amount: 0, n: 0 };
      money.set(currency, { amount: sum.amount + amount, n: sum.n + 1 });
    }
  }
  return { relationships, money };
}

/** Who is at risk at a moment, for a reason or for any. */
export function atRisk(standings: Standings, reason?: RiskReason): Set<Id> {
  const found = new Set<Id>();
  for (const key of standings.keys) {
    const risks = risksOf(standings.of(key), standings.at);
    if (reason === undefined ? risks.length > 0 : risks.includes(reason)) found.add(key);
  }
  return found;
}

/**
 * What became of risk between two moments. `entered`: at risk at the end, and not at the beginning. `left`: the other way
 * round, and not dissolved. `lost`: dissolved at the end, and not at the beginning, at risk before or not, also who came
 * in between; with the value of the beginning, because at the end there may be none left: who came in between had none.
 */
export function riskMoved(
  before: Standings,
  after: Standings,
): Readonly<Record<'entered' | 'left' | 'lost', { readonly keys: readonly Id[]; readonly of: Standings }>> {
  const [was, is] = [atRisk(before), atRisk(after)];
  const isLost = (key: Id): boolean => after.of(key).trajectory?.phase === 'dissolved';
  const wasLost = (key: Id): boolean => before.of(key).trajectory?.phase === 'dissolved';
  return {
    entered: { keys: [...is].filter((key) => !was.has(key)), of: after },
    left: { keys: [...was].filter((key) => !is.has(key) && !isLost(key)), of: after },
    lost: { keys: after.keys.filter((key) => isLost(key) && !wasLost(key)), of: before },
  };
}
