import { isId } from '#core/ids.js';
import type { AddedDigest, DigestRow, Digests, DigestsAnswer } from '#workspace/digests/digest-answers.js';
import { tableOf } from '../output/table.js';
import { count, minuteOf, nameOf, oneLine } from '../output/text.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { given } from './options.js';
import type { Verb } from './verb.js';

const actions = ['add', 'remove', 'enable', 'disable', 'send', 'preview'] as const;
type Action = (typeof actions)[number];
interface Options {
  readonly owner?: string;
  readonly mail?: string;
  readonly webhook?: string;
  readonly at?: string;
  readonly days?: string;
}

export const digestsVerb: Verb = {
  usage: 'digests [action] [target]',
  description:
    'who is told each day what there is to do (`tend today`), by mail or webhook; or: add, remove ID, enable ID, disable ID, send ID (now), preview ID. A server tells them, as long as it runs',
  example: 'tend digests add --owner "Team North" --mail north@example.org --at 07:30',
  configure: (command) =>
    void command
      .option('--mail <address>', 'add: told by mail; the server needs TEND_SMTP and TEND_MAIL_FROM')
      .option('--webhook <url>', 'add: told to a program, signed as webhooks are')
      .option('--owner <owner>', 'add: only what is about relationships of an owner; none: of those that nobody owns')
      .option('--at <time>', 'add: the time of the day in the zone of the workspace (default 07:00)')
      .option('--days <days>', 'add: daily, or such as mon-fri (default) or mon,wed'),
  run: async (session, [action, target], options) => {
    if (action !== undefined && !isAction(action))
      throw new UsageError(`Use \`tend digests\`, or one of ${actions.join(', ')}.`);
    requireTarget(action, target, options);
    const { digests } = await session.open();
    if (action === undefined) await session.answer(await digests.list(), digestsText);
    else await run(session, digests, action, target!, options);
  },
};

function requireTarget(action: Action | undefined, target: string | undefined, { mail, webhook }: Options): void {
  if (action === 'add') {
    if (target !== undefined) throw new UsageError('add takes --mail ADDRESS or --webhook URL.');
    if ((mail === undefined) === (webhook === undefined))
      throw new UsageError('add takes one of --mail ADDRESS and --webhook URL.');
    return;
  }
  if (action !== undefined && !isId(target ?? ''))
    throw new UsageError(`${action} needs the id of a digest, as \`tend digests\` lists it.`);
}

async function run(session: Session, digests: Digests, action: Action, id: string, options: Options): Promise<void> {
  switch (action) {
    case 'add': {
      const { owner, mail, webhook, at, days } = options;
      return session.answer(await digests.add(given({ owner, mail, webhook, at, days })), addedText);
    }
    case 'remove':
      return session.answer(await digests.remove(id), (left, width) => `It is removed.\n${digestsText(left, width)}`);
    case 'enable':
    case 'disable':
      return session.answer(await digests.change(id, action), ({ state }) => `It is ${state}.\n`);
    case 'send':
      return session.answer(
        await digests.send(id, session.work),
        () => 'It is written, and the server sends it: `tend digests` says how that goes.\n',
      );
    case 'preview':
      return session.answer(await digests.preview(id, session.work), ({ subject, text }) => `${subject}\n\n${text}`);
  }
}

function isAction(text: string): text is Action {
  return (actions as readonly string[]).includes(text);
}

function addedText(added: AddedDigest): string {
  const { id, secret } = added;
  const begun = `${receiverOf(added)} is told ${timesOf(added)}, as ${id}.\n`;
  if (secret === undefined) return begun;
  return `${begun}Its messages are signed with this secret, which is not shown again:\n${secret}\n`;
}

function receiverOf({ mail, webhook }: DigestRow): string {
  return oneLine(mail ?? webhook ?? '');
}

function timesOf({ days, at }: DigestRow): string {
  return `${days} at ${at}`;
}

function ownerOf({ owner }: DigestRow): string {
  if (owner === undefined) return 'all';
  return owner.id === 'none' ? 'nobody' : oneLine(nameOf(owner));
}

function digestsText({ digests, canMail }: DigestsAnswer, width: number): string {
  if (digests.length === 0) return 'No digests. Begin with: tend digests add --mail ADDRESS\n';
  const table = tableOf(
    [
      { heading: 'digest' },
      { heading: 'told to', widthMax: 40 },
      { heading: 'of', optional: true, widthMax: 24 },
      { heading: 'when' },
      { heading: 'state' },
      { heading: 'last', optional: true },
      { heading: 'delivered', numeric: true },
      { heading: 'waiting', numeric: true },
    ],
    digests.map((row) => [
      row.id,
      receiverOf(row),
      ownerOf(row),
      timesOf(row),
      row.state,
      row.lastDay === undefined ? '–' : `${row.lastDay} ${oneLine(row.lastOutcome ?? '')}`,
      count(row.delivered),
      count(row.pending),
    ]),
    width,
  );
  const needsMail = canMail === false && digests.some(({ mail }) => mail !== undefined);
  return [table, ...digests.flatMap(trouble), ...(needsMail ? [noServer] : [])].join('');
}

const noServer = 'No mail server is set here: start the server with TEND_SMTP and TEND_MAIL_FROM.\n';

function trouble({ id, reason, failure, nextAttemptAt, deadLetters }: DigestRow): string[] {
  const dead =
    deadLetters === 0 ? [] : [`${id}: ${count(deadLetters)} given up: tend webhooks dead-letters --webhook ${id}\n`];
  if (reason !== undefined) return [`${id} is disabled: ${oneLine(reason)}\n`, ...dead];
  if (failure === undefined) return dead;
  const next = nextAttemptAt === undefined ? '' : `; next attempt ${minuteOf(nextAttemptAt)}`;
  return [`${id}: ${oneLine(failure)}${next}\n`, ...dead];
}
