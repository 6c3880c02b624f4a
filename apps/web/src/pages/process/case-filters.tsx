import { Button, Pill } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { processPart } from '../../api/process-reads.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import { AddCondition } from './add-condition.js';
import type { CaseChoice, Side } from './case-choice.js';
import { conditionText } from './condition-words.js';
import styles from './case-filters.module.css';

const words = texts.process.filter;

interface CaseFiltersProps {
  readonly choice: CaseChoice;
  /** Absent while it is asked for, and where no case is found. */
  readonly answer: ProcessAnswer | undefined;
}

/** Which cases of the process are looked at, and which beside them. */
export function CaseFilters({ choice, answer }: CaseFiltersProps) {
  const { filter, against } = choice.question;
  const [comparing, setComparing] = useState(false);
  const isCompared = comparing || against.length > 0;
  return (
    <section
      className={isCompared ? `${styles['filters']} ${styles['compared']}` : styles['filters']}
      aria-label={words.label}
    >
      <FilterRow side="filter" choice={choice} answer={answer} title={isCompared ? words.left : words.only}>
        <Found answer={answer} choice={choice} />
      </FilterRow>
      {isCompared && (
        <FilterRow side="against" choice={choice} answer={answer} title={words.against}>
          {against.length === 0 && <span className="quiet">{words.againstHint}</span>}
          {filter.length === 0 && against.length > 0 && <span className="quiet">{words.others}</span>}
        </FilterRow>
      )}
      <p className={styles['actions']}>
        {!isCompared && (
          <Button variant="default" onClick={() => setComparing(true)}>
            {words.compare}
          </Button>
        )}
        {isCompared && (
          <Button
            variant="default"
            onClick={() => {
              setComparing(false);
              choice.clear('against');
            }}
          >
            {words.compareNoMore}
          </Button>
        )}
        {filter.length > 0 && (
          <Button variant="default" onClick={() => choice.clear('filter')}>
            {words.clear}
          </Button>
        )}
      </p>
    </section>
  );
}

interface FilterRowProps extends CaseFiltersProps {
  readonly side: Side;
  readonly title: string;
  readonly children: React.ReactNode;
}

function FilterRow({ side, choice, answer, title, children }: FilterRowProps) {
  const { name } = useParams() as { name: string };
  const { data } = useQuery(processPart(name, 'choices', { moment: choice.question.moment, filter: [] }));
  const conditions = choice.question[side];
  return (
    <fieldset className={styles['row']} aria-label={title}>
      <span className={styles['title']}>{title}</span>
      {conditions.length > 0 && (
        <ul className={styles['chips']}>
          {conditions.map((condition) => (
            <li key={condition}>
              <Pill
                withRemoveButton
                size="md"
                title={condition}
                onRemove={() => choice.remove(side, condition)}
                removeButtonProps={{
                  'aria-label': words.remove(conditionText(condition)),
                  'aria-hidden': false,
                  'tabIndex': 0,
                }}
              >
                {conditionText(condition)}
              </Pill>
            </li>
          ))}
        </ul>
      )}
      <AddCondition
        choices={data?.choices ?? []}
        activities={(data ?? answer)?.activities ?? []}
        add={(added) => choice.add(side, added)}
      />
      {children}
    </fieldset>
  );
}

/** How many cases that are. */
function Found({ answer, choice }: CaseFiltersProps) {
  const { count, share } = useLanguage();
  const { chosen, comparison } = answer ?? {};
  if (comparison !== undefined && choice.question.against.length > 0) {
    const { a, b, inBoth } = comparison;
    return (
      <output>
        {words.compared(count(a.cases), count(b.cases))}
        {inBoth > 0 && <span className="quiet"> {words.inBoth(count(inBoth))}</span>}
      </output>
    );
  }
  if (chosen === undefined || !choice.isChosen) return null;
  return (
    <output>
      {words.chosen(count(chosen.cases), count(chosen.ofCases))}{' '}
      <span className="quiet">({share(chosen.cases / chosen.ofCases)})</span>
    </output>
  );
}
