import { useState } from 'react';
import { Link } from 'react-router';
import type { RelationshipAnswer } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import { StandingSides } from './standing-sides.js';
import { Links } from './links.js';
import styles from './relationship.module.css';

const sides = ['customer', 'ours', 'other'] as const;
const shownAtFirst = 8;

/** Who is in the relationship on either side, through which channels, and in which processes. */
export function Sides({ answer }: { readonly answer: RelationshipAnswer }) {
  const words = texts.relationship;
  // Only narrow windows fold it: there the timeline would begin far below.
  const [unfolded, setUnfolded] = useState(false);
  const most = (rows: readonly { readonly touchpoints: number }[]): number =>
    Math.max(1, ...rows.map((row) => row.touchpoints));
  return (
    <aside className={styles['sides']} aria-label={words.people}>
      <button
        type="button"
        className={styles['unfold']}
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        {words.people} <span aria-hidden="true">{unfolded ? '▴' : '▾'}</span>
      </button>
      <div className={unfolded ? styles['content'] : `${styles['content']} ${styles['folded']}`}>
        <StandingSides answer={answer} />
        {sides.map((side) => {
          const people = answer.stakeholders.filter((each) => each.side === side);
          if (people.length === 0) return null;
          return (
            <section key={side}>
              <h2>{words.sides[side]}</h2>
              <Measured
                rows={people
                  .toSorted((a, b) => b.touchpoints - a.touchpoints)
                  .map((each) => ({
                    key: `${each.id} ${each.roles.join(' ')}`,
                    name: nameOf(each),
                    detail: each.roles.join(', '),
                    value: each.touchpoints,
                  }))}
                most={most(people)}
              />
            </section>
          );
        })}
        {answer.channels.length > 0 && (
          <section>
            <h2>{words.channels}</h2>
            <Measured
              rows={answer.channels.map(({ channel, touchpoints }) => ({
                key: channel,
                name: channel,
                value: touchpoints,
              }))}
              most={most(answer.channels)}
            />
          </section>
        )}
        <Processes processes={answer.processes} />
        <Links id={answer.id} links={answer.links} />
      </div>
    </aside>
  );
}

function Processes({ processes }: Pick<RelationshipAnswer, 'processes'>) {
  const { count } = useLanguage();
  const words = texts.relationship;
  if (processes.length === 0) return null;
  return (
    <section>
      <h2>{words.processes}</h2>
      <ul className={styles['list']}>
        {processes.map(({ process, cases, openCases }) => (
          <li key={process} className={styles['measured']}>
            <Link to={`/processes/${encodeURIComponent(process)}`}>{process}</Link>
            <span className="quiet">
              {openCases > 0
                ? words.casesOpen(count(openCases), count(cases))
                : `${count(cases)} ${cases === 1 ? words.casesOnly.one : words.casesOnly.other}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface MeasuredRow {
  readonly key: string;
  readonly name: string;
  readonly detail?: string;
  readonly value: number;
}

/** A short list with a number and a bar each; the rest on demand. */
function Measured({ rows, most }: { readonly rows: readonly MeasuredRow[]; readonly most: number }) {
  const { count } = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  return (
    <>
      <ul className={styles['list']}>
        {shown.map(({ key, name, detail, value }) => (
          <li key={key} className={styles['measured']}>
            <span className={styles['who']} title={name}>
              {name} {detail !== undefined && <span className="quiet small">{detail}</span>}
            </span>
            <span>{count(value)}</span>
            <span className={styles['share']} style={{ width: `${(100 * value) / most}%` }} aria-hidden="true" />
          </li>
        ))}
      </ul>
      {rows.length > shownAtFirst && (
        <button type="button" className={styles['more']} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? texts.relationship.fewer : texts.relationship.more(count(rows.length - shownAtFirst))}
        </button>
      )}
    </>
  );
}
