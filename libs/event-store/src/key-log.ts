import type { Id } from '#core/time.js';

/** The key of a person: a later one, after the one before was destroyed, has a higher generation. */
export interface KeyOfSubject {
  readonly subject: Id;
  readonly generation: number;
}

/** Where the part of a transaction lies that is about one subject: apart, so that it can be destroyed. */
export interface PartReference extends KeyOfSubject {
  /** Id of the event that it is stored as. */
  readonly id: Id;
  /** SHA-256 of its bytes, in hex. */
  readonly digest: string;
}

/** What one commit of a key store says to all nodes. Nothing of a person stands in it but ids. */
export interface KeyTransaction {
  readonly id: Id;
  /** Keys that are destroyed, before anything else of it holds. */
  readonly destroys: readonly KeyOfSubject[];
  readonly parts: readonly PartReference[];
}

/** Where a transaction stands: enough to find it again, and to know whether it is the same log. */
export interface LogPlace {
  readonly stream: string;
  readonly revision: number;
  readonly id: Id;
}

/** What the first node says once and for all; keys are wrapped by the master key, in base64. */
export interface Founding {
  readonly organisation: Id;
  readonly zone: string;
  readonly idKey: string;
  readonly blindKey: string;
}

/** What is known of parts that are gone. */
export interface Erasures {
  /** `subject.generation` of those that are. */
  readonly erased: ReadonlySet<string>;
  /** Transactions refused for reasons that may be gone with them. */
  readonly refused: ReadonlySet<Id>;
}

/** Takes a transaction; the next one comes when it has resolved, and it comes again when it has not. */
export type TakeTransaction = (transaction: KeyTransaction, place: LogPlace) => Promise<void>;

/** One who follows a log. */
export interface LogFollower {
  /** Resolves when everything that the server had has been taken. @throws LedgerError `integrity`, `unavailable` */
  caughtUp(patienceMs: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The order in which the nodes of one organisation change keys and names. It decides nothing: every node does, alike, from
 * what came before.
 */
export interface KeyLog {
  /** What the first node said; `offer` makes it so where nobody has. */
  founding(offer: () => Founding): Promise<Founding>;
  /** @returns whether it is stored; the key that it is of may be destroyed already */
  putPart(part: PartReference, bytes: Uint8Array): Promise<'stored' | 'gone'>;
  /** @throws LedgerError `integrity` when it was never there */
  part(reference: PartReference): Promise<Uint8Array | 'gone'>;
  /** Resolves when it is stored. @throws LedgerError `outcome-unknown`, `unavailable`; then it may be still to come */
  append(transaction: KeyTransaction): Promise<void>;
  /** @param after what was taken last; all of it without */
  follow(after: LogPlace | undefined, take: TakeTransaction): LogFollower;
  erasures(): Promise<Erasures>;
  /** Notes an erasure, and which transactions were refused before it, and then makes all parts of the key unreadable. */
  erase(key: KeyOfSubject, refused: readonly Id[]): Promise<void>;
  close(): Promise<void>;
}

/** The name of a key where keys are counted. */
export function keyName({ subject, generation }: KeyOfSubject): string {
  return `${subject}.${generation}`;
}
