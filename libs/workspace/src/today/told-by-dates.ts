import { dayOf, type Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { isRenewalOpen, renewBy } from '#measures/contracts/renewal-window.js';
import type { Pieces } from '#projections/calls/pieces.js';
import { partOfKey, valueOfKey } from '#projections/definition/projection-key.js';
import type { DocumentOf, RowOf } from '#projections/definition/define-projection.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { contracts } from '#read-models/contracts.projection.js';
import { promises } from '#read-models/promises.projection.js';
import type { RepliesDocument } from '#read-models/replies-document.js';
import type { replies } from '#read-models/replies.projection.js';
import type { Workspace } from '../workspace.js';
import { contractMatter, promiseMatter, waitMatter, type Told } from './matters.js';
import { isHistoric } from './told-by-signals.js';

/** So soon is a promise of ours due that is told of before its signal. */
const promiseDays = 3;
/** So soon has a renewal to be settled that is told of though its term is too short for a warning. */
const renewalDays = 30;

/** From where is looked. */
interface Sight {
  readonly workspace: Workspace;
  readonly at: Instant;
  readonly zone: string;
}

/** Promises of ours that are due within days; what is due no more is told by signals. */
export function* toldByPromises(view: ProjectionView, { workspace, at, zone }: Sight): Pieces<readonly Told[]> {
  const told: Told[] = [];
  for (const { key, row } of view.rows<RowOf<typeof promises>>({ asKept: true })) {
    yield;
    const { state, by, dueAt, madeAt } = row;
    const isOpen = state === 'open' || state === 'renegotiated';
    if (!isOpen || by !== 'ours' || dueAt === null || dueAt < at || dueAt > at + promiseDays * dayMs) continue;
    const promise = partOfKey(key);
    if (isHistoric(workspace, promise, dueAt)) continue;
    told.push({
      matter: promiseMatter(promise),
      kind: 'promise-due',
      severity: 'notice',
      relationship: valueOfKey(promises.key, key),
      since: madeAt ?? dueAt,
      dueAt,
      says: {
        why: `A promise of ours is due on ${dayOf(dueAt, zone)}.`,
        todo: 'Keep it, or renegotiate it before it is due.',
      },
      evidence: [promise],
    });
  }
  return told;
}

/** Customers who wait for an answer, whose time is not over yet; who waits too long is told by signals. */
export function* toldByReplies(view: ProjectionView, { workspace, at, zone }: Sight): Pieces<readonly Told[]> {
  const told: Told[] = [];
  for (const { key, row } of view.rows<RowOf<typeof replies>>({ asKept: true })) {
    yield;
    if (row.waiting <= row.late) continue;
    const conversations = view.document<RepliesDocument>(key)?.document?.conversations ?? [];
    for (const { open } of conversations) {
      if (open === null || open.late || isHistoric(workspace, open.onset.event, open.onset.since)) continue;
      const { event, since } = open.onset;
      const hours = Math.max(0, Math.floor((at - since) / 3_600_000));
      told.push({
        matter: waitMatter(event, key),
        kind: 'customer-waiting',
        severity: 'notice',
        relationship: key,
        since,
        dueAt: open.dueAt,
        says: {
          why: `A message of theirs has waited for an answer for ${hours} ${hours === 1 ? 'hour' : 'hours'}${open.dueAt === null ? '' : `; one is due on ${dayOf(open.dueAt, zone)}`}.`,
          todo: 'Answer it.',
        },
        evidence: [event],
      });
    }
  }
  return told;
}

/** Contracts whose renewal has to be settled within days. */
export function* toldByContracts(view: ProjectionView, { workspace, at, zone }: Sight): Pieces<readonly Told[]> {
  const told: Told[] = [];
  const last = at + renewalDays * dayMs;
  for (const { key, row } of view.rows<RowOf<typeof contracts>>({ asKept: true })) {
    yield;
    if (row.nextRenewal === null || row.nextRenewal > last) continue;
    for (const { id, state, stage, onset } of view.document<DocumentOf<typeof contracts>>(key)?.document?.contracts ??
      []) {
      const by = renewBy(state);
      if (!isRenewalOpen(state) || stage === 'settled' || by === null || by < at || by > last) continue;
      if (isHistoric(workspace, onset.event, by)) continue;
      told.push({
        matter: contractMatter(id),
        kind: 'renewal-due-now',
        severity: 'critical',
        relationship: key,
        since: onset.since,
        dueAt: by,
        says: { why: `A renewal has to be settled by ${dayOf(by, zone)}.`, todo: 'Talk about the renewal.' },
        evidence: [onset.event],
      });
    }
  }
  return told;
}
