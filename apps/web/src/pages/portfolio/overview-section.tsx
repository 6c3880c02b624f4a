import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { CohortRow, OverviewAnswer, VerbNumber } from '#workspace/portfolio/overview-answers.js';
import { overview } from '../../api/portfolio-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { Evidence } from '../../parts/evidence.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { WhyNumber } from '../../parts/why.js';
import { portfolioTexts } from '../../portfolio-texts.js';
import { figureText } from './figure-text.js';
import { listAddress, partIn, relationshipAddress, usePortfolioAddress, type Narrowed } from './narrowing.js';
import styles from './standing.module.css';

const words = portfolioTexts.overview;
const narrowCount = `${countCell} ${styles['narrow']}`;

/** The essays' verbs in numbers, each with what it rests on and the same a year before. */
export default function OverviewSection() {
  const { narrowed } = usePortfolioAddress();
  const { instants } = useLanguage();
  const { asOf, knownBy } = narrowed;
  const { data, error, refetch } = useQuery(overview({ asOf, knownBy, ...partIn(narrowed) }));
  if (error) return <ProblemState error={error} retry={refetch} />;
  if (!data) return <SkeletonLines count={20} />;
  const { quarter, yearBefore, numbers, comeAgainDays, cohorts, segments, missing = [] } = data;
  return (
    <section className={styles['section']} aria-label={words.title}>
      <p>{words.quarter(quarter.name, instants.exact(quarter.to), yearBefore.name, instants.exact(yearBefore.to))}</p>
      {missing.length > 0 && <p className="quiet">{portfolioTexts.chips.missing(missing.join(', '))}</p>}
      {[...Map.groupBy(numbers, ({ verb }) => verb)].map(([verb, all]) => (
        <div key={verb}>
          <h2>{words.verbs[verb]}</h2>
          <NumbersTable name={words.verbs[verb]} numbers={all} narrowed={narrowed} at={quarter.to} />
        </div>
      ))}
      {cohorts.length > 0 && (
        <CohortsTable title={words.cohorts} rows={cohorts} days={comeAgainDays} narrowed={narrowed} />
      )}
      {segments.length > 1 && (
        <CohortsTable title={words.segments} rows={segments} days={comeAgainDays} narrowed={narrowed} />
      )}
    </section>
  );
}

interface NumbersTableProps {
  readonly name: string;
  readonly numbers: readonly VerbNumber[];
  readonly narrowed: Narrowed;
  readonly at: string;
}

function NumbersTable({ name, numbers, narrowed, at }: NumbersTableProps) {
  const language = useLanguage();
  const { columns } = words;
  return (
    <WideTable className={styles['numbers']!}>
      <table aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{columns.number}</th>
            <th scope="col">{columns.now}</th>
            <th scope="col" className={narrowCount}>
              {columns.n}
            </th>
            <th scope="col">{columns.before}</th>
            <th scope="col" className={narrowCount}>
              {columns.beforeN}
            </th>
          </tr>
        </thead>
        <tbody>
          {numbers.map((one) => (
            <tr key={one.id}>
              <th scope="row">{one.label}</th>
              <td data-label={columns.now}>
                <WhyNumber
                  title={one.label}
                  value={figureText(one.now, one, language)}
                  definition={one.definition}
                  more={<Behind number={one} narrowed={narrowed} at={at} />}
                />
              </td>
              <td data-label={columns.n} className={narrowCount}>
                {language.count(one.now.n)}
              </td>
              <td data-label={columns.before} className="quiet">
                {figureText(one.yearBefore, one, language)}
              </td>
              <td data-label={columns.beforeN} className={`quiet ${narrowCount}`}>
                {language.count(one.yearBefore.n)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

/** What stands behind a number: the relationships of the list, or totals and their events. */
function Behind({
  number: { evidence },
  narrowed,
  at,
}: {
  readonly number: VerbNumber;
  readonly narrowed: Narrowed;
  readonly at: string;
}) {
  if (evidence === undefined) return null;
  const { relationships, totals = [], members = [] } = evidence;
  const { knownBy } = narrowed;
  return (
    <>
      {relationships !== undefined && <Link to={listAddress(narrowed, { ...relationships })}>{words.behind}</Link>}
      {members.map((member) => (
        <span key={member.id} className={styles['member']}>
          <Link to={relationshipAddress(member.id, narrowed)}>{nameOf(member)}</Link>
        </span>
      ))}
      {totals.map(({ projection, cell }) => (
        <span key={`${projection} ${cell.join(' ')}`}>
          <span className="quiet small">{words.total(projection, cell.join(' '))}</span>
          <Evidence question={{ projection, cell, asOf: narrowed.asOf ?? at, knownBy }} />
        </span>
      ))}
    </>
  );
}

interface CohortsTableProps {
  readonly title: string;
  readonly rows: readonly CohortRow[];
  readonly days: OverviewAnswer['comeAgainDays'];
  readonly narrowed: Narrowed;
}

function CohortsTable({ title, rows, days, narrowed }: CohortsTableProps) {
  const language = useLanguage();
  const { cohort: columns } = words;
  const share = { unit: 'share' } as const;
  return (
    <>
      <h2>{title}</h2>
      <WideTable className={styles['numbers']!}>
        <table aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{rows[0]?.cohort === undefined ? columns.segment : columns.name}</th>
              <th scope="col" className={narrowCount}>
                {columns.n}
              </th>
              <th scope="col">{columns.second(days.second)}</th>
              <th scope="col">{columns.fifth(days.fifth)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cohort, segment, second, fifth }) => (
              <tr key={cohort ?? segment}>
                <th scope="row">
                  <Link to={listAddress(narrowed, { cohort, segment, ...partIn(narrowed) })}>{cohort ?? segment}</Link>
                </th>
                <td data-label={columns.n} className={narrowCount}>
                  {language.count(second.n)}
                </td>
                <td data-label={columns.second(days.second)}>{figureText(second, share, language)}</td>
                <td data-label={columns.fifth(days.fifth)}>{figureText(fifth, share, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
    </>
  );
}
