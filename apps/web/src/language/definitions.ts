import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Defined } from '#workspace/definitions.js';
import { getJson } from '../api/request.js';

const definitions = queryOptions({
  queryKey: ['definitions'],
  queryFn: async ({ signal }) => getJson<Readonly<Record<Defined, string>>>('/definitions', {}, signal),
  // They change with the program alone.
  staleTime: Infinity,
});

/** What a number means, in the words of the server; nothing until they have come. */
export function useDefinitions(): (name: Defined) => string {
  const { data } = useQuery(definitions);
  return (name) => data?.[name] ?? '';
}
