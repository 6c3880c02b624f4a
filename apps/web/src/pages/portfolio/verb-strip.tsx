import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { EssayVerb, VerbNumber } from '#workspace/portfolio/overview-answers.js';
import { overview } from '../../api/portfolio-reads.js';
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

/** One number for each of the essays' verbs, with how it was a year before. It is there at once, so that the list stays where it is. */
export function VerbStrip() {
  const { narrowed } = usePortfolioAddress();
  const { asOf, knownBy } = narrowed;
  const { data, isError } = useQuery(overview({ asOf, knownBy, ...partIn(narrowed) }));
  const numberOf = (verb: EssayVerb): VerbNumber | undefined => {
    const all = data?.numbers.filter((one) => one.verb === verb) ?? [];
    return all.find(({ id }) => id === shown[verb]) ?? all[0];
  };
  return (
    <section className={styles['strip']} aria-label={words.label}>
      {verbs.map((verb) => {
        const number = numberOf(verb);
        return (
          <div key={verb} className={styles['verb']}>
            <span className="quiet small">{words.verbs[verb]}</span>
            {number === undefined ? (
              <span className="quiet">{isError ? words.untold : words.waiting}</span>
            ) : (
              <StripNumber number={number} address={viewAddress(narrowed, 'overview')} />
            )}
          </div>
        );
      })}
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
        <strong>{value ?? words.lacking}</strong> <span className="small">{label}</span>
      </WhyNumber>
      <span className="quiet small">{value === undefined ? now.lacks : change}</span>
    </>
  );
}
