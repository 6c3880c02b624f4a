import { shellWord } from '#core/shell-word.js';
import { formatInstant, type Id } from '#core/time.js';
import type { Named } from '../answers.js';
import { promiseOfMatter, type Matter } from './matters.js';
import type { TodayThing } from './today-answers.js';

/** So many digits of a signal, or of a promise, tell it apart. */
const idDigits = 12;

/** What is looked up for it. */
interface Around {
  readonly zone: string;
  readonly owner?: Named | undefined;
  readonly relationship?: Named | undefined;
  /** Events that a recommendation rests on. */
  readonly evidence: readonly Id[];
}

/** A matter as people read it. */
export function thingOf(
  { lead, told, gravity, because, dueAt, value }: Matter & { readonly value?: TodayThing['value'] | undefined },
  { zone, owner, relationship, evidence: reasons }: Around,
): TodayThing {
  const plays = told.flatMap(({ play }) => play ?? []);
  const signals = told.flatMap(({ signal }) => signal ?? []);
  const played = told.find(({ play }) => play !== undefined);
  const question = told.find(({ says }) => says.question !== undefined)?.says.question;
  const promise = question !== undefined || isDue(lead.kind) ? promiseOfMatter(lead.matter) : undefined;
  const command = commandOf(plays[0], relationship, promise, signals);
  return {
    matter: lead.matter,
    kind: lead.kind,
    gravity,
    because,
    ...(relationship === undefined ? {} : { relationship }),
    ...(owner === undefined ? {} : { owner }),
    ...(value === undefined ? {} : { value }),
    since: formatInstant(lead.since, zone),
    ...(dueAt === null ? {} : { dueAt: formatInstant(dueAt, zone) }),
    why: lead.says.why,
    // What is recommended is what to do about it.
    todo: played?.says.todo ?? lead.says.todo,
    ...(question === undefined ? {} : { question }),
    ...(promise === undefined ? {} : { promise }),
    evidence: [...new Set([...told.flatMap(({ evidence }) => evidence), ...reasons])],
    signals,
    plays: plays.map(({ play, version, state }) => ({ play, version, state })),
    also: [...new Set(told.map(({ kind }) => kind))].filter((kind) => kind !== lead.kind),
    ...(command === undefined ? {} : { command }),
  };
}

/** It waits still, and can be kept. */
function isDue(kind: string): boolean {
  return kind === 'promise-due' || kind === 'promise-due-soon';
}

/** The play first: who carries it out deals with the signal too. */
function commandOf(
  play: { readonly play: string; readonly state: string } | undefined,
  relationship: Named | undefined,
  promise: Id | undefined,
  [signal]: readonly string[],
): string | undefined {
  if (play !== undefined && relationship !== undefined) {
    const name = relationship.name ?? relationship.id;
    return `tend plays ${play.state === 'accepted' ? 'done' : 'accept'} ${shellWord(name)} ${play.play}`;
  }
  if (promise !== undefined) return `tend promises keep ${promise.slice(0, idDigits)}`;
  return signal === undefined ? undefined : `tend signals resolve ${signal.slice(0, idDigits)}`;
}
