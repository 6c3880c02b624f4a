import { InvalidArgumentError, type Command } from 'commander';
import { limits } from '#core/limits.js';
import type { DocumentsQuery, TotalsQuery } from '#workspace/documents/made-answers.js';
import { evidenceText } from '../output/evidence-text.js';
import { documentsText, documentText, totalsText } from '../output/made-text.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, jsonOrText, pathOf, wholeNumber } from './options.js';

/** What `tend projections` reads of what a projection makes. */
export const madeActions = ['documents', 'totals'] as const;
export type MadeAction = (typeof madeActions)[number];

type Filter = NonNullable<DocumentsQuery['filter']>;
type Condition = Filter[string];

/** Options that only they take, and which of them. */
const takenBy: Readonly<Record<string, readonly MadeAction[]>> = {
  asOf: madeActions,
  knownBy: madeActions,
  asClaimed: madeActions,
  limit: madeActions,
  after: madeActions,
  sort: ['documents'],
  descending: ['documents'],
  where: ['documents'],
  match: ['documents'],
  events: ['totals'],
};

export function addMadeOptions(command: Command): void {
  addMomentOptions(command)
    .option('--sort <member>', 'documents: by a member of their rows (default: by key)')
    .option('--descending', 'documents: the greatest first')
    .option('--where <condition>', 'documents: state=open, dueAt>=0 or dueAt<=9; values as JSON, or as text', condition)
    .option('--match <text>', 'documents: only those whose key or name holds this text')
    .option('--events', 'totals: what the one is made of whose place is given, as `tend evidence` tells it')
    .option(
      '--limit <n>',
      `documents, totals: how many rows (default: ${limits.pageDefault})`,
      wholeNumber(1, limits.pageMax),
    )
    .option('--after <cursor>', 'documents, totals: go on after this page (`next` of the JSON answer)');
}

/** What nobody looks at is not taken. @throws UsageError */
export function requireTaken(action: string | undefined, options: Readonly<Record<string, unknown>>): void {
  for (const [option, actions] of Object.entries(takenBy)) {
    const isTaken = (actions as readonly (string | undefined)[]).includes(action);
    if (options[option] === undefined || isTaken) continue;
    const name = option.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
    throw new UsageError(`--${name} is for \`tend projections ${actions.join('` and `')}\` alone.`);
  }
}

/**
 * @param of a key of a document; or the beginning of places of totals, element by element
 * @throws UsageError before anything is opened
 */
export async function runMade(
  session: Session,
  action: MadeAction,
  projection: string,
  of: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (action === 'documents') return documents(session, projection, of, options);
  const place = pathOf(of);
  if (options['events'] !== true) {
    const { made } = await session.open();
    const query = { prefix: place, ...pageIn(options) };
    return session.answer(await made.totals(projection, query, session.work), totalsText);
  }
  if (place.length === 0) throw new UsageError('--events needs a place: tend projections totals NAME PLACE…');
  const tend = await session.open();
  return session.answer(await tend.evidence(projection, place, pageIn(options), session.work), evidenceText);
}

async function documents(
  session: Session,
  projection: string,
  [key, ...others]: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (others.length > 0) throw new UsageError('A document has one key; quote it where it has spaces.');
  if (key !== undefined) {
    const listing = ofLists.find((name) => options[name] !== undefined);
    if (listing !== undefined) throw new UsageError(`--${listing} is of the list, and not of one document.`);
    const { made } = await session.open();
    return session.answer(await made.document(projection, key, momentIn(options)), documentText);
  }
  const { sort, descending, where: filter, match: q } = options;
  const direction = descending === true ? 'descending' : undefined;
  const query = given({ sort, direction, filter, q, ...pageIn(options) }) as DocumentsQuery;
  const wasAsked = [filter, q, query.after].some((one) => one !== undefined);
  const { made } = await session.open();
  return session.answer(await made.documents(projection, query, session.work), (answer, width) =>
    documentsText(answer, width, wasAsked),
  );
}

const ofLists = ['sort', 'descending', 'where', 'match', 'limit', 'after'];

function pageIn(options: Readonly<Record<string, unknown>>): TotalsQuery {
  return given({ limit: options['limit'] as number, after: options['after'] as string, ...momentIn(options) });
}

/** `state=open`; several values of one member are alternatives, `>=` and `<=` the ends of a range. */
function condition(text: string, before: Record<string, Condition> = {}): Record<string, Condition> {
  const [, member, sign, rest] = /^([^=<>]+)(>=|<=|=)(.*)$/s.exec(text) ?? [];
  const value = rest === undefined ? undefined : jsonOrText(rest);
  if (member === undefined || (typeof value === 'object' && value !== null))
    throw new InvalidArgumentError('It must be member=value, member>=value or member<=value.');
  const known = before[member];
  const one = value as string | number | boolean | null;
  if (sign !== '=') return { ...before, [member]: { ...rangeIn(known), [sign === '>=' ? 'from' : 'to']: one } };
  if (known === undefined) return { ...before, [member]: one };
  if (typeof known === 'object' && known !== null && !('in' in known))
    throw new InvalidArgumentError(`${member} has a range already.`);
  const values = typeof known === 'object' && known !== null ? known.in : [known];
  return { ...before, [member]: { in: [...values, one] } };
}

function rangeIn(known: Condition | undefined): object {
  if (known === undefined) return {};
  if (typeof known === 'object' && known !== null && !('in' in known)) return known;
  throw new InvalidArgumentError('It has a value already.');
}
