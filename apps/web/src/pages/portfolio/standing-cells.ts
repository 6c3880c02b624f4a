import type { PortfolioRow } from '#workspace/answers.js';
import type { Language } from '../../language/language.js';
import { phaseWords, portfolioTexts, riskWords } from '../../portfolio-texts.js';

const words = portfolioTexts.row;

/** A cell of the list: what stands there, all of it, and why it is so where that may be asked. */
export interface Written {
  readonly short: string;
  readonly exact: string;
  readonly because?: string | undefined;
}

const nothing: Written = { short: '–', exact: '–' };

/** What the columns say of where a relationship stands. @param column its name */
export function writeStanding(column: string, row: PortfolioRow, language: Language): Written {
  const { instants, count } = language;
  const { phase, cause, because, value, atRisk, promises, nextRenewal } = row;
  if (phase === undefined) return nothing;
  switch (column) {
    case 'phase': {
      const name = phaseWords[cause ?? phase]!;
      return { short: name, exact: name, because: [sinceOf(row, language), because].join(': ') };
    }
    case 'silence':
      return silenceOf(row, language);
    case 'value': {
      const amounts = (value ?? []).map(({ currency, amount }) => `${currency} ${count(amount)}`);
      return amounts.length === 0 ? nothing : same(amounts.join(' · '));
    }
    case 'valueAtRisk': {
      const reasons = (atRisk ?? []).map((reason) => riskWords[reason] ?? reason);
      return reasons.length === 0 ? { short: '–', exact: words.calm } : { ...same(reasons.join(', ')), because };
    }
    case 'brokenPromises':
      return same(count(promises?.broken ?? 0));
    case 'nextRenewal':
      return nextRenewal === undefined
        ? nothing
        : { short: instants.date(nextRenewal), exact: instants.exact(nextRenewal) };
    default:
      return nothing;
  }
}

function sinceOf({ tooEarly, detectedAt }: PortfolioRow, { instants }: Language): string {
  if (tooEarly === true || detectedAt === undefined) return words.tooEarly;
  return words.seen(instants.date(detectedAt));
}

function silenceOf({ silence, unknownSince }: PortfolioRow, { count, share, instants }: Language): Written {
  const { days, usualDays, p } = silence ?? {};
  if (days === undefined) return nothing;
  const short = words.days(count(Math.floor(days)), p === undefined ? undefined : share(p));
  const because = [
    ...(unknownSince === undefined ? [] : [words.unknownSince(instants.date(unknownSince))]),
    ...(usualDays === undefined ? [] : [words.usual(usualDays.toFixed(usualDays < 10 ? 1 : 0))]),
    ...(p === undefined ? [words.tooEarly] : [words.likely(share(p))]),
  ].join('; ');
  return { short, exact: short, because };
}

function same(text: string): Written {
  return { short: text, exact: text };
}
