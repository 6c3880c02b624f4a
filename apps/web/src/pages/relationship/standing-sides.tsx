import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { RelationshipAnswer } from '#workspace/answers.js';
import type { PartName } from '#workspace/relationships/standing-answers.js';
import type { Defined } from '#workspace/definitions.js';
import { useDefinitions } from '../../language/definitions.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { EventList } from '../../parts/event-list.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { momentIn } from './addresses.js';
import { promiseName } from './promise-name.js';
import styles from './standing.module.css';

const words = texts.standing;
const shownMost = 8;

/** What is owed and wanted, by and from whom: only what there is. */
export function StandingSides({ answer }: { readonly answer: RelationshipAnswer }) {
  return (
    <>
      <Promises answer={answer} />
      <Needs answer={answer} />
      <Contracts answer={answer} />
      <People answer={answer} />
      <Told answer={answer} told="voice" title={words.voice.title} part={answer.voice} term="voice" />
      <Told answer={answer} told="replies" title={words.replies.title} part={answer.replies} term="replies" />
    </>
  );
}

interface PartProps {
  readonly answer: RelationshipAnswer;
}

interface SectionProps extends PartProps {
  /** The projection that it was told by. */
  readonly told: PartName;
  readonly title: string;
  readonly sentence: string;
  readonly term: Defined;
  readonly evidence?: readonly string[];
  readonly children?: ReactNode;
}

/** A heading, the sentence that sums it up with its why, and its rows. */
function Section({ answer, told, title, sentence, term, evidence = [], children }: SectionProps) {
  const define = useDefinitions();
  const { count } = useLanguage();
  const part = answer.parts.find(({ projection }) => projection === told);
  return (
    <section>
      <h2>{title}</h2>
      <p>
        <WhyNumber
          title={title}
          value={sentence}
          definition={define(term)}
          because={part?.build && part.position && words.toldBy(part.build, count(part.position.to))}
          events={<EventList ids={evidence} events={answer.events} />}
        />
      </p>
      {children}
    </section>
  );
}

function Promises({ answer }: PartProps) {
  const { instants } = useLanguage();
  const { promises, id } = answer;
  const [search] = useSearchParams();
  if (promises === undefined) return null;
  const open = promises.rows.filter(({ state }) => !state.startsWith('kept'));
  const shown = open.slice(0, shownMost);
  return (
    <Section
      answer={answer}
      told="promises"
      title={words.promises.title}
      sentence={promises.sentence}
      term="promiseRate"
      evidence={promises.rows.slice(0, shownMost).map((row) => row.id)}
    >
      <ul className={styles['rows']}>
        {shown.map((row) => (
          <li key={row.id} data-state={row.state}>
            <span>{promiseName(row)}</span>{' '}
            <span className="quiet small">
              {words.promises.states[row.state] ?? row.state}, {words.promises.due(instants.date(row.dueAt))}
            </span>
          </li>
        ))}
      </ul>
      <p>
        <Link
          to={`/promises?${new URLSearchParams({ relationship: id, state: 'all', ...momentIn(search) }).toString()}`}
        >
          {texts.promises.all}
        </Link>
      </p>
    </Section>
  );
}

function Needs({ answer }: PartProps) {
  const { instants, count } = useLanguage();
  const { needs } = answer;
  if (needs === undefined) return null;
  const shown = needs.rows.slice(0, shownMost);
  return (
    <Section
      answer={answer}
      told="needs"
      title={words.needs.title}
      sentence={needs.sentence}
      term="needs"
      evidence={[...shown, ...needs.goals.rows.slice(0, shownMost)].map(({ id }) => id)}
    >
      <ul className={styles['rows']}>
        {shown.map(({ id, text, topic, status, statedAt }) => (
          <li key={id} data-state={status}>
            <span>{text ?? topic}</span>{' '}
            <span className="quiet small">
              {words.needs.states[status] ?? status}, {instants.date(statedAt)}
            </span>
          </li>
        ))}
        {needs.goals.rows.slice(0, shownMost).map(({ id, text, measure, target, dueAt, overdue }) => (
          <li key={id} data-state={overdue ? 'broken' : 'open'}>
            <span>
              {text ?? measure}: {count(target)}
            </span>{' '}
            <span className="quiet small">
              {overdue ? words.needs.overdue : words.needs.goal}, {words.promises.due(instants.date(dueAt))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Contracts({ answer }: PartProps) {
  const { instants, count } = useLanguage();
  const { contracts } = answer;
  if (contracts === undefined) return null;
  const shown = contracts.rows.slice(0, shownMost);
  return (
    <Section
      answer={answer}
      told="contracts"
      title={words.contracts.title}
      sentence={contracts.sentence}
      term="contracts"
      evidence={[...new Set(shown.flatMap(({ evidence }) => evidence))]}
    >
      <ul className={styles['rows']}>
        {shown.map(({ id, product, status, endAt, settleBy, settleInDays, autoRenew, amounts }) => (
          <li key={id} data-state={settleInDays !== undefined && settleInDays < 60 ? 'unconfirmed' : status}>
            <span>
              {product ?? `…${id.slice(-8)}`}{' '}
              {amounts.map(({ currency, value }) => `${count(value)} ${currency}`).join(', ')}
            </span>{' '}
            <span className="quiet small">
              {[
                status.replaceAll('-', ' '),
                settleBy !== undefined &&
                  words.contracts.settle(instants.date(settleBy), words.contracts.inDays(settleInDays!)),
                settleBy === undefined && endAt !== undefined && words.contracts.ends(instants.date(endAt)),
                autoRenew && words.contracts.renewsItself,
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function People({ answer }: PartProps) {
  const { instants } = useLanguage();
  const { people } = answer;
  if (people === undefined) return null;
  const missing = people.missingRoles.length > 0 && words.people.missing(people.missingRoles.join(', '));
  const risks = [
    people.singleThreaded && words.people.single,
    people.championLost && words.people.championLost,
    missing,
  ];
  return (
    <Section
      answer={answer}
      told="stakeholders"
      title={words.people.title}
      sentence={people.sentence}
      term="people"
      evidence={people.evidence}
    >
      <ul className={styles['rows']}>
        {people.rows.slice(0, shownMost).map((row) => (
          <li key={row.id} data-state={row.engaged ? 'kept' : 'open'}>
            <span>
              {nameOf(row)} <span className="quiet small">{row.roles.join(', ')}</span>
            </span>{' '}
            <span className="quiet small">
              {row.leftAt !== undefined
                ? words.people.left(instants.date(row.leftAt))
                : row.lastExchange === undefined
                  ? words.people.never
                  : words.people.last(instants.date(row.lastExchange))}
            </span>
          </li>
        ))}
        {risks.map((risk) => typeof risk === 'string' && <li key={risk} data-state="broken">{`(${risk})`}</li>)}
      </ul>
    </Section>
  );
}

interface ToldProps extends PartProps {
  readonly told: PartName;
  readonly title: string;
  readonly part: { readonly sentence: string } | undefined;
  readonly term: Defined;
}

function Told({ answer, told, title, part, term }: ToldProps) {
  if (part === undefined || part.sentence === '') return null;
  return <Section answer={answer} told={told} title={title} sentence={part.sentence} term={term} />;
}
