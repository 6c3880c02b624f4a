import { shareFigure } from './figures.js';
import type { VerbNumber } from './overview-answers.js';
import { sumOf } from './snapshot.js';
import { numberOf, type Compared, type Span } from './verb-number.js';

/** Influence activities. */
export function activityNumbers(compared: Compared): VerbNumber[] {
  const ours = (span: Span, name: string): number =>
    sumOf(span.end.cells('contact-days', 'ours'), name) - sumOf(span.begin.cells('contact-days', 'ours'), name);
  const answers = (span: Span, kind: 'accepted' | 'declined'): number =>
    sumOf(span.end.cells('contact-days', kind), 'events') - sumOf(span.begin.cells('contact-days', kind), 'events');
  const hasPlays = ({ end }: Span): boolean =>
    sumOf(end.cells('contact-days', 'ours'), 'plays') > 0 ||
    end.cells('contact-days', 'accepted').length + end.cells('contact-days', 'declined').length > 0;
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
          'Of recommended plays that were answered in the quarter: the share that was accepted, with Wilson’s limits.',
      },
      (span) => {
        const [accepted, declined] = [answers(span, 'accepted'), answers(span, 'declined')];
        return shareFigure(
          Math.max(0, accepted),
          Math.max(0, accepted + declined),
          hasPlays(span) ? 'no play was answered' : 'no plays yet',
        );
      },
    ),
  ];
}
