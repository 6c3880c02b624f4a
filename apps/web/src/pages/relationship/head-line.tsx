import type { ReactNode } from 'react';
import type { RelationshipAnswer } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { whyNoContact } from '../../language/no-contact.js';
import { nameOf } from '../../language/words.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './relationship.module.css';

interface HeadLineProps {
  readonly answer: RelationshipAnswer;
  /** How it stands, between the name and the counts. */
  readonly children: ReactNode;
}

/** Name, since when, last touchpoint and contact, contact-days of each side, open cases. What there is none of is left out. */
export function HeadLine({ answer, children }: HeadLineProps) {
  const { instants, count, nowMs } = useLanguage();
  const { contactDays, openCases, cases, touchpoints } = answer;
  const words = texts.relationship;
  const first = answer.firstTouchpoint ?? answer.firstContact;
  const number = (
    { one, other }: { readonly one: string; readonly other: string },
    title: string,
    value: number,
    definition: string,
  ) => (
    <span>
      <WhyNumber title={title} value={count(value)} definition={definition} /> {value === 1 ? one : other}
    </span>
  );
  return (
    <header className={styles['headline']}>
      <h1
        className={answer.name === undefined ? 'quiet' : undefined}
        title={answer.name === undefined ? words.unnamed : undefined}
      >
        {nameOf(answer)}
      </h1>
      {children}
      <p className={styles['facts']}>
        {first !== undefined && <span title={instants.exact(first)}>{words.since(instants.date(first))}</span>}
        {(['lastTouchpoint', 'lastContact'] as const).map((name) => {
          const at = answer[name];
          if (at === undefined) return null;
          return (
            <span key={name}>
              {words[name]}{' '}
              <WhyNumber
                title={texts.portfolio.columns[name]}
                value={instants.exact(at)}
                definition={texts.counts[name]}
              >
                {instants.ago(at, nowMs)}
              </WhyNumber>
            </span>
          );
        })}
        <span>
          {words.contactDays}{' '}
          <WhyNumber
            title={texts.portfolio.columns.theirs}
            value={count(contactDays.theirs)}
            definition={texts.counts.theirs}
            because={whyNoContact('theirs', answer)}
          />{' '}
          {words.theirs},{' '}
          <WhyNumber
            title={texts.portfolio.columns.ours}
            value={count(contactDays.ours)}
            definition={texts.counts.ours}
            because={whyNoContact('ours', answer)}
          />{' '}
          {words.ours}
        </span>
        {cases > 0 && number(words.openCases, texts.portfolio.columns.openCases, openCases, texts.counts.openCases)}
        {number(words.touchpoints, texts.portfolio.columns.touchpoints, touchpoints, texts.counts.touchpoints)}
      </p>
    </header>
  );
}
