import type { BottlenecksAnswer, StuckRelationship } from '#workspace/processes/experience/experience-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import { PhaseName } from '../portfolio/phase-glyph.js';
import { FigureTable, type FigureRow } from './figure-table.js';
import { listedText, RelationshipLinks, Since } from './told-case.js';

const words = texts.process.experience.bottlenecks;
/** With fewer waits that are over nothing is compared. */
const fewestOver = 20;
const shownRelationships = 10;

/** Where open cases wait now for longer than is usual, and whom that touches. */
export function Bottlenecks({ part }: { readonly part: BottlenecksAnswer }) {
  const { count } = useLanguage();
  const { activities, cases } = part;
  const waiting = activities.reduce((sum, one) => sum + one.waiting, 0);
  return (
    <>
      <h3>{words.title}</h3>
      {activities.length === 0 && <p className="quiet">{words.none}</p>}
      {activities.length > 0 && (
        <p>
          {words.head(count(waiting), count(cases))}{' '}
          {cases === 0 && activities.every(({ over }) => over < fewestOver) && (
            <span className="quiet">{words.few}</span>
          )}
        </p>
      )}
      {cases > 0 && (
        <>
          <FigureTable
            label={words.where}
            head={words.behind}
            columns={[{ title: words.whom, isText: true }, { title: words.waiting }, { title: words.stuck }]}
            rows={activities
              .filter(({ stuck }) => stuck > 0)
              .map(({ activity, whom, waiting: all, stuck }) => ({
                key: JSON.stringify([activity, whom]),
                name: activity,
                cells: [whom, count(all), count(stuck)],
              }))}
          />
          <Touched part={part} />
        </>
      )}
    </>
  );
}

function Touched({ part }: { readonly part: BottlenecksAnswer }) {
  const language = useLanguage();
  const { count } = language;
  const { relationships, relationshipsTotal, casesWithout } = part;
  if (relationshipsTotal === 0) return <p className="quiet">{words.nobody}</p>;
  return (
    <>
      <h4>
        {words.touched}{' '}
        <span className="quiet small">{listedText(relationships.length, relationshipsTotal, count)}</span>
      </h4>
      <FigureTable
        label={words.touched}
        head={words.relationship}
        columns={[
          { title: words.case, isText: true },
          { title: words.behind, isText: true },
          { title: words.since, isText: true },
          { title: words.waited },
          { title: words.usual },
          { title: words.phase, isText: true },
          { title: words.value },
        ]}
        rows={relationships.map((one) => touchedRow(one, language))}
        atFirst={shownRelationships}
      />
      {casesWithout > 0 && <p className="quiet">{words.casesWithout(count(casesWithout))}</p>}
    </>
  );
}

function touchedRow(one: StuckRelationship, { count, duration }: Language): FigureRow {
  const { cases, behind, since, waited, p90, phase, value } = one;
  return {
    key: one.id,
    name: (
      <>
        <RelationshipLinks relationships={[one]} />
        {cases > 1 && <span className="quiet"> ({words.cases(count(cases))})</span>}
      </>
    ),
    cells: [
      nameOf(one.case),
      behind,
      <Since key="since" at={since} />,
      duration(waited),
      duration(p90),
      phase === undefined ? '–' : <PhaseName key="phase" phase={phase} />,
      value.length === 0 ? '–' : value.map(({ currency, amount }) => `${currency} ${count(amount)}`).join(', '),
    ],
  };
}
