import { renewalRate } from '#measures/contracts/renewal-window.js';
import { rateFigure } from './figures.js';
import { comeAgain, newcomers } from './loyalty.js';
import { comeAgainDays, type VerbNumber } from './overview-answers.js';
import { sumOf } from './snapshot.js';
import { monthTotals, numberOf, ofMonths, type Compared, type Span } from './verb-number.js';

/** Increase loyalty. */
export function loyaltyNumbers(compared: Compared): VerbNumber[] {
  const again = (which: 'second' | 'fifth', id: string, label: string): VerbNumber =>
    numberOf(
      'loyalty',
      compared,
      {
        id,
        label,
        unit: 'share',
        definition: `Of relationships whose first contact-day was within the year: the share with a ${label} within ${comeAgainDays[which]} days (Kaplan–Meier; log–log limits). Contact-days are theirs.`,
      },
      ({ end: { standings } }) => comeAgain(newcomers(standings).map(standings.of), which, standings.at),
    );
  const due = (span: Span) => ofMonths(span, span.end.cells('contracts', 'due'), 1);
  const referrals = (span: Span) => ofMonths(span, span.end.cells('voice', 'told', 'ReferralMade'), 3);
  const inContact = ({ end: { standings } }: Span): number =>
    standings.keys.filter((key) => {
      const phase = standings.of(key).trajectory?.phase;
      return phase !== 'outreach' && phase !== 'dissolved';
    }).length;
  return [
    again('second', 'second-contact-day', '2nd contact-day'),
    again('fifth', 'fifth-contact-day', '5th contact-day'),
    numberOf(
      'loyalty',
      compared,
      {
        id: 'renewals',
        label: 'contracts renewed',
        unit: 'share',
        definition:
          'Of contract terms that came due in the quarter: renewed ÷ (renewed + unrenewed + cancelled), with Wilson’s limits. What goes on by its own terms is in neither.',
      },
      (span) => {
        const cells = due(span);
        const counts = {
          renewed: sumOf(cells, 'renewed'),
          unrenewed: sumOf(cells, 'unrenewed'),
          cancelled: sumOf(cells, 'cancelled'),
        };
        const found = renewalRate(counts);
        if (found === undefined) return { n: 0, lacks: 'no contract came due' };
        return { value: found.share, n: found.n, low: found.low, high: found.high };
      },
      monthTotals('contracts', due(compared.now)),
    ),
    numberOf(
      'loyalty',
      compared,
      {
        id: 'referrals',
        label: 'referrals',
        unit: 'per-hundred',
        definition:
          'Referrals made in the quarter for each 100 relationships that are in contact: theirs has begun, and they are not dissolved.',
      },
      (span) => rateFigure(sumOf(referrals(span), 'events'), inContact(span), 100, 'nobody is in contact'),
      monthTotals('voice', referrals(compared.now)),
    ),
  ];
}
