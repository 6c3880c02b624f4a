import type { RelationshipRow } from '#workspace/answers.js';

/** Something that the search can open. */
export interface SearchOption {
  readonly section: 'pages' | 'processes' | 'relationships';
  readonly to: string;
  readonly title: string;
  /** Of a relationship: tells two of the same name apart. */
  readonly touchpoints?: number;
  readonly lastTouchpoint?: string | undefined;
}

interface Found {
  readonly pages: readonly { readonly to: string; readonly title: string }[];
  readonly processes: readonly { readonly process: string }[];
  readonly relationships: readonly Pick<RelationshipRow, 'id' | 'name' | 'touchpoints' | 'lastTouchpoint'>[];
}

const processesShown = 5;

/** What fits the text, pages first; relationships are found by the server and taken as they come. */
export function searchOptions(text: string, { pages, processes, relationships }: Found): readonly SearchOption[] {
  const wanted = text.trim().toLocaleLowerCase();
  const fits = (title: string): boolean => title.toLocaleLowerCase().includes(wanted);
  return [
    ...pages.filter(({ title }) => fits(title)).map(({ to, title }) => ({ section: 'pages' as const, to, title })),
    ...processes
      .filter(({ process }) => fits(process))
      .slice(0, processesShown)
      .map(({ process }) => ({
        section: 'processes' as const,
        to: `/processes/${encodeURIComponent(process)}`,
        title: process,
      })),
    ...relationships.flatMap(({ id, name, touchpoints, lastTouchpoint }) =>
      name === undefined
        ? []
        : [{ section: 'relationships' as const, to: `/relationships/${id}`, title: name, touchpoints, lastTouchpoint }],
    ),
  ];
}
