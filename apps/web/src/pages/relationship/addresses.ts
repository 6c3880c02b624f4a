type Parameters = Readonly<Record<string, string>>;

/** The moment that the page is of: other pages are asked for the same. */
export function momentIn(search: URLSearchParams): Parameters {
  return Object.fromEntries(
    ['asOf', 'knownBy'].flatMap((axis) => (search.has(axis) ? [[axis, search.get(axis)!]] : [])),
  );
}

/** The inbox, narrowed to one relationship. */
export function inboxOf(relationship: string, parameters: Parameters): string {
  return `/signals?${new URLSearchParams({ relationship, ...parameters }).toString()}`;
}
