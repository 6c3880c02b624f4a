import { Button } from '@mantine/core';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { texts } from '../../texts.js';
import type { CaseChoice } from '../process/case-choice.js';
import { Part, PartToOpen, type PartProps } from './part.js';
import { partSections, type PartSection } from './part-sections.js';
import styles from './sections.module.css';

const words = texts.process;

interface SectionsProps {
  readonly answer: ProcessAnswer;
  readonly choice: CaseChoice;
}

/** The parts that can be told, one after the other; of the others how to declare them. */
export function Sections({ answer: { process, declared }, choice }: SectionsProps) {
  const canBeTold = ({ declaration }: PartSection): boolean =>
    declaration === undefined || (declared !== undefined && declaration.isThere(declared));
  return (
    <>
      {partSections.filter(canBeTold).map((section) => (
        <section key={section.part} className={styles['section']} aria-label={section.title}>
          <Told process={process} section={section} choice={choice} />
        </section>
      ))}
      <Missing process={process} missing={partSections.filter((section) => !canBeTold(section))} />
    </>
  );
}

function Told({ process, section, choice }: PartProps) {
  const { title, says, ofAllOnly } = section;
  if (says !== undefined) return <PartToOpen process={process} section={section} choice={choice} />;
  return (
    <>
      <h2>{title}</h2>
      {ofAllOnly && choice.isChosen ? (
        <p className="quiet">
          {words.parts.ofAllOnly}{' '}
          <Button variant="default" onClick={() => choice.clear('filter')}>
            {words.filter.clear}
          </Button>
        </p>
      ) : (
        <Part process={process} section={section} choice={choice} />
      )}
    </>
  );
}

function Missing({ process, missing }: { readonly process: string; readonly missing: readonly PartSection[] }) {
  if (missing.length === 0) return null;
  return (
    <section className={styles['section']} aria-label={words.parts.undeclared}>
      <h2>{words.parts.undeclared}</h2>
      <dl className={styles['missing']}>
        {missing.map(({ part, title, declaration }) => (
          <div key={part}>
            <dt>{title}</dt>
            <dd>
              <span className="quiet">{declaration!.texts.undeclared}</span>{' '}
              <code>{declaration!.texts.how(process)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
