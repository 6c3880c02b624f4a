import type { KeyObject } from 'node:crypto';
import type { Id, Instant } from './time.js';

/** What the time is. Injected everywhere: nothing else reads the clock. */
export interface Clock {
  now(): Instant;
}

/** Randomness. Injected everywhere: salts, random ids, keys. */
export interface Random {
  /** `size` fresh random bytes. */
  bytes(size: number): Uint8Array;
}

/** The key of one subject: a person, a case or an import. */
export interface SubjectKey {
  readonly subject: Id;
  readonly keyId: Id;
  readonly key: KeyObject;
}

/**
 * The keys of one organisation, kept outside the ledger, so that destroying one makes what it sealed unreadable for ever.
 */
export interface KeyStore {
  /** Random id of the organisation: bound into every sealed object. */
  readonly organisation: Id;
  /** Key of the keyed hashes that ids are made of. */
  readonly idKey: KeyObject;
  /** The key of a subject, or undefined when it never had one or it was destroyed. */
  find(subject: Id): SubjectKey | undefined;
  /** The key of a subject, made when it has none yet; durable after the next `flush`. */
  ensure(subject: Id): SubjectKey;
  /** How often what was not durable yet has been dropped, because another node was first. */
  readonly dropped: number;
  /**
   * Resolves when every key made so far is durable. Nothing sealed may be acknowledged before.
   * @param since `dropped` when the work began: `revision-conflict` when something of it may have been dropped since
   */
  flush(since?: number): Promise<void>;
}

/** Where long work tells how far it is. `total` is undefined while nobody knows it. */
export interface Progress {
  (state: { readonly stage: string; readonly done: number; readonly total?: number; readonly unit: string }): void;
}
