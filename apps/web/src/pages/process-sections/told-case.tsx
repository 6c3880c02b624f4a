import { Link } from 'react-router';
import type { Named } from '#workspace/answers.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { useAddress } from '../made/moment.js';

/** Relationships, each with the way to its page. */
export function RelationshipLinks({ relationships }: { readonly relationships: readonly Named[] }) {
  const addressOf = useAddress();
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
