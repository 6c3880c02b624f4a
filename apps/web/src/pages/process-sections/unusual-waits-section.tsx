import type { LastingWaitsAnswer, UnusualWaitsAnswer } from '#workspace/processes/parts/wait-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';
import { listedText, RelationshipLinks, Since } from './told-case.js';
import { WaitProfile } from './wait-profile.js';

const words = texts.process.waits;
const { told } = texts.process;
const shownWaits = 10;

/** Waits that are unusual, those that last now first; and how long it takes from one activity to another. */
export function UnusualWaitsSection({ answer: { process, waits } }: { readonly answer: ProcessAnswer }) {
  if (waits === undefined) return null;
  return (
    <>
      {waits.lasting === undefined ? (
        <>
          <h3>{words.lasting}</h3>
          <p className="quiet">
            {words.lastingUnknown} <code>{words.how(process)}</code>
          </p>
        </>
      ) : (
        <Lasting lasting={waits.lasting} />
      )}
      <Over unusual={waits.unusual} />
      <WaitProfile waits={waits} />
    </>
  );
}

function Lasting({ lasting: { total, rows } }: { readonly lasting: LastingWaitsAnswer }) {
  const { count, duration } = useLanguage();
  return (
    <>
      <h3>
        {words.lasting} {total > 0 && <span className="quiet small">{listedText(rows.length, total, count)}</span>}
      </h3>
      <p className="quiet">{total === 0 ? words.noneLasting : words.lastingHint}</p>
      {total > 0 && (
        <FigureTable
          label={words.lasting}
          head={told.case}
          columns={[
            { title: told.relationships, isText: true },
            { title: words.behind, isText: true },
            { title: words.since, isText: true },
            { title: words.waited },
            { title: words.usual },
          ]}
          rows={rows.map(({ case: one, key, relationships, behind, since, seconds, p99 }) => ({
            key,
            name: nameOf(one),
            cells: [
              <RelationshipLinks key="of" relationships={relationships} />,
              behind,
              <Since key="since" at={since} />,
              duration(seconds),
              duration(p99),
            ],
          }))}
          atFirst={shownWaits}
        />
      )}
    </>
  );
}

function Over({ unusual: { of, total, inOpenCases, rows } }: { readonly unusual: UnusualWaitsAnswer }) {
  const { count, duration } = useLanguage();
  return (
    <>
      <h3>
        {words.unusual}{' '}
        {total > 0 && (
          <span className="quiet small">
            {listedText(rows.length, total, count)}, {words.inOpen(count(inOpenCases))}
          </span>
        )}
      </h3>
      <p className="quiet">
        {total === 0 && words.noneUnusual} {words.unusualHint[of]}
      </p>
      {total > 0 && (
        <FigureTable
          label={words.unusual}
          head={told.case}
          columns={[
            { title: told.relationships, isText: true },
            { title: words.columns.state, isText: true },
            { title: words.columns.way, isText: true },
            { title: words.since, isText: true },
            { title: words.waited },
            { title: words.usual },
          ]}
          rows={rows.map(({ case: one, key, relationships, state, from, to, since, seconds, p99 }) => ({
            key: `${key} ${since} ${from} ${to}`,
            name: nameOf(one),
            cells: [
              <RelationshipLinks key="of" relationships={relationships} />,
              words.states[state],
              words.way(from, to),
              <Since key="since" at={since} />,
              duration(seconds),
              duration(p99),
            ],
          }))}
          atFirst={shownWaits}
        />
      )}
    </>
  );
}
