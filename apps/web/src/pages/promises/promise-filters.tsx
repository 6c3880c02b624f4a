import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo, type SubmitEvent } from 'react';
import { useSearchParams } from 'react-router';
import type { PromiseFilter } from '../../api/promise-reads.js';
import { formText } from '../../parts/form-text.js';
import { texts } from '../../texts.js';
import styles from './promises.module.css';

const words = texts.promises.filter;
const fields = ['state', 'by', 'relationship', 'asOf', 'knownBy'] as const;

/** What the list is narrowed to, in the address. */
export function usePromiseFilter() {
  const [search, setSearch] = useSearchParams();
  return useMemo(() => {
    const given = fields.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : []));
    return {
      filter: Object.fromEntries(given) as PromiseFilter,
      show: (filter: PromiseFilter) => setSearch(new URLSearchParams({ ...filter })),
    };
  }, [search, setSearch]);
}

interface PromiseFiltersProps {
  readonly filter: PromiseFilter;
  readonly show: (filter: PromiseFilter) => void;
}

/** Which promises are wanted, and as of which day; whose they are stays as it is. */
export function PromiseFilters({ filter, show }: PromiseFiltersProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const chosen = (['state', 'by', 'asOf', 'knownBy'] as const).flatMap((name) => {
      const value = formText(given, name);
      return value === '' || (name === 'by' && value === 'ours') ? [] : [[name, value] as const];
    });
    const { relationship } = filter;
    show({ ...Object.fromEntries(chosen), ...(relationship === undefined ? {} : { relationship }) });
  };
  return (
    <form className={styles['filters']} aria-label={words.label} onSubmit={submit}>
      <NativeSelect
        label={words.state}
        name="state"
        size="xs"
        defaultValue={filter.state ?? ''}
        data={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        label={words.by}
        name="by"
        size="xs"
        defaultValue={filter.by ?? 'ours'}
        data={Object.entries(words.sides).map(([value, label]) => ({ value, label }))}
      />
      {filter.knownBy !== undefined && <input type="hidden" name="knownBy" value={filter.knownBy} />}
      <TextInput label={words.asOf} name="asOf" size="xs" type="date" defaultValue={filter.asOf ?? ''} />
      <Button type="submit" size="xs" variant="default">
        {texts.signals.filter.action}
      </Button>
    </form>
  );
}
