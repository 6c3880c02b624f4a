import { LedgerError } from '#core/errors.js';
import type { Clock, Random } from '#core/ports.js';
import { streamOf } from '#domain/streams.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { readHeadMark } from '#event-store/embedded/ledger-files.js';
import type { EventStore } from '#event-store/port.js';
import { openDirectory } from '#privacy/directory.js';
import type { LocalKeyStore } from '#privacy/key-store.js';
import { LedgerTree } from '#transparency/ledger-tree.js';
import { openDataDirectory } from '../directory/data-directory.js';
import { actorOf } from '../ledger/acting-user.js';
import { ownEvent } from '../ledger/own-event.js';
import type { BackupManifest } from './backup-manifest.js';

/** What is known of events that are not in a backup. */
export interface KnownLoss {
  /** The last event that is known to have been recorded; true: some were, and nobody knows how many. */
  readonly lost?: number | true | undefined;
  /** The data directory that is replaced: the mark of its head tells how far it had come. */
  readonly former?: string | undefined;
}

/** Where the epoch before is known to have ended, as far as it is. */
type Loss = Pick<EventTypes['EpochBegan'], 'previousSize' | 'previousRoot'>;

/** A new epoch of a ledger: what was kept, and what is lost. */
export interface EpochAnswer extends Loss {
  /** The event that says so. */
  readonly event: number;
  readonly keptSize: number;
  readonly keptRoot: string;
}

/**
 * Whether something that was recorded is not kept, and how much.
 * @param kept the last event that is
 * @returns undefined when nothing is known to be lost
 * @throws LedgerError `invalid`
 */
export function lossOf(manifest: BackupManifest, kept: number, { lost, former }: KnownLoss): Loss | undefined {
  if (typeof lost === 'number' && lost <= kept) {
    throw new LedgerError('invalid', `Event ${lost} is not lost: what is restored ends with event ${kept}.`, {
      violations: [{ field: 'lost', message: `must be more than ${kept}` }],
    });
  }
  const seen = former === undefined ? 0 : lastOf(former, manifest);
  const last = Math.max(manifest.sequence, typeof lost === 'number' ? lost : 0, seen);
  if (last > kept) {
    const { sequence, root } = manifest;
    return { previousSize: last, ...(last === sequence ? { previousRoot: root } : {}) };
  }
  return lost === true ? {} : undefined;
}

function lastOf(former: string, { organisation }: BackupManifest): number {
  const directory = openDataDirectory(former, { create: false });
  if (directory.organisation !== organisation) {
    throw new LedgerError(
      'invalid',
      `${former} is of organisation ${directory.organisation}, the backup is of ${organisation}.`,
    );
  }
  const mark = readHeadMark(directory.ledger);
  if (mark !== undefined && mark !== 'damaged') return mark.sequence;
  throw new LedgerError('invalid', `The ledger of ${former} does not say how far it had come.`, {
    hint: 'Give the number of its last event instead: --lost N, or --lost alone when nobody knows it.',
  });
}

/**
 * Records that what was restored is not all: right behind what was kept, and before anything else. Whoever holds a root of
 * the epoch before finds it not to be that of this ledger, and here why.
 */
export async function beginEpoch(
  ports: {
    readonly ledger: EventStore;
    readonly keys: LocalKeyStore;
    readonly clock: Clock;
    readonly random: Random;
    readonly user?: string | undefined;
  },
  loss: Loss,
): Promise<EpochAnswer> {
  const { ledger, keys, random, user } = ports;
  const { size, root } = await new LedgerTree(ledger).head();
  const data: EventTypes['EpochBegan'] = { keptSize: size, keptRoot: root, ...loss };
  const stream = streamOf('EpochBegan', {});
  const revision = ledger.revisionOf(stream);
  const actor = await actorOf({ names: openDirectory(keys, random), keys, user });
  const event = ownEvent(ports, { type: 'EpochBegan', stream, data, actor, place: revision + 1 });
  const { events } = await ledger.append({
    stream,
    expected: revision < 0 ? 'no_stream' : revision,
    events: [event],
  });
  return { event: events[0]!.sequence, keptSize: size, keptRoot: root, ...loss };
}
