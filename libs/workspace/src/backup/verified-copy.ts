import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { openMirror } from '#event-store/embedded/open.js';
import { LedgerTree, type TreeHead } from '#transparency/ledger-tree.js';
import type { Finding } from '../answers.js';
import { readApart } from '../directory/reading-apart.js';
import type { Part } from '../directory/verification.js';
import type { Work } from '../work.js';
import { filesBelow, isLockFile } from './whole-directory.js';

/** What cannot be derived, and so is looked at in a copy. */
export const copiedParts = ['ledger', 'keys', 'contents'] as const satisfies readonly Part[];

/**
 * Reads all of a copied data directory, as the doctor does: every event with its hashes, every key, every sealed part.
 * @param masterKeyFile where the master key is, when it is not in the copy
 * @returns the size and root of its ledger
 * @throws LedgerError `integrity` with the first thing that is wrong, `cancelled`
 */
export async function verifyCopy(data: string, work: Work, masterKeyFile?: string): Promise<TreeHead> {
  let head: TreeHead | undefined;
  for (const part of copiedParts) {
    const read = await readApart(part, data, work, { masterKeyFile });
    const bad = read.findings.find(({ state }) => state === 'bad');
    if (bad !== undefined) throw unsound(bad);
    head ??= read.head;
  }
  removeLockFiles(data);
  return head!;
}

function unsound({ check, detail }: Finding): LedgerError {
  return new LedgerError('integrity', `The copy is not sound, so it was not kept. ${check}: ${detail}`, {
    hint: 'tend doctor, or tend verify BACKUP, says all that is wrong with what was copied.',
  });
}

/** The root of the first events of a ledger that others may have open. @throws LedgerError, RangeError */
export async function rootIn(ledger: string, size: number): Promise<string> {
  const mirror = await openMirror(ledger);
  try {
    return (await new LedgerTree(mirror).head(size)).root;
  } finally {
    await mirror.close();
  }
}

/** What whoever looked left behind. Nobody has the stores open now. */
function removeLockFiles(data: string): void {
  for (const path of filesBelow(data)) if (isLockFile(path)) rmSync(join(data, path));
}
