import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import { processPart } from '../../api/process-reads.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import type { CaseChoice } from '../process/case-choice.js';
import type { PartSection } from './part-sections.js';
import styles from './sections.module.css';

export interface PartProps {
  readonly process: string;
  readonly section: PartSection;
  readonly choice: CaseChoice;
}

/** A part of the answer, of the cases that are looked at. */
export function Part({ process, section: { part, Section }, choice }: PartProps) {
  const { moment, filter } = choice.question;
  const { data, error, refetch } = useQuery(processPart(process, part, { moment, filter }));
  if (error && !data) return <ProblemState error={error} retry={refetch} />;
  return data ? <Section answer={data} /> : <SkeletonLines count={5} />;
}

/** A part that is asked for once it is opened. */
export function PartToOpen({ process, section, choice }: PartProps) {
  const { part, title, says } = section;
  const [isOpen, toggle] = useIsOpen(part);
  const body = useId();
  return (
    <>
      <h2>
        <button type="button" className={styles['open']} aria-expanded={isOpen} aria-controls={body} onClick={toggle}>
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {title}
        </button>
      </h2>
      <div id={body} className={styles['opened']}>
        {isOpen ? <Part process={process} section={section} choice={choice} /> : <p className="quiet">{says}</p>}
      </div>
    </>
  );
}

/** What is open stands in the address, so that a link keeps it. */
function useIsOpen(part: string): readonly [boolean, () => void] {
  const [search, setSearch] = useSearchParams();
  const toggle = (): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (before.has('open', part)) next.delete('open', part);
        else next.append('open', part);
        return next;
      },
      { preventScrollReset: true, replace: true },
    );
  return [search.has('open', part), toggle];
}
