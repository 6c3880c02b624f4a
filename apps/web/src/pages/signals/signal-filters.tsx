import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type SubmitEvent } from 'react';
import { useSearchParams } from 'react-router';
import { projections, type SignalFilter } from '../../api/reads.js';
import { sendJson } from '../../api/request.js';
import { formText } from '../../parts/form-text.js';
import { ProblemState } from '../../parts/problem-state.js';
import { texts } from '../../texts.js';
import styles from './signals.module.css';

const words = texts.signals.filter;
const fields = ['state', 'work', 'historic', 'kind', 'projection', 'relationship', 'asOf', 'knownBy'] as const;

/** What the inbox is narrowed to, in the address: relationships by id, since names tell who somebody is. */
export function useSignalFilter() {
  const [search, setSearch] = useSearchParams();
  return useMemo(() => {
    const given = fields.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : []));
    return {
      filter: Object.fromEntries(given) as SignalFilter,
      show: (filter: SignalFilter) => setSearch(new URLSearchParams({ ...filter })),
    };
  }, [search, setSearch]);
}

interface SignalFiltersProps {
  readonly filter: SignalFilter;
  readonly show: (filter: SignalFilter) => void;
}

/** Which signals are wanted, and of which day. */
export function SignalFilters({ filter, show }: SignalFiltersProps) {
  const { data } = useQuery(projections);
  const [problem, setProblem] = useState<unknown>();
  const names = data?.projections.map(({ name }) => name) ?? [];
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setProblem(undefined);
    const given = new FormData(event.currentTarget);
    const chosen = fields.flatMap((name) => {
      const value = formText(given, name);
      return value === '' || (name === 'state' && value === 'open') ? [] : [[name, value] as const];
    });
    try {
      show(await withIds(Object.fromEntries(chosen)));
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <form className={styles['filters']} aria-label={words.label} onSubmit={(event) => void submit(event)}>
      <NativeSelect
        label={words.state}
        name="state"
        size="xs"
        defaultValue={filter.state ?? 'open'}
        data={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        label={words.work}
        name="work"
        size="xs"
        defaultValue={filter.work ?? ''}
        data={[
          { value: '', label: words.anyWork },
          ...Object.entries(words.works).map(([value, label]) => ({ value, label })),
        ]}
      />
      <NativeSelect
        label={words.historic}
        name="historic"
        size="xs"
        defaultValue={filter.historic ?? ''}
        data={Object.entries(words.historics).map(([value, label]) => ({ value, label }))}
      />
      <TextInput label={words.kind} name="kind" size="xs" defaultValue={filter.kind ?? ''} />
      <NativeSelect
        key={names.length}
        label={words.projection}
        name="projection"
        size="xs"
        defaultValue={filter.projection ?? ''}
        data={[{ value: '', label: words.anyProjection }, ...names.map((name) => ({ value: name, label: name }))]}
      />
      <TextInput
        label={words.relationship}
        name="relationship"
        size="xs"
        placeholder={words.relationshipHint}
        defaultValue={filter.relationship ?? ''}
      />
      {filter.knownBy !== undefined && <input type="hidden" name="knownBy" value={filter.knownBy} />}
      <TextInput label={words.asOf} name="asOf" size="xs" type="date" defaultValue={filter.asOf ?? ''} />
      <Button type="submit" size="xs" variant="default">
        {words.action}
      </Button>
      {problem !== undefined && <ProblemState error={problem} />}
    </form>
  );
}

async function withIds(filter: SignalFilter): Promise<SignalFilter> {
  const { relationship: name, asOf, knownBy } = filter;
  if (name === undefined) return filter;
  const { id } = await sendJson<{ id: string }>('POST', '/relationships/find', {
    name,
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownBy === undefined ? {} : { knownBy }),
  });
  return { ...filter, relationship: id };
}
