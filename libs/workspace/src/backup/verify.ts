import { openDataDirectory } from '../directory/data-directory.js';
import { adviceFor, readApart } from '../directory/reading-apart.js';
import type { Finding } from '../answers.js';
import type { Work } from '../work.js';
import { checkFiles, dataOf, isBackup, readManifest, type BackupManifest } from './backup-manifest.js';
import { copiedParts } from './verified-copy.js';

/** What `tend verify` found. */
export interface VerifyAnswer {
  readonly what: 'data directory' | 'backup';
  /** The events and the root over their leaves; absent where the ledger is not sound. */
  readonly sequence?: number;
  readonly root?: string;
  /** The first thing that is wrong first. */
  readonly findings: readonly Finding[];
}

/**
 * Reads every byte of what cannot be derived of a data directory, or of a backup: of that its checksums first. Nothing is
 * changed, and another process may write the directory meanwhile.
 * @throws LedgerError `not-found`, `data-directory-foreign`, `file-unreadable`, `cancelled`
 */
export async function verifyStored(path: string, work: Work): Promise<VerifyAnswer> {
  if (isBackup(path)) return verifyBackup(path, work);
  openDataDirectory(path, { create: false });
  return { what: 'data directory', ...(await verifyParts(path, work)) };
}

async function verifyParts(path: string, work: Work): Promise<Omit<VerifyAnswer, 'what'>> {
  const findings: Finding[] = [];
  let found: { sequence: number; root: string } | undefined;
  for (const part of copiedParts) {
    const { findings: ofPart, head } = await readApart(part, path, work);
    findings.push(...ofPart);
    if (head !== undefined) found = { sequence: head.size, root: head.root };
  }
  return { ...found, findings };
}

async function verifyBackup(path: string, work: Work): Promise<VerifyAnswer> {
  const manifest = readManifest(path);
  const wrong = await checkFiles(path, manifest, work);
  const files = wrong.map((detail) => bad('files', detail));
  const read = await verifyParts(dataOf(path), work);
  return { what: 'backup', ...read, findings: [...files, ...read.findings, ...otherRoot(manifest, read)] };
}

/** Whatever the bytes are, the history must be the one that was copied. */
function otherRoot(manifest: BackupManifest, { sequence, root }: Omit<VerifyAnswer, 'what'>): Finding[] {
  if (root === undefined || (root === manifest.root && sequence === manifest.sequence)) return [];
  return [
    bad('root', `Its ${sequence} events have another root than the ${manifest.sequence} that its backup.json tells of`),
  ];
}

function bad(check: string, detail: string): Finding {
  return { check, state: 'bad', detail, advice: check === 'files' ? 'Take another copy of it.' : adviceFor.ledger };
}
