import { shareFigure } from './figures.js';
import type { VerbNumber } from './overview-answers.js';
import { sumOf } from './snapshot.js';
import { monthTotals, numberOf, ofMonths, type Compared, type Span } from './verb-number.js';

/** Align with wants and needs. */
export function needNumbers(compared: Compared): VerbNumber[] {
  const needs = (span: Span) => ofMonths(span, span.end.cells('needs', 'need'), 2);
  const goals = (span: Span) => ofMonths(span, span.end.cells('needs', 'goal'), 2);
  const need = (name: 'met' | 'declined' | 'untouched', says: string): VerbNumber =>
    numberOf(
      'needs',
      compared,
      {
        id: `needs-${name}`,
        label: `needs ${name}`,
        unit: 'share',
        definition: `Of needs that were stated in the quarter: the share ${says}, with Wilson’s limits.`,
      },
      (span) => shareFigure(sumOf(needs(span), name), sumOf(needs(span), 'stated'), 'no need was stated'),
      monthTotals('needs', needs(compared.now)),
    );
  return [
    need('met', 'that was met'),
    need('declined', 'that we declined'),
    need('untouched', 'about which nobody has done anything'),
    numberOf(
      'needs',
      compared,
      {
        id: 'goals-agreed',
        label: 'goals agreed',
        unit: 'count',
        definition:
          'Goals that were agreed and are due in the months of the quarter that have begun, whether they are due by now or not.',
      },
      (span) => ({ value: sumOf(goals(span), 'agreed'), n: sumOf(goals(span), 'agreed') }),
      monthTotals('needs', goals(compared.now)),
    ),
    numberOf(
      'needs',
      compared,
      {
        id: 'goals-reached',
        label: 'goals reached',
        unit: 'share',
        definition:
          'Of goals that are due in these months and were reached, were dropped, or are overdue: the share that was reached, in time or later, with Wilson’s limits. One that is not due yet, and open, is in neither.',
      },
      (span) => {
        const of = (name: string): number => sumOf(goals(span), name);
        const reached = of('reached') + of('reachedLate');
        return shareFigure(reached, reached + of('overdue') + of('dropped'), 'no goal is due');
      },
      monthTotals('needs', goals(compared.now)),
    ),
  ];
}
