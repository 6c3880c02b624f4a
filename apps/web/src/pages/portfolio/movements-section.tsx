import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Link } from 'react-router';
import type {
  Movement,
  MovementGrouping,
  MovementsAnswer,
  MovementsQuery,
} from '#workspace/portfolio/portfolio-answers.js';
import { movements } from '../../api/portfolio-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { formText } from '../../parts/form-text.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { WideTable } from '../../parts/wide-table.js';
import { phaseWords, portfolioTexts } from '../../portfolio-texts.js';
import { MovementGroups } from './movement-groups.js';
import { partIn, relationshipAddress, usePortfolioAddress } from './narrowing.js';
import { PhaseName } from './phase-glyph.js';
import { TransitionMatrix, type Way } from './transition-matrix.js';
import styles from './standing.module.css';

const words = portfolioTexts.movements;
const moversShown = 200;
const groupings = ['segment', 'team', 'channel', 'owner'] as const satisfies readonly MovementGrouping[];

/** Who moved from which phase to which in a period, and why. */
export default function MovementsSection() {
  const { search, narrowed } = usePortfolioAddress();
  const { instants, count } = useLanguage();
  const [way, setWay] = useState<Way>();
  const { asOf, knownBy } = narrowed;
  const [from, to] = [search.get('from') ?? undefined, search.get('to') ?? asOf];
  const by = groupings.find((name) => name === search.get('by'));
  const query: MovementsQuery = {
    limit: moversShown,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(knownBy === undefined ? {} : { knownBy }),
    ...(by === undefined ? {} : { by }),
    ...partIn(narrowed),
  };
  const { data, error, refetch } = useQuery(movements(query));
  return (
    <section className={styles['section']} aria-label={words.title}>
      <PeriodForm key={`${from} ${to} ${by}`} from={from} to={to} by={by ?? ''} />
      {error && <ProblemState error={error} retry={refetch} />}
      {!data && !error && <SkeletonLines count={12} />}
      {data && (
        <>
          <p>
            {words.period(
              instants.exact(data.from),
              instants.exact(data.to),
              count(data.relationships.from),
              count(data.relationships.to),
            )}
          </p>
          <p className="quiet small">{words.definition}</p>
          <TransitionMatrix name={words.all} transitions={data} chosen={way} choose={setWay} />
          {by !== undefined && data.groups !== undefined && (
            <MovementGroups by={by} answer={data} groups={data.groups} />
          )}
          <Movers answer={data} way={way} showAll={() => setWay(undefined)} />
        </>
      )}
    </section>
  );
}

function PeriodForm({
  from,
  to,
  by,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by: string;
}) {
  const { change } = usePortfolioAddress();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string): string | undefined => formText(given, name) || undefined;
    change({ from: text('from'), to: text('to'), by: text('by') });
  };
  return (
    <form className={styles['period']} aria-label={words.title} onSubmit={submit}>
      <TextInput label={words.from} name="from" type="date" size="xs" defaultValue={dateOf(from)} />
      <TextInput label={words.to} name="to" type="date" size="xs" defaultValue={dateOf(to)} />
      <NativeSelect
        label={words.by}
        name="by"
        size="xs"
        defaultValue={by}
        data={[
          { value: '', label: words.byNothing },
          { value: 'segment', label: words.bySegment },
          { value: 'team', label: words.byTeam },
          { value: 'channel', label: words.byChannel },
          { value: 'owner', label: words.byOwner },
        ]}
      />
      <Button type="submit" size="xs" variant="default">
        {words.show}
      </Button>
      <Button size="xs" variant="subtle" onClick={() => change({ from: undefined, to: undefined })}>
        {words.lastWeek}
      </Button>
    </form>
  );
}

/** A field for a day takes no instant and no `-30d`, which may stand in an address all the same. */
function dateOf(text: string | undefined): string {
  return /^\d{4}-\d{2}-\d{2}/.test(text ?? '') ? text!.slice(0, 10) : '';
}

function Movers({
  answer,
  way,
  showAll,
}: {
  readonly answer: MovementsAnswer;
  readonly way: Way | undefined;
  readonly showAll: () => void;
}) {
  const { count } = useLanguage();
  const shown = answer.moved.filter(({ from, to }) => way === undefined || (from === way.from && to === way.to));
  // Of very many who moved not all are listed; the matrix counts them all.
  const total =
    way === undefined
      ? answer.movedTotal
      : (answer.transitions.find(({ from, to }) => from === way.from && to === way.to)?.relationships ?? 0);
  const rest = total - shown.length;
  if (answer.movedTotal === 0) return <p>{words.nobody}</p>;
  return (
    <>
      <h2>
        {words.moved(count(total))}
        {way !== undefined && ` ${words.movedFromTo(phaseWords[way.from]!, phaseWords[way.to]!)}`}
      </h2>
      {way !== undefined && (
        <p>
          <Button variant="subtle" size="xs" onClick={showAll}>
            {words.all_}
          </Button>
        </p>
      )}
      <WideTable>
        <table aria-label={words.title}>
          <thead>
            <tr>
              {Object.entries(words.columns).map(([name, label]) => (
                <th key={name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((movement) => (
              <MoverRow key={movement.relationship.id} movement={movement} />
            ))}
          </tbody>
        </table>
      </WideTable>
      {rest > 0 && <p className="quiet">{words.more(count(rest))}</p>}
    </>
  );
}

function MoverRow({
  movement: { relationship, from, to, because, detectedAt, event },
}: {
  readonly movement: Movement;
}) {
  const { instants } = useLanguage();
  const { narrowed } = usePortfolioAddress();
  return (
    <tr>
      <td data-label={words.columns.detected} title={instants.exact(detectedAt)}>
        {instants.date(detectedAt)}
      </td>
      <th scope="row">
        <Link to={relationshipAddress(relationship.id, narrowed)}>{nameOf(relationship)}</Link>
      </th>
      <td data-label={words.columns.way}>
        <span>
          <PhaseName phase={from} /> → <PhaseName phase={to} />
        </span>
      </td>
      <td data-label={words.columns.why} className={styles['why']}>
        {because}
      </td>
      <td data-label={words.columns.event} className={styles['evidence']} title={event}>
        {event === undefined ? words.onlyTime : `…${event.slice(-8)}`}
      </td>
    </tr>
  );
}
