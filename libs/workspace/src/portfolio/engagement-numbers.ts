import { shareFigure } from './figures.js';
import type { VerbNumber } from './overview-answers.js';
import { sumOf } from './snapshot.js';
import { monthTotals, numberOf, type Compared, type Span } from './verb-number.js';

/** What somebody is in one promise is no role in the relationship. */
const partsInPromises: ReadonlySet<string> = new Set(['by', 'to']);

/** Engage all stakeholders. */
export function engagementNumbers(compared: Compared): VerbNumber[] {
  const people = ({ end }: Span) => end.cells('stakeholders', 'people');
  // A total of all roles has none in its path, and comes first.
  const roleOf = (at: readonly (string | number)[]): string => String(at[3] ?? '');
  const known = people(compared.now).map(({ at }) => roleOf(at));
  const roles = [...new Set(['', ...known.filter((role) => !partsInPromises.has(role))])].sort();
  const engaged = (role: string): VerbNumber => {
    const of = (span: Span) => people(span).filter(({ at }) => roleOf(at) === role);
    return numberOf(
      'engagement',
      compared,
      {
        id: role === '' ? 'people' : `role-${role}`,
        label: role === '' ? 'people of theirs in exchange' : `in the role ${role}`,
        unit: 'share',
        definition: `Of known people of theirs${role === '' ? '' : ' with this role'}: the share with a two-way exchange within 90 days, with Wilson’s limits. Who left is not known any more; who has two roles counts in both.`,
      },
      (span) => shareFigure(sumOf(of(span), 'engaged'), sumOf(of(span), 'known'), 'nobody of theirs is known'),
      monthTotals('stakeholders', of(compared.now)),
    );
  };
  const required = ({ end }: Span) => end.cells('stakeholders', 'required');
  return [
    ...roles.map(engaged),
    numberOf(
      'engagement',
      compared,
      {
        id: 'required-roles',
        label: 'required roles filled',
        unit: 'share',
        definition:
          'Of the roles that the tiers of relationships require: the share that somebody has who had a two-way exchange within 90 days, with Wilson’s limits.',
      },
      (span) =>
        shareFigure(sumOf(required(span), 'engaged'), sumOf(required(span), 'relationships'), 'no role is required'),
      monthTotals('stakeholders', required(compared.now)),
    ),
  ];
}
