import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { channelTotals, phaseTotals, teams } from '../../api/portfolio-reads.js';
import { nameOf } from '../../language/words.js';
import { portfolioTexts } from '../../portfolio-texts.js';
import { usePortfolioAddress } from './narrowing.js';
import { phaseCountsOf } from './phase-counts.js';

const words = portfolioTexts.chips;
const none = 'none';

/** Which part of the portfolio is looked at: relationships of a team of ours, and of a channel. */
export function PartFilters() {
  const { narrowed, change } = usePortfolioAddress();
  const { asOf, knownBy, team, channel } = narrowed;
  const { data: { teams: known } = { teams: [] } } = useQuery(teams({ asOf, knownBy }));
  const { data: channels = [] } = useQuery(channelTotals({ asOf, knownBy }));
  return (
    <>
      <Choice
        label={words.team}
        all={words.allTeams}
        nobody={words.noTeam}
        value={team}
        choices={known.map((one) => ({ value: one.id, label: nameOf(one) }))}
        onChange={(chosen) => change({ team: chosen })}
      />
      <Choice
        label={words.channel}
        all={words.allChannels}
        nobody={words.noChannel}
        value={channel}
        choices={channels.map((name) => ({ value: name, label: name }))}
        onChange={(chosen) => change({ channel: chosen })}
      />
    </>
  );
}

/** The segments that relationships are of; there is no word for having none. */
export function SegmentFilter() {
  const { narrowed, change } = usePortfolioAddress();
  const { asOf, knownBy, segment } = narrowed;
  const { data = [] } = useQuery(phaseTotals({ asOf, knownBy }));
  const { segments } = useMemo(() => phaseCountsOf(data, segment), [data, segment]);
  if (segments.length < 2 && segment === undefined) return null;
  return (
    <Choice
      label={words.segment}
      all={words.allSegments}
      value={segment}
      choices={segments.map((name) => ({ value: name, label: name }))}
      onChange={(chosen) => change({ segment: chosen })}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: string;
  /** What has none; without it that cannot be asked for. */
  readonly nobody?: string;
  readonly value: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (chosen: string | undefined) => void;
}

/** Where there is nothing to choose from it is not there, unless it is chosen already. */
function Choice({ label, all, nobody, value, choices, onChange }: ChoiceProps) {
  if (choices.length === 0 && value === undefined) return null;
  const isKnown = value === undefined || value === none || choices.some((one) => one.value === value);
  return (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      data={[
        { value: '', label: all },
        ...choices,
        ...(isKnown ? [] : [{ value, label: nameOf({ id: value }) }]),
        ...(nobody === undefined ? [] : [{ value: none, label: nobody }]),
      ]}
    />
  );
}
