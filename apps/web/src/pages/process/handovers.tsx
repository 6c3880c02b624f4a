import { Link } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { useMadeOf } from './made-of.js';
import styles from './tables.module.css';

const shownHandovers = 20;

/** Cases that do something more than once, by activity. */
export function Rework({ answer }: { readonly answer: ProcessAnswer }) {
  const { count, share } = useLanguage();
  const madeOf = useMadeOf(answer);
  const words = texts.process;
  const { casesWithRework, totalRework, casesPerActivity, selfLoops } = answer.rework;
  const rows = Object.entries(casesPerActivity).toSorted(([, a], [, b]) => b - a);
  return (
    <section className={styles['section']}>
      <h2>{words.rework}</h2>
      {rows.length === 0 && <p className="quiet">{words.noRework}</p>}
      {rows.length > 0 && (
        <>
          <p>
            <WhyNumber
              title={words.reworkCases}
              value={count(casesWithRework)}
              definition={texts.counts.rework}
              evidence={madeOf(['case', answer.process], 'reworked')}
            />{' '}
            {words.reworkCases} <span className="quiet">({share(casesWithRework / Math.max(1, answer.cases))})</span>,{' '}
            {count(totalRework)} {words.reworkTotal}
          </p>
          <table aria-label={words.rework}>
            <thead>
              <tr>
                <th scope="col" className={styles['from']}>
                  {words.activity}
                </th>
                <th scope="col">{words.inCases}</th>
                <th scope="col">{words.selfLoops}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([activity, cases]) => (
                <tr key={activity}>
                  <th scope="row" className={styles['from']}>
                    {activity}
                  </th>
                  <td>
                    <WhyNumber
                      title={activity}
                      value={count(cases)}
                      definition={texts.counts.repeated}
                      evidence={madeOf(['activity', answer.process, activity], 'repeated')}
                    />
                  </td>
                  <td>{count(Object.hasOwn(selfLoops, activity) ? selfLoops[activity]! : 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

/** Which team works after which, and who after whom where a policy lets people be told of. */
export function Handovers({ answer }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  const words = texts.process;
  const { process, handovers, handoversWithheld, teamHandovers = [], teams } = answer;
  if (teams === undefined)
    return (
      <section className={styles['section']}>
        <h2>{words.handovers}</h2>
        <p className="quiet">{words.chosenHandovers}</p>
      </section>
    );
  const ofTeams = teamHandovers.map((row) => ({ ...row, cell: ['team-handover', process, row.from, row.to] }));
  const ofPeople = handovers?.map(({ from, to, count: times }) => {
    return { from: nameOf(from), to: nameOf(to), count: times, cell: ['handover', process, from.id, to.id] };
  });
  return (
    <section className={styles['section']}>
      <h2>{words.handovers}</h2>
      <p className="quiet">{ofTeams.length === 0 ? words.noTeamHandovers : words.teamHandoversHint}</p>
      <HandoversTable
        answer={answer}
        label={words.teamHandovers}
        rows={ofTeams}
        definition={texts.counts.teamHandover}
      />
      {teams.withheld > 0 && (
        <p className="quiet">{words.teamsWithheld(count(teams.withheldHandovers), count(teams.withheld))}</p>
      )}
      {teams.noTeam > 0 && <p className="quiet">{words.noTeam(count(teams.noTeam))}</p>}
      {ofPeople !== undefined && (
        <>
          <p className="quiet">{ofPeople.length === 0 ? words.noHandovers : words.handoversHint}</p>
          <HandoversTable
            answer={answer}
            label={words.peopleHandovers}
            rows={ofPeople}
            definition={texts.counts.handover}
          />
        </>
      )}
      {handoversWithheld !== undefined && (
        <p className="quiet">
          {words.peopleWithheld} <Link to="/rules">{texts.rules.title}</Link>
        </p>
      )}
    </section>
  );
}

interface HandoversTableProps {
  readonly answer: ProcessAnswer;
  readonly label: string;
  readonly rows: readonly {
    readonly from: string;
    readonly to: string;
    readonly count: number;
    readonly cell: readonly string[];
  }[];
  readonly definition: string;
}

function HandoversTable({ answer, label, rows, definition }: HandoversTableProps) {
  const { count } = useLanguage();
  const madeOf = useMadeOf(answer);
  const words = texts.process;
  if (rows.length === 0) return null;
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          <th scope="col" className={styles['from']}>
            {words.from}
          </th>
          <th scope="col" className={styles['to']}>
            {words.to}
          </th>
          <th scope="col">{words.count}</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, shownHandovers).map(({ from, to, count: times, cell }) => (
          <tr key={JSON.stringify(cell)}>
            <th scope="row" className={styles['from']}>
              {from}
            </th>
            <td className={styles['to']}>{to}</td>
            <td>
              <WhyNumber
                title={`${from} → ${to}`}
                value={count(times)}
                definition={definition}
                evidence={madeOf(cell, undefined, 'process-handovers')}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
