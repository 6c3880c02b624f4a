import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { kindWords } from '#workspace/today/kind-words.js';
import type { TodayAnswer, TodayThing } from '#workspace/today/today-answers.js';
import { today } from '../../api/today-reads.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { useListKeys } from '../../parts/list-keys.js';
import { ProblemState } from '../../parts/problem-state.js';
import { SkeletonLines } from '../../parts/skeleton-lines.js';
import states from '../../parts/states.module.css';
import { texts } from '../../texts.js';
import { MomentNote, useMoment } from '../made/moment.js';
import { DigestsSection } from './digests-section.js';
import { addressOf, ThingItem } from './thing-item.js';
import { wordOfKey } from './today-commands.js';
import styles from './today.module.css';
import { useTodayWork, type TodayWorking } from './use-today-work.js';

const words = texts.today;

/** What there is to do today, everybody's or one owner's, now or at a moment of the past. */
export default function TodayPage() {
  useDocumentTitle(`${words.title} · ${texts.name}`);
  const [search] = useSearchParams();
  const moment = useMoment();
  const owner = search.get('owner') ?? undefined;
  const { data, error, refetch } = useQuery(today({ owner, ...moment }));
  const working = useTodayWork();
  const isPast = moment.asOf !== undefined || moment.knownBy !== undefined;
  return (
    <>
      <h1>{words.title}</h1>
      <MomentNote />
      <p className="quiet">{words.says}</p>
      {error && !data && <ProblemState error={error} retry={refetch} />}
      {!error && !data && <SkeletonLines count={10} />}
      {data && <Owners answer={data} asked={owner} />}
      {!isPast && <Said working={working} />}
      {data?.missing !== undefined && <output>{words.missing(data.missing.join(', '))}</output>}
      {data && data.things.length === 0 && <Nothing answer={data} />}
      {data && data.things.length > 0 && (
        <>
          <Things things={data.things} working={working} atMs={isPast ? Date.parse(data.asOf) : undefined} />
          <Rest answer={data} />
          <p className="quiet small">{isPast ? words.past : words.keys}</p>
        </>
      )}
      {!isPast && <DigestsSection owner={owner} />}
    </>
  );
}

interface ThingsProps {
  readonly things: readonly TodayThing[];
  readonly working: TodayWorking;
  /** The moment of the past that they are of, at which nothing is written any more. */
  readonly atMs: number | undefined;
}

function Things({ things, working, atMs }: ThingsProps) {
  const { list, current, enter } = useThingKeys({ things, working, atMs });
  return (
    <ol ref={list} className={styles['things']} aria-label={words.list}>
      {things.map((thing, at) => (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it takes the focus, not keys of its own
        <li
          key={thing.matter}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys of the list act on the line that has the focus
          tabIndex={at === current ? 0 : -1}
          aria-current={at === current ? 'true' : undefined}
          onFocus={() => enter(at)}
        >
          <ThingItem thing={thing} working={working} atMs={atMs} />
        </li>
      ))}
    </ol>
  );
}

/** The keys of the list: j and k move, a, s and e say something of the line that has the focus, u takes the last back. */
function useThingKeys({ things, working, atMs }: ThingsProps) {
  const isPast = atMs !== undefined;
  const list = useRef<HTMLOListElement>(null);
  const navigate = useNavigate();
  const [focused, setFocused] = useState(0);
  const current = Math.max(0, Math.min(focused, things.length - 1));
  const itemAt = (at: number): HTMLElement | null | undefined => list.current?.children[at] as HTMLElement | undefined;
  const go = (to: number): boolean => {
    const at = Math.max(0, Math.min(things.length - 1, to));
    setFocused(at);
    itemAt(at)?.focus();
    return true;
  };
  const isInside = (): boolean => list.current?.contains(document.activeElement) === true;
  useListKeys((key) => {
    const thing = things[current];
    if (key === 'u' && !isPast) return (working.undo(), true);
    if (thing === undefined) return false;
    if (key === 'j') return go(isInside() ? current + 1 : current);
    if (key === 'k') return go(isInside() ? current - 1 : current);
    if (key === 'Enter' && document.activeElement === itemAt(current)) {
      const to = addressOf(thing);
      if (to !== undefined) void navigate(to);
      return to !== undefined;
    }
    const word = isPast || !isInside() ? undefined : wordOfKey(key, thing);
    if (word === undefined) return false;
    working.say(thing, word);
    return true;
  });
  return { list, current, enter: setFocused };
}

/** What was said last, and how to take it back. */
function Said({ working: { last, problem, undo } }: { readonly working: TodayWorking }) {
  if (problem !== undefined) return <ProblemState error={problem} />;
  if (last === undefined) return null;
  const { kind, relationship } = last.thing;
  const what = relationship === undefined ? kindWords(kind) : `${kindWords(kind)}, ${nameOf(relationship)}`;
  return (
    <p className={styles['said']}>
      <output>{words.said[last.word](what)}</output>
      {last.canUndo && (
        <Button size="compact-xs" variant="default" onClick={undo}>
          {words.undo}
        </Button>
      )}
    </p>
  );
}

/** What is not among the ten, by kind. */
function Rest({ answer: { rest } }: { readonly answer: TodayAnswer }) {
  const { count } = useLanguage();
  if (rest.count === 0) return null;
  const kinds = rest.kinds.map((one) => words.ofKind(count(one.count), kindWords(one.kind)));
  return (
    <p>
      {words.rest(count(rest.count))} {kinds.join(', ')}. <Link to="/signals">{words.inbox}</Link>
    </p>
  );
}

/** Whose things there are; nothing where no relationship has an owner. */
function Owners({ answer: { owners }, asked }: { readonly answer: TodayAnswer; readonly asked: string | undefined }) {
  const { count } = useLanguage();
  const [search] = useSearchParams();
  if (asked === undefined && owners.every(({ owner }) => owner.id === 'none')) return null;
  const to = (owner: string | undefined): string => {
    const next = new URLSearchParams(search);
    if (owner === undefined) next.delete('owner');
    else next.set('owner', owner);
    return `?${next.toString()}`;
  };
  return (
    <nav className={styles['owners']} aria-label={words.owners}>
      <span className="quiet">{words.owners}</span>
      <Link to={to(undefined)} aria-current={asked === undefined ? 'true' : undefined}>
        {words.everybody}
      </Link>
      {owners.map(({ owner, things }) => (
        <Link key={owner.id} to={to(owner.id)} aria-current={asked === owner.id ? 'true' : undefined}>
          {words.ofOwner(
            owner.id === 'none' ? words.nobody : nameOf(owner),
            things === undefined ? undefined : count(things),
          )}
        </Link>
      ))}
    </nav>
  );
}

function Nothing({ answer: { settled } }: { readonly answer: TodayAnswer }) {
  const { count } = useLanguage();
  return (
    <section className={states['state']}>
      <h2>{words.nothing}</h2>
      <p>{settled > 0 ? words.nothingSettled(count(settled)) : words.nothingTold}</p>
      <p>{settled > 0 ? <Link to="/signals">{words.inbox}</Link> : <Link to="/imports">{texts.pages.imports}</Link>}</p>
    </section>
  );
}
