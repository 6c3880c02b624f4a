import { isId } from '#core/ids.js';
import { limits } from '#core/limits.js';
import type {
  AddedWebhook,
  DeadLettersAnswer,
  WebhookRow,
  Webhooks,
  WebhooksAnswer,
} from '#workspace/outbox/webhook-answers.js';
import { tableOf } from '../output/table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, minuteOf, oneLine } from '../output/text.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

const actions = ['add', 'remove', 'enable', 'disable', 'dead-letters', 'replay'] as const;
type Action = (typeof actions)[number];
type Options = Readonly<Record<string, unknown>>;

export const webhooksVerb: Verb = {
  usage: 'webhooks [action] [target]',
  description:
    'who is told what becomes of signals; or: add URL, remove ID, enable ID, disable ID, dead-letters, replay MESSAGE. A server tells them, as long as it runs',
  example: 'tend webhooks add https://example.org/hook --kind unanswered',
  configure: (command) =>
    void command
      .option('--kind <kind...>', 'add: only signals of these kinds')
      .option('--projection <name...>', 'add: only signals of these projections')
      .option('--webhook <id>', 'dead-letters, replay: only those of a webhook, or of a digest')
      .option('--all', 'replay: all dead letters')
      .option('--limit <n>', 'dead-letters: how many', wholeNumber(1, limits.pageMax), limits.pageDefault)
      .option('--after <cursor>', 'dead-letters: go on after this page (`next` of the JSON answer)'),
  run: async (session, [action, target], options) => {
    if (action !== undefined && !isAction(action))
      throw new UsageError(`Use \`tend webhooks\`, or one of ${actions.join(', ')}.`);
    requireTarget(action, target, options);
    const { webhooks } = await session.open();
    if (action === undefined) await session.answer(await webhooks.list(), webhooksText);
    else await run(session, webhooks, action, target, options);
  },
};

function requireTarget(
  action: Action | undefined,
  target: string | undefined,
  { webhook, all }: { webhook?: string; all?: boolean },
): void {
  const takesId = action === 'remove' || action === 'enable' || action === 'disable';
  if (takesId && !isId(target ?? ''))
    throw new UsageError(`${action} needs the id of a webhook, as \`tend webhooks\` lists it.`);
  if (webhook !== undefined && !isId(webhook)) throw new UsageError('--webhook is an id, as `tend webhooks` lists it.');
  if (action === 'add' && target === undefined) throw new UsageError('add needs the address that is told.');
  if (action === 'dead-letters' && target !== undefined) throw new UsageError('dead-letters takes --webhook ID.');
  if (action === 'replay' && [target, webhook, all].filter((one) => one !== undefined).length !== 1)
    throw new UsageError('replay takes one of: the id of a message, --webhook ID, --all.');
}

async function run(
  session: Session,
  webhooks: Webhooks,
  action: Action,
  target: string | undefined,
  options: Options,
): Promise<void> {
  const { kind, projection, webhook, limit, after } = options as {
    kind?: string[];
    projection?: string[];
    webhook?: string;
    limit: number;
    after?: string;
  };
  switch (action) {
    case 'add':
      return session.answer(
        await webhooks.add({ url: target!, ...given({ kinds: kind, projections: projection }) }),
        addedText,
      );
    case 'remove':
      return session.answer(
        await webhooks.remove(target!),
        (left, width) => `It is removed.\n${webhooksText(left, width)}`,
      );
    case 'enable':
    case 'disable':
      return session.answer(await webhooks.change(target!, action), ({ state }) => `It is ${state}.\n`);
    case 'dead-letters':
      return session.answer(await webhooks.deadLetters({ limit, ...given({ webhook, after }) }), deadLettersText);
    case 'replay':
      return session.answer(
        await webhooks.replay(given({ webhook, message: target })),
        ({ replayed }) => `${counted(replayed, 'message')} will be sent again.\n`,
      );
  }
}

function isAction(text: string): text is Action {
  return (actions as readonly string[]).includes(text);
}

function addedText({ id, url, secret }: AddedWebhook): string {
  return [
    `${oneLine(url)} is told from now on, as ${id}.`,
    `Its messages are signed with this secret, which is not shown again:`,
    secret,
    '',
  ].join('\n');
}

function webhooksText({ webhooks }: WebhooksAnswer, width: number): string {
  if (webhooks.length === 0) return 'No webhooks. Begin with: tend webhooks add URL\n';
  const table = tableOf(
    [
      { heading: 'webhook' },
      { heading: 'address', widthMax: 48 },
      { heading: 'signals', optional: true, widthMax: 32 },
      { heading: 'state' },
      { heading: 'delivered', numeric: true },
      { heading: 'waiting', numeric: true },
      { heading: 'dead letters', numeric: true },
    ],
    webhooks.map((row) => [
      row.id,
      oneLine(row.url),
      oneLine(signalsOf(row)),
      row.state,
      count(row.delivered),
      count(row.pending),
      count(row.deadLetters),
    ]),
    width,
  );
  const failures = webhooks.flatMap(({ id, failure, reason, nextAttemptAt }) => {
    if (reason !== undefined) return [`${id} is disabled: ${oneLine(reason)}\n`];
    if (failure === undefined) return [];
    const next = nextAttemptAt === undefined ? '' : `; next attempt ${minuteOf(nextAttemptAt)}`;
    return [`${id}: ${oneLine(failure)}${next}\n`];
  });
  return [table, ...failures].join('');
}

function signalsOf({ kinds, projections }: WebhookRow): string {
  const parts = [...(kinds ?? []), ...(projections ?? []).map((name) => `of ${name}`)];
  return parts.length === 0 ? 'all' : parts.join(', ');
}

function deadLettersText({ deadLetters, next }: DeadLettersAnswer, width: number): string {
  if (deadLetters.length === 0) return 'No dead letters.\n';
  const table = tableOf(
    [
      { heading: 'message' },
      { heading: 'type' },
      { heading: 'webhook', optional: true },
      { heading: 'given up' },
      { heading: 'attempts', numeric: true },
      { heading: 'why', widthMax: 48 },
    ],
    deadLetters.map(({ id, type, webhook, failedAt, attempts, failure }) => [
      id,
      type,
      webhook,
      minuteOf(failedAt),
      count(attempts),
      oneLine(failure),
    ]),
    width,
  );
  return next === undefined ? table : `${table}More with --after ${shellWord(next)}\n`;
}
