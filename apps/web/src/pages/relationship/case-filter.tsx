import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { TimelineEntry } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import styles from './timeline.module.css';

const parameter = 'case';

/** The case that the timeline is narrowed to, in the address: an id, since numbers of cases may tell who somebody is. */
export function useCaseFilter(): {
  readonly shown: string | undefined;
  readonly show: (caseId: string | undefined) => void;
} {
  const [search, setSearch] = useSearchParams();
  const shown = search.get(parameter) ?? undefined;
  return useMemo(
    () => ({
      shown,
      show: (caseId) =>
        setSearch((before) => {
          const next = new URLSearchParams(before);
          if (caseId === undefined) next.delete(parameter);
          else next.set(parameter, caseId);
          return next;
        }),
    }),
    [shown, setSearch],
  );
}

interface CaseHeadProps {
  /** Its steps, as far as they are fetched. */
  readonly steps: readonly TimelineEntry[];
  readonly complete: boolean;
  readonly showAll: () => void;
}

/** Says that only one case is shown, which one, how many steps it has, and how to get back to all. */
export function CaseHead({ steps, complete, showAll }: CaseHeadProps) {
  const { count } = useLanguage();
  const words = texts.relationship;
  const process = steps[0]?.process;
  return (
    <p className={styles['caseHead']}>
      <output>
        <strong>{process ? nameOf(process.case) : words.oneCase}</strong>{' '}
        {process && <span className="quiet">{process.definition}</span>}
        {' · '}
        <span className="quiet">
          {complete
            ? `${count(steps.length)} ${steps.length === 1 ? words.steps.one : words.steps.other}`
            : words.stepsSoFar(count(steps.length))}
        </span>
      </output>
      {' · '}
      <button type="button" onClick={showAll}>
        {words.allTouchpoints}
      </button>
    </p>
  );
}
