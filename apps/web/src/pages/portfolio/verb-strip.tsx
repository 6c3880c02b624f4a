import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { EssayVerb, VerbNumber } from '#workspace/portfolio/overview-answers.js';
import { overview } from '../../api/portfolio-reads.js';
import { Problem } from '../../api/request.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { portfolioTexts } from '../../portfolio-texts.js';
import { changeText, figureText, valueText } from './figure-text.js';
import { partIn, usePortfolioAddress, viewAddress } from './narrowing.js';
import styles from './verb-strip.module.css';

const { strip: words } = portfolioTexts.overview;
const verbs = Object.keys(words.verbs) as EssayVerb[];

/** The number that stands for each verb; where it is not there, the first of the verb. */
const shown: Readonly<Record<EssayVerb, string>> = {
  loyalty: 'second-contact-day',
  risk: 'at-risk',
  engagement: 'people',
  activities: 'proactive',
  needs: 'needs-met',
};

/**
 * One number for each of the essays' verbs, with how it was a year before. Its place is there at once, so that the list
 * stays where it is; the numbers look through the whole portfolio, and are asked for when they are wanted.
 */
export function VerbStrip({ isWanted }: { readonly isWanted: boolean }) {
  const { narrowed } = usePortfolioAddress();
  const { count } = useLanguage();
  const { asOf, knownBy } = narrowed;
  const question = overview({ asOf, knownBy, ...partIn(narrowed), figures: Object.values(shown) });
  const { data, error } = useQuery({ ...question, enabled: isWanted });
  const numberOf = (verb: EssayVerb): VerbNumber | undefined => {
    const all = data?.numbers.filter((one) => one.verb === verb) ?? [];
    return all.find(({ id }) => id === shown[verb]) ?? all[0];
  };
  if (error) return <Untold error={error} />;
  return (
    <section className={styles['strip']} aria-label={words.label} aria-busy={data === undefined}>
      {verbs.map((verb) => {
        const number = numberOf(verb);
        return (
          <div key={verb} className={styles['verb']}>
            <span className="quiet small">
              {words.verbs[verb]} {number && <span className={styles['n']}>{words.n(count(number.now.n))}</span>}
            </span>
            {data === undefined && <Skeleton className={styles['waiting']} />}
            {data && number === undefined && <span className="quiet">{words.untold}</span>}
            {number && <StripNumber number={number} address={viewAddress(narrowed, 'overview')} />}
          </div>
        );
      })}
    </section>
  );
}

/** Why there are no numbers, in a sentence: such as of a team of which too few people own relationships. */
function Untold({ error }: { readonly error: unknown }) {
  // What else is wrong with the question is said where the list would be.
  const told = error instanceof Problem && error.code === 'forbidden' ? error.detail : undefined;
  return (
    <section className={styles['strip']} aria-label={words.label}>
      <p className="quiet small">{told ?? words.untold}</p>
    </section>
  );
}

function StripNumber({ number, address }: { readonly number: VerbNumber; readonly address: string }) {
  const language = useLanguage();
  const { label, definition, now, yearBefore } = number;
  const value = valueText(now, number, language);
  const change = changeText(number, language) ?? words.lacking;
  return (
    <>
      <WhyNumber
        title={label}
        value={figureText(now, number, language)}
        definition={definition}
        because={words.beforeWas(figureText(yearBefore, number, language))}
        more={<Link to={address}>{words.all}</Link>}
      >
        <strong>{value ?? words.none}</strong> <span className="small">{label}</span>
      </WhyNumber>
      <span className="quiet small">{value === undefined ? now.lacks : change}</span>
    </>
  );
}
