import { Link } from 'react-router';
import type { MovementGroup, MovementGrouping, MovementsAnswer } from '#workspace/portfolio/portfolio-answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { countCell, WideTable } from '../../parts/wide-table.js';
import { portfolioTexts } from '../../portfolio-texts.js';
import { listAddress, partIn, usePortfolioAddress } from './narrowing.js';
import { TransitionMatrix } from './transition-matrix.js';

const words = portfolioTexts.movements;
const columns = words.groupColumns;
const says = { segment: words.bySegment, team: words.byTeam, channel: words.byChannel, owner: words.byOwner };

interface MovementGroupsProps {
  readonly by: MovementGrouping;
  readonly answer: MovementsAnswer;
  readonly groups: readonly MovementGroup[];
}

/** A line a group, what each matrix comes to, and the matrices below. */
export function MovementGroups({ by, answer: { ofSinglePeople, ofSmallTeams }, groups }: MovementGroupsProps) {
  const { count } = useLanguage();
  return (
    <>
      <h2>{words.groups(says[by])}</h2>
      <p className="quiet small">
        {words.groupsDefinition} {by === 'channel' && words.channelDefinition}
      </p>
      {groups.length > 0 && <GroupsTable by={by} groups={groups} />}
      {ofSinglePeople !== undefined && <p className="quiet">{words.ofSinglePeople(count(ofSinglePeople))}</p>}
      {ofSmallTeams !== undefined && <p className="quiet">{words.ofSmallTeams(count(ofSmallTeams))}</p>}
      {groups.map((group) => {
        const name = groupName(group, by);
        return (
          <div key={valueOf(group, by) ?? ''}>
            <h3>{name}</h3>
            <TransitionMatrix name={name} transitions={group} />
          </div>
        );
      })}
    </>
  );
}

function GroupsTable({ by, groups }: Pick<MovementGroupsProps, 'by' | 'groups'>) {
  const { count } = useLanguage();
  const { narrowed } = usePortfolioAddress();
  const signed = (net: number): string => `${net > 0 ? '+' : net < 0 ? '−' : ''}${count(Math.abs(net))}`;
  return (
    <WideTable>
      <table aria-label={words.groups(says[by])}>
        <thead>
          <tr>
            {Object.entries(columns).map(([name, label]) => (
              <th key={name} scope="col" className={name === 'group' ? undefined : countCell}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const { relationships, deteriorated, recovered, lost, net } = group.counts;
            const value = valueOf(group, by);
            // Of a segment there is no word for having none.
            const filter = { ...partIn(narrowed), [by]: value ?? (by === 'segment' ? undefined : 'none') };
            return (
              <tr key={value ?? ''}>
                <th scope="row">
                  <Link to={listAddress(narrowed, filter)}>{groupName(group, by)}</Link>
                </th>
                <td data-label={columns.relationships} className={countCell}>
                  {count(relationships)}
                  {group.few === true && <span className="quiet"> · {words.few}</span>}
                </td>
                <td data-label={columns.deteriorated} className={countCell}>
                  {count(deteriorated)}
                </td>
                <td data-label={columns.recovered} className={countCell}>
                  {count(recovered)}
                </td>
                <td data-label={columns.lost} className={countCell}>
                  {count(lost)}
                </td>
                <td data-label={columns.net} className={countCell}>
                  {signed(net)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </WideTable>
  );
}

/** What the list is narrowed to for a group; undefined for those that have none. */
function valueOf({ segment, team, channel, owner }: MovementGroup, by: MovementGrouping): string | undefined {
  return { segment, team: team?.id, channel, owner: owner?.id }[by];
}

function groupName(group: MovementGroup, by: MovementGrouping): string {
  const party = group.owner ?? group.team;
  return party === undefined ? (valueOf(group, by) ?? words.nameless[by]) : nameOf(party);
}
