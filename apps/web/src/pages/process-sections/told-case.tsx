import { Link } from 'react-router';
import type { Named } from '#workspace/answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { texts } from '../../texts.js';
import { useAddress } from '../made/moment.js';

const words = texts.process.told;

/** Relationships, each with the way to its page. */
export function RelationshipLinks({ relationships }: { readonly relationships: readonly Named[] }) {
  const addressOf = useAddress();
  if (relationships.length === 0) return <span className="quiet">{words.nobody}</span>;
  return relationships.map((one, at) => (
    <span key={one.id}>
      {at > 0 && ', '}
      <Link to={addressOf(`/relationships/${encodeURIComponent(one.id)}`)}>{nameOf(one)}</Link>
    </span>
  ));
}

/** A day and a time. */
export function Since({ at }: { readonly at: string }) {
  const { instants } = useLanguage();
  return (
    <time dateTime={at} title={instants.exact(at)}>
      {instants.date(at)}, {instants.time(at)}
    </time>
  );
}

/** How many there are, and how many of them are in a list that is cut. */
export function listedText(listed: number, total: number, count: Language['count']): string {
  return listed < total ? words.first(count(listed), count(total)) : count(total);
}
