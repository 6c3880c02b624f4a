import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import type { DeclaredAnswer, ProcessAnswer, ProcessPart } from '#workspace/processes/process-answers.js';
import { processPart } from '../../api/process-reads.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import { texts } from '../../texts.js';
import type { CaseChoice } from '../process/case-choice.js';
import { ConformanceSection } from './conformance-section.js';
import { FunnelSection } from './funnel-section.js';
import { TargetsSection } from './targets-section.js';
import styles from './sections.module.css';

const words = texts.process;

/** Something that is told of a process where it is asked for: a part of the answer of the API, and how it is shown. */
interface PartSection {
  readonly part: ProcessPart;
  readonly texts: { readonly title: string; readonly undeclared: string; readonly how: (process: string) => string };
  readonly isDeclared: (declared: DeclaredAnswer) => boolean;
  /** It is told of all cases, and of no chosen ones. */
  readonly ofAllOnly?: true;
  /** Shows the part of an answer that has it. */
  readonly Section: ComponentType<{ readonly answer: ProcessAnswer }>;
}

/** In the order of the page. */
const sections: readonly PartSection[] = [
  {
    part: 'conformance',
    texts: words.conformance,
    isDeclared: ({ path }) => path !== undefined,
    Section: ConformanceSection,
  },
  { part: 'funnel', texts: words.funnel, isDeclared: ({ stages }) => stages !== undefined, Section: FunnelSection },
  {
    part: 'targets',
    texts: words.targets,
    isDeclared: ({ targets }) => targets !== undefined,
    ofAllOnly: true,
    Section: TargetsSection,
  },
];

interface SectionsProps {
  readonly answer: ProcessAnswer;
  readonly choice: CaseChoice;
}

/** The parts that are declared, one after the other; of the others how to declare them. */
export function Sections({ answer: { process, declared }, choice }: SectionsProps) {
  const isDeclared = ({ isDeclared: is }: PartSection): boolean => declared !== undefined && is(declared);
  const missing = sections.filter((section) => !isDeclared(section));
  return (
    <>
      {sections.filter(isDeclared).map((section) => (
        <section key={section.part} className={styles['section']} aria-label={section.texts.title}>
          <h2>{section.texts.title}</h2>
          {section.ofAllOnly && choice.isChosen ? (
            <p className="quiet">
              {words.parts.ofAllOnly}{' '}
              <Button variant="default" onClick={() => choice.clear('filter')}>
                {words.filter.clear}
              </Button>
            </p>
          ) : (
            <Part process={process} section={section} choice={choice} />
          )}
        </section>
      ))}
      {missing.length > 0 && (
        <section className={styles['section']} aria-label={words.parts.undeclared}>
          <h2>{words.parts.undeclared}</h2>
          <dl className={styles['missing']}>
            {missing.map(({ part, texts: { title, undeclared, how } }) => (
              <div key={part}>
                <dt>{title}</dt>
                <dd>
                  <span className="quiet">{undeclared}</span> <code>{how(process)}</code>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

interface PartProps {
  readonly process: string;
  readonly section: PartSection;
  readonly choice: CaseChoice;
}

function Part({ process, section: { part, Section }, choice }: PartProps) {
  const { moment, filter } = choice.question;
  const { data, error, refetch } = useQuery(processPart(process, part, { moment, filter }));
  if (error && !data) return <ProblemState error={error} retry={refetch} />;
  return data ? <Section answer={data} /> : <SkeletonLines count={5} />;
}
