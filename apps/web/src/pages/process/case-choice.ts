import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { CaseQuestion } from '../../api/process-reads.js';
import { useMoment } from '../made/moment.js';
import { isOneOnly, nameIn } from './condition-words.js';

/** The cases that are looked at, and those beside them. */
export const sides = ['filter', 'against'] as const;
export type Side = (typeof sides)[number];

export interface CaseChoice {
  readonly question: CaseQuestion;
  /** Only some cases are told of. */
  readonly isChosen: boolean;
  readonly add: (side: Side, conditions: readonly string[]) => void;
  readonly remove: (side: Side, condition: string) => void;
  readonly clear: (...cleared: readonly Side[]) => void;
}

/** Which cases are looked at stands in the address, so that a link keeps it. */
export function useCaseChoice(): CaseChoice {
  const [search, setSearch] = useSearchParams();
  const { asOf, knownBy } = useMoment();
  return useMemo(() => {
    const [filter, against] = [search.getAll('filter'), search.getAll('against')];
    const change = (side: Side, conditions: readonly string[]): void =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete(side);
          for (const condition of conditions) next.append(side, condition);
          return next;
        },
        { preventScrollReset: true },
      );
    const given = { filter, against };
    return {
      question: { moment: { asOf, knownBy }, filter, against },
      isChosen: filter.length > 0,
      add: (side, conditions) => change(side, withConditions(given[side], conditions)),
      remove: (side, condition) =>
        change(
          side,
          given[side].filter((one) => one !== condition),
        ),
      clear: (...cleared) =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before);
            for (const side of cleared) next.delete(side);
            return next;
          },
          { preventScrollReset: true },
        ),
    };
  }, [search, setSearch, asOf, knownBy]);
}

/** With more of them, each once; of what a case has only one, such as when it began, the new one takes the place. */
export function withConditions(before: readonly string[], added: readonly string[]): readonly string[] {
  const replaced = new Set(added.map(nameIn).filter(isOneOnly));
  return [...new Set([...before.filter((one) => !replaced.has(nameIn(one))), ...added])];
}
