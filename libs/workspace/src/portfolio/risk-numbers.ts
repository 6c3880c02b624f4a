import { atRisk, exposureOf, riskMoved, type Exposure } from './exposure.js';
import type { Id } from '#core/time.js';
import type { Named } from '../answers.js';
import type { FigureEvidence, VerbNumber } from './overview-answers.js';
import { renewalNearDays } from './standing.js';
import { riskReasons, type RiskReason } from './standing-answers.js';
import { numberOf, type Compared, type Span } from './verb-number.js';

const riskWords: Readonly<Record<RiskReason, string>> = {
  'deterioration': 'in deterioration',
  'open-breach': 'with an open breach of ours',
  'single-threaded': 'single-threaded',
  'renewal-in-decline': `renewing within ${renewalNearDays} days, with a decline alarm`,
};

const valueSays =
  'Value: what was booked in the last 365 days, net, or the contracts in force where these come to more; by currency, never added across.';

/** So many relationships are named where no filter finds them. */
const membersMost = 50;

/** Reduce risk. @param namesOf what relationships are called */
export function riskNumbers(compared: Compared, namesOf: (keys: readonly Id[]) => readonly Named[]): VerbNumber[] {
  const standing = (reason: RiskReason | undefined): VerbNumber[] =>
    exposureNumbers(
      compared,
      reason ?? 'at-risk',
      reason === undefined ? 'at risk' : riskWords[reason],
      reason === undefined
        ? 'Relationships that are in deterioration, have an open breach of ours, are single-threaded, or renew within 90 days with a decline alarm; each once.'
        : `Relationships ${riskWords[reason]}; what is dissolved is at risk no more.`,
      ({ end }) => exposureOf(atRisk(end.standings, reason), end.standings),
      { relationships: { risk: reason ?? 'any' } },
    );
  const moved = new Map(
    [compared.now, compared.before].map((span) => [span, riskMoved(span.begin.standings, span.end.standings)]),
  );
  const movedAs = (way: 'entered' | 'left' | 'lost', label: string, definition: string): VerbNumber[] =>
    exposureNumbers(
      compared,
      way,
      label,
      definition,
      (span) => exposureOf(moved.get(span)![way].keys, moved.get(span)![way].of),
      { members: namesOf(moved.get(compared.now)![way].keys.slice(0, membersMost)) },
    );
  return [
    ...standing(undefined),
    ...riskReasons.flatMap(standing),
    ...movedAs('entered', 'came to be at risk', 'At risk at the end of the quarter, and not at its beginning.'),
    ...movedAs(
      'left',
      'at risk no more',
      'At risk at the beginning of the quarter, neither at risk nor dissolved at its end.',
    ),
    ...movedAs(
      'lost',
      'lost',
      'Dissolved at the end of the quarter, and not at its beginning; with the value of then, which is none for who came since.',
    ),
  ];
}

/** How many relationships, and what they are worth, in each currency that is in either. */
function exposureNumbers(
  compared: Compared,
  id: string,
  label: string,
  definition: string,
  exposed: (span: Span) => Exposure,
  evidence?: FigureEvidence,
): VerbNumber[] {
  const found = new Map([compared.now, compared.before].map((span) => [span, exposed(span)]));
  const of = (span: Span): Exposure => found.get(span)!;
  const currencies = [...new Set([...found.values()].flatMap(({ money }) => [...money.keys()]))].sort();
  const known = (span: Span): number => span.end.standings.keys.length;
  const count = numberOf(
    'risk',
    compared,
    { id, label, definition, unit: 'count' },
    (span) =>
      known(span) === 0 ? { n: 0, lacks: 'no relationship yet' } : { value: of(span).relationships, n: known(span) },
    evidence,
  );
  const money = currencies.map((currency) =>
    numberOf(
      'risk',
      compared,
      {
        id: `${id}-${currency}`,
        label: `${label}, value`,
        definition: `${definition} ${valueSays}`,
        unit: 'money',
        currency,
      },
      (span) => {
        const { amount, n } = of(span).money.get(currency) ?? { amount: 0, n: 0 };
        return known(span) === 0
          ? { n: 0, lacks: 'no relationship yet' }
          : { value: Math.round(amount * 100) / 100, n };
      },
      evidence,
    ),
  );
  return [count, ...money];
}
