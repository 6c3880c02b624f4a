import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import { durably } from '#privacy/durably.js';
import type { StoredDigest } from '../outbox/outbox-digests.js';
import type { OutboxStore } from '../outbox/outbox-store.js';
import type { Plays } from '../plays/play-answers.js';
import { relationshipNames } from '../relationships/timeline.js';
import type { PromiseCommands } from '../relationships/promise-command-answers.js';
import type { SignalCommands } from '../signals/signal-command-answers.js';
import { noOwner } from '../today/today-answers.js';
import { snoozeFor } from '../today/today-words.js';
import { namesFor } from '../relationships/portfolio.js';
import type { Work } from '../work.js';
import type { Acting, WritableWorkspace } from '../workspace.js';
import type { DigestLinks, LinkAnswer } from './digest-answers.js';
import { readLink, type DigestLink, type LinkWord } from './digest-links.js';
import { addressOf, mailScheme } from './digest-sender.js';

/** What links can have done, in the name of whom they were sent to. */
export interface CommandsOfLinks {
  readonly signals: Pick<SignalCommands, 'act'>;
  readonly plays: Pick<Plays, 'act'>;
  readonly promises: Pick<PromiseCommands, 'act'>;
}

export interface LinkPorts {
  readonly workspace: WritableWorkspace;
  readonly store: OutboxStore;
  readonly commandsOf: (acting: Acting) => CommandsOfLinks;
  /** Stops a digest, or goes on with it. */
  readonly stop: (id: Id, isStopped: boolean) => void;
}

const undoable: ReadonlySet<LinkWord> = new Set(['kept', 'not-kept', 'acknowledge', 'snooze', 'resolve', 'stop']);

/** What is said by the links of digests. */
export function digestLinks(ports: LinkPorts): DigestLinks {
  const { workspace, store } = ports;
  const read = (token: string): DigestLink =>
    readLink(token, (id) => store.digests.get(id)?.linkKey, workspace.clock.now());
  return {
    look: async (token) => answerOf(ports, read(token)),
    act: async (token, { undo = false, reason }, work = {}) => {
      const link = read(token);
      if (undo && !undoable.has(link.word)) throw new LedgerError('invalid', 'This cannot be taken back by a link.');
      if (link.word === 'stop') ports.stop(link.digest, !undo);
      else await say(ports.commandsOf(await actingOf(ports, link)), link, { undo, reason }, work);
      return answerOf(ports, link);
    },
  };
}

interface How {
  readonly undo: boolean;
  readonly reason: string | undefined;
}

async function say(
  { signals, plays, promises }: CommandsOfLinks,
  link: DigestLink,
  { undo, reason }: How,
  work: Work,
): Promise<void> {
  const { word } = link;
  switch (word) {
    case 'acknowledge':
    case 'snooze':
    case 'resolve': {
      const command = { signals: link.signals ?? [], ...(word === 'snooze' && !undo ? { until: snoozeFor } : {}) };
      await signals.act(undo ? 'reopen' : word, command, work);
      return;
    }
    case 'accept':
    case 'decline':
    case 'done': {
      const given = word === 'decline' && reason !== undefined ? { reason } : {};
      await plays.act(word, { relationship: link.relationship!, play: link.play!, ...given }, work);
      return;
    }
    case 'kept':
    case 'not-kept':
      await promises.act(undo ? 'undo' : word === 'kept' ? 'keep' : word, { promises: [link.promise!] }, work);
      return;
    case 'stop':
      return;
  }
}

function answerOf({ workspace, store }: LinkPorts, link: DigestLink): LinkAnswer {
  const { word, kind, relationship, due, day } = link;
  const names =
    relationship === undefined
      ? undefined
      : relationshipNames(workspace, [relationship], undefined, 'relationship-analysis');
  return {
    word,
    ...(kind === undefined ? {} : { kind }),
    ...(relationship === undefined ? {} : { relationship: names!.get(relationship)! }),
    ...(due === undefined ? {} : { due }),
    by: calledBy(workspace, store, link.digest),
    day,
    canUndo: undoable.has(word),
  };
}

function calledBy(workspace: WritableWorkspace, store: OutboxStore, id: Id): string {
  const { url } = store.receiver(id)!;
  if (url.startsWith(mailScheme)) return addressOf(url);
  const { owner } = store.digests.get(id)!;
  return owner === undefined || owner === noOwner
    ? 'whoever has this link'
    : (namesFor(workspace, [owner])(owner).name ?? owner);
}

/** Whose mailbox it is, or the owner whose list it is: nobody else was given the link by us. */
async function actingOf({ workspace, store }: LinkPorts, { digest, day, word }: DigestLink): Promise<Acting> {
  const { url } = store.receiver(digest)!;
  const authority = `digest:${digest}:${day}:${word}`;
  if (!url.startsWith(mailScheme)) return { actor: ownerOf(store.digests.get(digest)!), authority };
  const address = addressOf(url);
  // As who has that mailbox with us, and not as the contact of a customer who may be known by the same address.
  const identifiers = [{ scheme: 'user', value: address }];
  const user = { kind: 'person', identifiers, name: address, role: 'user', side: 'ours' } as const;
  // An event must not name somebody whom the directory may forget.
  const actor = await durably(workspace.keys, () => workspace.names.claim(user, 'tend'));
  return { actor, authority };
}

function ownerOf({ owner }: StoredDigest): string {
  return owner === undefined || owner === noOwner ? 'system:tend' : owner;
}
