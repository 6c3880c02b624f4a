import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { kindWords } from '#workspace/today/kind-words.js';
import type { TodayThing } from '#workspace/today/today-answers.js';
import { wordsFor } from '#workspace/today/today-words.js';
import { useLanguage } from '../../language/language.js';
import { nameOf } from '../../language/words.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './today.module.css';
import type { TodayWorking } from './use-today-work.js';

const words = texts.today;

/** One thing: what, about whom, since or by when, why, and what can be said of it from here. */
export function ThingItem({
  thing,
  working,
  atMs,
}: {
  readonly thing: TodayThing;
  readonly working: TodayWorking;
  /** The moment of the past that it is of, at which nothing is written any more. */
  readonly atMs: number | undefined;
}) {
  const { kind, gravity, relationship, owner, value, todo, question } = thing;
  return (
    <div
      className={styles['thing']}
      data-gravity={gravity}
      data-going={working.going.has(thing.matter) ? 'true' : undefined}
    >
      <p className={styles['what']}>
        <strong>{kindWords(kind)}</strong>
        {relationship !== undefined && <Link to={addressOf(thing)!}>{nameOf(relationship)}</Link>}
        <When thing={thing} atMs={atMs} />
        <span className="quiet">
          {[owner === undefined ? [] : [nameOf(owner)], value === undefined ? [] : [words.value[value]]]
            .flat()
            .join(' · ')}
        </span>
      </p>
      <p className={styles['why']}>
        <Why thing={thing} /> <span>{todo}</span>
        {question !== undefined && <strong> {question}</strong>}
      </p>
      {atMs === undefined && <Actions thing={thing} working={working} />}
    </div>
  );
}

export function addressOf({ relationship }: TodayThing): string | undefined {
  return relationship === undefined ? undefined : `/relationships/${encodeURIComponent(relationship.id)}`;
}

/** When it is due, or has been, or since when it is so. */
function When({ thing: { since, dueAt }, atMs }: { readonly thing: TodayThing; readonly atMs: number | undefined }) {
  const { instants, nowMs: now } = useLanguage();
  const nowMs = atMs ?? now;
  const at = dueAt ?? since;
  const told = instants.ago(at, nowMs);
  const isOver = dueAt !== undefined && Date.parse(dueAt) < nowMs;
  const say = dueAt === undefined ? words.since : isOver ? words.overdue : words.due;
  return (
    <time dateTime={at} title={instants.exact(at)} className={isOver ? styles['over'] : 'quiet'}>
      {say(told)}
    </time>
  );
}

function Why({ thing }: { readonly thing: TodayThing }) {
  const { kind, why, gravity, because, also, evidence, command } = thing;
  const more = [
    also.length === 0 ? [] : [words.why.also(also.map(kindWords).join(', '))],
    [words.why.events(evidence.join(', '))],
    command === undefined ? [] : [words.why.type(command)],
  ].flat();
  const to = addressOf(thing);
  return (
    <WhyNumber
      title={words.why.title(kindWords(kind))}
      value={why}
      definition={words.why.rank(String(gravity), because)}
      because={more.join(' ')}
      {...(to === undefined ? {} : { more: <Link to={to}>{words.why.timeline}</Link> })}
    />
  );
}

function Actions({ thing, working }: { readonly thing: TodayThing; readonly working: TodayWorking }) {
  const [isDeclining, setDeclining] = useState(false);
  const { kind, relationship } = thing;
  const who = relationship === undefined ? '' : nameOf(relationship);
  if (isDeclining) {
    return (
      <fieldset className={styles['actions']}>
        <legend>{words.actions.reason}</legend>
        {Object.entries(words.actions.reasons).map(([reason, label]) => (
          <Button
            key={reason}
            size="compact-xs"
            variant="default"
            onClick={() => (setDeclining(false), working.say(thing, 'decline', reason))}
          >
            {label}
          </Button>
        ))}
        <Button size="compact-xs" variant="subtle" onClick={() => setDeclining(false)}>
          {words.actions.cancel}
        </Button>
      </fieldset>
    );
  }
  return (
    <span className={styles['actions']}>
      {wordsFor(thing).map((word) => (
        <Button
          key={word}
          size="compact-xs"
          variant="default"
          aria-label={words.actions.of(words.actions[word], kindWords(kind), who)}
          onClick={() => (word === 'decline' ? setDeclining(true) : working.say(thing, word))}
        >
          {words.actions[word]}
        </Button>
      ))}
    </span>
  );
}
