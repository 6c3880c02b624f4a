import type { Cell } from '#read-store/port.js';
import { shareFigure } from './figures.js';
import type { VerbNumber } from './overview-answers.js';
import { sumOf } from './snapshot.js';
import { monthTotals, numberOf, ofMonths, type Compared, type Span } from './verb-number.js';

/** Influence activities. */
export function activityNumbers(compared: Compared): VerbNumber[] {
  const ours = (span: Span, name: string): number =>
    sumOf(span.end.cells('contact-days', 'ours'), name) - sumOf(span.begin.cells('contact-days', 'ours'), name);
  const answered = (span: Span) => ofMonths(span, span.end.cells('plays', 'play'), 3);
  const hasPlays = ({ end }: Span): boolean =>
    sumOf(end.cells('contact-days', 'ours'), 'plays') > 0 || end.cells('plays', 'play').length > 0;
  const days = { totals: [{ projection: 'contact-days', cell: ['ours'] }] };
  return [
    numberOf(
      'activities',
      compared,
      {
        id: 'plays',
        label: 'contact-days that were plays',
        unit: 'share',
        definition:
          'Of contact-days of ours in the quarter: the share on which a play was carried out, with Wilson’s limits.',
      },
      (span) => {
        const n = ours(span, 'days');
        if (!hasPlays(span)) return { n, lacks: 'no plays yet' };
        return shareFigure(Math.max(0, ours(span, 'plays')), n, 'no contact-day of ours');
      },
      days,
    ),
    numberOf(
      'activities',
      compared,
      {
        id: 'proactive',
        label: 'proactive to reactive',
        unit: 'ratio',
        definition:
          'Contact-days of ours in the quarter with an act that answers nothing of theirs within 14 days, for each one with an act that does. Meetings are neither.',
      },
      (span) => {
        const [proactive, reactive] = [ours(span, 'proactive'), ours(span, 'reactive')];
        const n = ours(span, 'days');
        if (reactive > 0) return { value: proactive / reactive, n };
        return { n, lacks: proactive > 0 ? `${proactive} proactive, none reactive` : 'no contact-day of ours' };
      },
      days,
    ),
    numberOf(
      'activities',
      compared,
      {
        id: 'accepted',
        label: 'plays accepted',
        unit: 'share',
        definition:
          'Of recommendations of plays whose last answer so far was given in the quarter: the share that was accepted or carried out, and not declined, with Wilson’s limits. However often somebody changes their mind, each counts once.',
      },
      (span) => {
        const taken = sumOf(answered(span), 'accepted') + sumOf(answered(span), 'done');
        const n = taken + sumOf(answered(span), 'declined');
        return shareFigure(taken, n, hasPlays(span) ? 'no play was answered' : 'no plays yet');
      },
      monthTotals('plays', answered(compared.now)),
    ),
    ...declineNumbers(compared),
  ];
}

/** Why recommendations were declined: of each reason that either quarter has the share. */
function declineNumbers(compared: Compared): VerbNumber[] {
  const declined = (span: Span) => ofMonths(span, span.end.cells('plays', 'declined'), 3);
  const reasonOf = ({ at }: Cell): string => String(at[2]);
  const reasons = [...new Set([compared.now, compared.before].flatMap((span) => declined(span).map(reasonOf)))].sort();
  return reasons.map((reason) => {
    const of = (span: Span) => declined(span).filter((cell) => reasonOf(cell) === reason);
    return numberOf(
      'activities',
      compared,
      {
        id: `declined-${reason}`,
        label: reason === 'none' ? 'declined without a reason' : `declined: ${reason}`,
        unit: 'share',
        definition:
          'Of recommendations of plays whose last answer so far was given in the quarter and declined them: the share for this reason, with Wilson’s limits.',
      },
      (span) => shareFigure(sumOf(of(span), 'plays'), sumOf(declined(span), 'plays'), 'no play was declined'),
      monthTotals('plays', of(compared.now)),
    );
  });
}
