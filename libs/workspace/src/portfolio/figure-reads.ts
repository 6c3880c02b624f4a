import { LedgerError } from '#core/errors.js';
import type { EssayVerb } from './overview-answers.js';
import type { OverviewQuery } from './portfolio-answers.js';
import { allReads, type Reads, type TotalsName } from './snapshot.js';

/** What figures are made of. */
interface Source {
  readonly verb: EssayVerb;
  readonly rows?: readonly string[];
  readonly totals?: readonly TotalsName[];
  /** Whether the beginning of the quarter is compared with its end. */
  readonly isChange?: true;
}

const risks = ['trajectory', 'breaches', 'contracts', 'stakeholders'];

const sources: readonly (readonly [ids: RegExp, Source])[] = [
  [/^(?:second|fifth)-contact-day$/, { verb: 'loyalty', rows: ['trajectory', 'contact-days'] }],
  [/^renewals$/, { verb: 'loyalty', totals: ['contracts'] }],
  [/^referrals$/, { verb: 'loyalty', rows: ['trajectory'], totals: ['voice'] }],
  [/^(?:at-risk|deterioration|open-breach|single-threaded|renewal-in-decline)$/, { verb: 'risk', rows: risks }],
  [
    /^(?:at-risk|deterioration|open-breach|single-threaded|renewal-in-decline)-[A-Z]{3}$/,
    { verb: 'risk', rows: [...risks, 'value'] },
  ],
  [/^(?:entered|left|lost)(?:-[A-Z]{3})?$/, { verb: 'risk', rows: [...risks, 'value'], isChange: true }],
  [/^(?:people|role-.+|required-roles)$/, { verb: 'engagement', totals: ['stakeholders'] }],
  [/^(?:plays|proactive)$/, { verb: 'activities', totals: ['contact-days', 'plays'], isChange: true }],
  [/^(?:accepted|declined-.+)$/, { verb: 'activities', totals: ['contact-days', 'plays'] }],
  [/^(?:needs-(?:met|declined|untouched)|goals-(?:agreed|reached))$/, { verb: 'needs', totals: ['needs'] }],
];

/** What the figures that are asked for need of both ends of a quarter, and which they are. */
export interface FigureReads {
  readonly begin: Reads;
  readonly end: Reads;
  readonly hasVerb: (verb: EssayVerb) => boolean;
  readonly hasFigure: (id: string) => boolean;
}

/**
 * What is read for an overview: everything, or what some figures of it need.
 * @throws LedgerError `invalid` for what is no figure
 */
export function readsOf({ figures, team, channel }: OverviewQuery): FigureReads {
  if (figures === undefined) return { begin: allReads, end: allReads, hasVerb: () => true, hasFigure: () => true };
  const asked = new Set(figures);
  const of = [...asked].map(sourceOf);
  const changes = of.filter(({ isChange }) => isChange === true);
  const isPart = team !== undefined || channel !== undefined;
  const verbs = new Set(of.map(({ verb }) => verb));
  return {
    end: readsFor(of, isPart ? ['trajectory', 'stakeholders', 'contact-days'] : []),
    begin: readsFor(changes, channel === undefined ? [] : ['contact-days']),
    hasVerb: (verb) => verbs.has(verb),
    hasFigure: (id) => asked.has(id),
  };
}

/** Projections that an overview reads. */
export function overviewProjections(query: OverviewQuery): readonly string[] {
  const { begin, end } = readsOf(query);
  return [...new Set([begin, end].flatMap(({ rows, totals }) => [...rows, ...totals]))];
}

function sourceOf(figure: string): Source {
  const found = sources.find(([ids]) => ids.test(figure));
  if (found !== undefined) return found[1];
  throw new LedgerError('invalid', `“${figure}” is no figure of the overview.`, {
    violations: [{ field: 'figures', message: 'must be ids of figures, such as second-contact-day' }],
    hint: '`tend overview --json` has the id of each.',
  });
}

function readsFor(of: readonly Source[], always: readonly string[]): Reads {
  const rows = new Set([...always, ...of.flatMap((source) => source.rows ?? [])]);
  const totals = new Set(of.flatMap((source) => source.totals ?? []));
  return { rows: allReads.rows.filter((name) => rows.has(name)), totals: [...totals] };
}
