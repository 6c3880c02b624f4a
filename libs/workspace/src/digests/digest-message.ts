import { sha256Hex } from '#core/hashing.js';
import { canonicalJson } from '#core/canonical-json.js';
import { limits } from '#core/limits.js';
import { dayOf, formatInstant, type Id, type Instant } from '#core/time.js';
import type { TodayAnswer, TodayThing } from '../today/today-answers.js';
import type { DigestMessage, DigestThing } from './digest-answers.js';
import { wordsFor } from '../today/today-words.js';
import { previewToken, signLink, type DigestLink, type LinkWord } from './digest-links.js';

export const digestType = 'digest.today';

/** What is stored and told of Today: ids and sentences, and no name, because names are sealed. */
export function digestMessage(
  { id, owner, day }: { readonly id: Id; readonly owner?: Id; readonly day: string },
  { things, asOf, total, rest, settled, missing }: TodayAnswer,
  at: Instant,
): DigestMessage {
  const data = {
    digest: id,
    day,
    ...(owner === undefined ? {} : { owner }),
    asOf,
    things: things.map(withoutNames),
    total,
    rest,
    settled,
    ...(missing === undefined ? {} : { missing }),
  };
  return { type: digestType, timestamp: formatInstant(at), data };
}

function withoutNames({ relationship, owner, command: _typed, ...thing }: TodayThing): DigestThing {
  return {
    ...thing,
    ...(relationship === undefined ? {} : { relationship: relationship.id }),
    ...(owner === undefined ? {} : { owner: owner.id }),
  };
}

/** The same for one digest and one day, however often it is written; another one each time it is asked for by hand. */
export function digestMessageId(digest: Id, day: string, asked = ''): string {
  return `msg_${sha256Hex(canonicalJson(['digest', digest, day, asked])).slice(0, 40)}`;
}

/** Where pages and links are, and what links are signed with. */
export interface LinkPlace {
  /** Such as `http://127.0.0.1:4100`. */
  readonly origin: string;
  /** Absent of a preview, whose links say nothing. */
  readonly key?: string;
  readonly zone: string;
  /** When the digest was written: its links are good for some days from then on. */
  readonly since: Instant;
}

/** A thing with what can be said of it from a digest. */
export interface LinkedThing extends DigestThing {
  readonly page?: string;
  readonly links: readonly { readonly word: LinkWord; readonly url: string }[];
}

export function linkedThings({ data }: DigestMessage, place: LinkPlace): readonly LinkedThing[] {
  return data.things.map((thing) => {
    const { relationship } = thing;
    const page = relationship === undefined ? {} : { page: `${place.origin}/relationships/${relationship}` };
    const links = wordsFor(thing).map((word) => ({
      word,
      url: linkTo({ ...aboutOf(thing, word, place.zone), word }, data, place),
    }));
    return { ...thing, ...page, links };
  });
}

export function stopLink({ data }: DigestMessage, place: LinkPlace): string {
  return linkTo({ word: 'stop' }, data, place);
}

function linkTo(
  about: Omit<DigestLink, 'digest' | 'day' | 'until'>,
  { digest, day }: DigestMessage['data'],
  { origin, key, since }: LinkPlace,
): string {
  const until = since + limits.digestLinkMs;
  const token = key === undefined ? previewToken : signLink({ digest, day, until, ...about }, key);
  return `${origin}/confirm/${token}`;
}

/** So many digits of a signal tell it apart for as long as a link is good. */
const idDigits = 24;

function aboutOf(thing: DigestThing, word: LinkWord, zone: string) {
  const { kind, relationship, dueAt, signals, promise, plays } = thing;
  const [play] = plays;
  const due = dueAt === undefined ? {} : { due: dayOf(Date.parse(dueAt), zone) };
  const about = { kind, ...(relationship === undefined ? {} : { relationship }), ...due };
  if (word === 'kept' || word === 'not-kept') return { ...about, promise: promise! };
  if (word === 'accept' || word === 'decline' || word === 'done') return { ...about, play: play!.play };
  return { ...about, signals: signals.map((id) => id.slice(0, idDigits)) };
}
