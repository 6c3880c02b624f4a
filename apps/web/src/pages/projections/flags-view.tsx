import type { FlagAnswer, FlagCounts, FlagRow, FlagsAnswer } from '#workspace/builds/flag-answers.js';
import { Link } from 'react-router';
import { flagTexts as words } from '../../flag-texts.js';
import { useLanguage, type Language } from '../../language/language.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import styles from './projections.module.css';

const told = ['earlier', 'only-after', 'later', 'only-before'] as const;
const sides = ['before', 'after'] as const;

/** Who would have been flagged when under the other rule, and which of them really left: in a sentence, then row by row. */
export function FlagsView({ flags }: { readonly flags: FlagsAnswer }) {
  const language = useLanguage();
  const { before, after, signal, kinds, rows, changes, horizon, knownThrough, acts, claimed, withheld } = flags;
  const differing = rows.filter(({ change }) => change !== 'same');
  if (before.flags + after.flags === 0)
    return (
      <p>
        {words.nobody(signal)} {kinds.length > 0 && words.raised(kinds.join(', '))}
      </p>
    );
  const { count } = language;
  const rest = told.reduce((sum, change) => sum + changes[change].flags, 0) - differing.length;
  return (
    <section className={styles['diff']} aria-live="polite">
      <h2>{words.title}</h2>
      <p>
        {summaryOf(flags, language)} {after.notYetKnown > 0 && words.notYetKnown(count(after.notYetKnown))}{' '}
        {after.feedDown > 0 && words.feedDown(count(after.feedDown))}
      </p>
      <Records flags={flags} />
      {before.hindsight + after.hindsight > 0 && (
        <p>{words.hindsight(count(before.hindsight), count(after.hindsight))}</p>
      )}
      {claimed > 0 && <p className="quiet">{words.claimed(count(claimed), count(acts))}</p>}
      {withheld > 0 && <p className="quiet">{words.withheld(count(withheld))}</p>}
      {differing.length > 0 && <FlagsTable rows={differing} />}
      {rest > 0 && <p className="quiet">{words.more(count(rest))}</p>}
      {knownThrough !== undefined && (
        <p className="quiet">
          {words.judged(count(horizon.leastDays), count(horizon.meanGaps), dateOf(knownThrough, language))}
        </p>
      )}
    </section>
  );
}

/** "41 relationships flagged earlier (median 9 days), 12 of them left; 3 more alarms of relationships that stayed." */
function summaryOf({ changes, before, after, ...medians }: FlagsAnswer, { count, decimal }: Language): string {
  const medianOf = { earlier: medians.medianDaysEarlier, later: medians.medianDaysLater };
  const parts = told.flatMap((change) => {
    const { flags, relationships, relationshipsLeft }: FlagCounts = changes[change];
    if (flags === 0) return [];
    const median = change === 'earlier' || change === 'later' ? medianOf[change] : null;
    const days = median === null ? undefined : decimal(median);
    return [
      words.who(count(relationships), relationships === 1, words.changes[change], days, count(relationshipsLeft)),
    ];
  });
  if (parts.length === 0) return words.same;
  const price = after.stayed - before.stayed;
  return `${[...parts, words.price(price, count(Math.abs(price)))].join('; ')}.`;
}

/** Both rules side by side: what they told, how early, and at what price. */
function Records({ flags }: { readonly flags: FlagsAnswer }) {
  const { count, decimal } = useLanguage();
  const { record } = words;
  const hasBudget = sides.some((side) => flags[side].budgetPerYear !== undefined);
  const cells = (side: (typeof sides)[number]): readonly (readonly [title: string, value: string])[] => {
    const { flags: all, left, leadDays, stayed, stayedPerYear, budgetPerYear, ...rest } = flags[side];
    return [
      [record.flags, count(all)],
      [record.left, count(left)],
      [record.lead, leadDays === null ? words.none : decimal(leadDays.median)],
      [record.stayed, count(stayed)],
      [record.rate, stayedPerYear === null ? words.none : decimal(stayedPerYear)],
      ...(hasBudget
        ? [[record.budget, budgetPerYear === undefined ? words.none : decimal(budgetPerYear)] as const]
        : []),
      [record.unknown, count(rest.notYetKnown + rest.feedDown + rest.unusable)],
    ];
  };
  return (
    <WideTable className={styles['wide']!}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            {cells('before').map(([title]) => (
              <th key={title} scope="col" className={countCell}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sides.map((side) => (
            <tr key={side}>
              <th scope="row">{words.rules[side]}</th>
              {cells(side).map(([title, value]) => (
                <td key={title} className={countCell} data-label={title}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** Each row leads to the relationship as it was on the day of the first of its flags. */
function FlagsTable({ rows }: { readonly rows: readonly FlagRow[] }) {
  const language = useLanguage();
  const { columns } = words;
  return (
    <WideTable className={styles['wide']!}>
      <table aria-label={words.table}>
        <thead>
          <tr>
            {Object.entries(columns).map(([name, title]) => (
              <th
                key={name}
                scope="col"
                className={name === 'daysEarlier' || name === 'leadDays' ? countCell : undefined}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ relationship, event, before, after, daysEarlier }) => {
            const { outcome, leftOn, leadDays, raisedAt } = (after ?? before)!;
            return (
              <tr key={`${relationship.id} ${event}`}>
                <th scope="row">
                  <Link to={pageOf(relationship.id, earliest(raisedAt, before?.raisedAt))}>
                    {relationship.name ?? relationship.id}
                  </Link>
                </th>
                <td data-label={columns.before}>{flagDate(before, language)}</td>
                <td data-label={columns.after}>{flagDate(after, language)}</td>
                <td className={countCell} data-label={columns.daysEarlier}>
                  {daysEarlier === undefined ? words.none : language.decimal(daysEarlier)}
                </td>
                <td data-label={columns.left}>
                  {outcome === 'left' ? words.outcomes.left(dateOf(leftOn!, language)) : words.outcomes[outcome]}
                </td>
                <td className={countCell} data-label={columns.leadDays}>
                  {leadDays === undefined ? words.none : language.count(leadDays)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </WideTable>
  );
}

function earliest(one: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) < Date.parse(one) ? other : one;
}

function pageOf(relationship: string, asOf: string): string {
  return `/relationships/${encodeURIComponent(relationship)}?${String(new URLSearchParams({ asOf }))}`;
}

function flagDate(flag: FlagAnswer | undefined, { instants }: Language) {
  if (flag === undefined) return words.none;
  return (
    <time dateTime={flag.raisedAt} title={instants.exact(flag.raisedAt)}>
      {instants.date(flag.raisedAt)}
    </time>
  );
}

/** A date without a time is that of the workspace's zone already; noon is of that date wherever it is read within half a day. */
function dateOf(date: string, { instants }: Language): string {
  return instants.date(`${date}T12:00:00Z`);
}
