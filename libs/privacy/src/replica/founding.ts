import type { Id } from '#core/time.js';
import { LedgerError } from '#core/errors.js';
import type { Founding } from '#event-store/key-log.js';
import type { KeyFile, Write } from '../key-file.js';

const format = '1';
const [organisationRow, zoneRow, idKeyRow, blindKeyRow] = ['organisation', 'zone', 'id-key', 'blind-key'] as const;

/** What this node knows of how its organisation began, if it has been told. */
export function foundingIn(file: KeyFile): Founding | undefined {
  const of = (name: string): Buffer | undefined => file.stored('meta', Buffer.from(name));
  const organisation = of(organisationRow)?.toString();
  if (organisation === undefined) return undefined;
  const wrapped = (name: string): string => of(name)?.toString('base64') ?? '';
  return {
    organisation,
    zone: of(zoneRow)?.toString() ?? '',
    idKey: wrapped(idKeyRow),
    blindKey: wrapped(blindKeyRow),
  };
}

/** A replica that is new takes over whose it is, and with which keys. */
export async function adopt(file: KeyFile, { organisation, zone, idKey, blindKey }: Founding): Promise<void> {
  const rows: readonly (readonly [string, Buffer])[] = [
    ['format', Buffer.from(format)],
    [organisationRow, Buffer.from(organisation)],
    [zoneRow, Buffer.from(zone)],
    [idKeyRow, Buffer.from(idKey, 'base64')],
    [blindKeyRow, Buffer.from(blindKey, 'base64')],
  ];
  await file.write(rows.map(([name, value]): Write => ({ table: 'meta', key: Buffer.from(name), value })));
}

/** @throws LedgerError `key-missing` when what is here and what is on the server are not of one organisation */
export function requireSameOrganisation(what: string, ours: Id | undefined, theirs: Id): void {
  if (ours === undefined || ours === theirs) return;
  throw new LedgerError(
    'key-missing',
    `The ${what} is of organisation ${ours}, the keys on the server are of ${theirs}.`,
  );
}

/** @throws LedgerError `key-missing` when a replica is of another organisation than the log, or of other keys */
export function requireSameFounding(ours: Founding, theirs: Founding): void {
  requireSameOrganisation('key store', ours.organisation, theirs.organisation);
  if (ours.idKey === theirs.idKey && ours.blindKey === theirs.blindKey) return;
  throw new LedgerError('key-missing', 'The key store has other keys than those on the server.');
}
