import type { TodayAnswer, TodayThing } from '#workspace/today/today-answers.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

/** The things to do, each with its reasons and what to type; and how many more there are. */
export function todayText(answer: TodayAnswer): string {
  const { things, missing, owner, settled } = answer;
  const of = owner === undefined ? '' : ` for ${oneLine(nameOf(owner))}`;
  const list =
    things.length === 0
      ? `Nothing to do today${of}: ${settled > 0 ? 'all that was told is dealt with, put off, or history' : 'nothing is told of any relationship'}.\n`
      : things.map((thing, at) => thingText(thing, at + 1)).join('\n');
  const absent =
    missing === undefined ? '' : `Not asked, because it is not ready: ${missing.map(oneLine).join(', ')}\n`;
  return `${list}${restText(answer)}${ownersText(answer)}${absent}`;
}

function thingText(thing: TodayThing, number: number): string {
  const { kind, relationship, owner, since, dueAt, why, todo, question, evidence, command, also, gravity, because } =
    thing;
  const who = relationship === undefined ? '' : ` · ${oneLine(nameOf(relationship))}`;
  const whose = owner === undefined ? '' : ` · ${oneLine(nameOf(owner))}`;
  const when = dueAt === undefined ? `since ${dayOf(since)}` : `due ${minuteOf(dueAt)}`;
  const others = also.length === 0 ? '' : ` Also: ${also.join(', ')}.`;
  return [
    `${String(number).padStart(2)}. ${oneLine(kind)}${who}${whose} · ${when}`,
    `    ${oneLine(why)}${others}`,
    `    ${oneLine(todo)}${question === undefined ? '' : ` ${question}`}`,
    ...(command === undefined ? [] : [`    ${oneLine(command)}`]),
    `    Rank ${gravity}: ${because} ${eventsText(evidence)}`,
    '',
  ].join('\n');
}

/** The first two, by which the others are found. */
function eventsText(evidence: readonly string[]): string {
  if (evidence.length === 0) return '';
  const shown = evidence.slice(0, 2).join(', ');
  return `Events: ${shown}${evidence.length > 2 ? ` and ${count(evidence.length - 2)} more` : ''}.`;
}

function restText({ rest }: TodayAnswer): string {
  if (rest.count === 0) return '';
  return `\nAnd ${count(rest.count)} more: ${rest.kinds.map((one) => `${count(one.count)} ${oneLine(one.kind)}`).join(', ')}.\n`;
}

/** Who else has something to do; nothing where nobody owns anything. */
function ownersText({ owners }: TodayAnswer): string {
  if (owners.every(({ owner }) => owner.id === 'none')) return '';
  const each = owners.map(
    ({ owner, things }) =>
      `${owner.id === 'none' ? 'nobody' : oneLine(nameOf(owner))}${things === undefined ? '' : ` ${counted(things, 'thing')}`}`,
  );
  return `By owner: ${each.join(', ')}.\n`;
}
