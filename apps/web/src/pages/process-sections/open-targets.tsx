import { Link } from 'react-router';
import type { OpenTargetAnswer, TargetsAnswer } from '#workspace/processes/target-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { WideTable } from '../../parts/wide-table.js';
import { texts } from '../../texts.js';
import { useAddress } from '../made/moment.js';

const words = texts.process.targets;
const shown = 10;

/** What is under way, first what was or is due first. */
export function OpenTargets({ targets: { open, openTotal } }: { readonly targets: TargetsAnswer }) {
  const { count } = useLanguage();
  if (open.length === 0) return <p className="quiet">{words.noneOpen}</p>;
  const rows = open.slice(0, shown);
  return (
    <>
      <h3>
        {words.open} <span className="quiet small">{words.openOf(count(rows.length), count(openTotal))}</span>
      </h3>
      <WideTable>
        <table aria-label={words.open}>
          <thead>
            <tr>
              {[words.case, words.relationship, words.target, words.state, words.due, words.waitsFor].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <OpenRow key={`${row.key} ${row.target}`} row={row} />
            ))}
          </tbody>
        </table>
      </WideTable>
    </>
  );
}

function OpenRow({ row }: { readonly row: OpenTargetAnswer }) {
  const { instants, duration } = useLanguage();
  const addressOf = useAddress();
  const { relationship, target, state, dueAt, atRiskSince, leftSeconds, waitsFor } = row;
  return (
    <tr>
      <th scope="row">{nameOf(row.case)}</th>
      <td data-label={words.relationship}>
        {relationship && <Link to={addressOf(`/relationships/${relationship.id}`)}>{nameOf(relationship)}</Link>}
      </td>
      <td data-label={words.target}>{target}</td>
      <td data-label={words.state}>
        {words.states[state]}
        {atRiskSince !== undefined && state !== 'breached' && `, ${words.atRisk}`}
      </td>
      <td data-label={words.due}>
        {dueAt === undefined ? (
          <span className="quiet">
            {words.still}
            {leftSeconds !== undefined && `, ${words.left(duration(leftSeconds))}`}
          </span>
        ) : (
          <time dateTime={dueAt}>
            {instants.date(dueAt)}, {instants.time(dueAt)}
          </time>
        )}
      </td>
      <td data-label={words.waitsFor}>
        {waitsFor && (
          <>
            {waitsFor.whom}{' '}
            <span className="quiet">
              {waitsFor.behind}, {instants.date(waitsFor.since)}
            </span>
          </>
        )}
      </td>
    </tr>
  );
}
