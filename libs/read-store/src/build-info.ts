/**
 * `building`: on its way; `paused`: held on its way; `ready`: complete, and waits; `serving`: it answers; `kept`: it has
 * answered before, and goes on folding so that it can again.
 */
export type BuildState = 'building' | 'paused' | 'ready' | 'serving' | 'kept';

/** Something that is taken to have been published, for a question. */
export interface AssumedContext {
  /** An event type of the vocabulary that is valid from an instant on. */
  readonly type: string;
  /** Valid from the beginning, unless told. */
  readonly effectiveFrom?: number;
  /** As that event would hold it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a build is executed with, so that it goes on with its own code after the definition has changed. */
export interface BuildCode {
  /** Hash of the self-contained text of its definition. */
  readonly bundle: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What of the program decides documents beside them. */
  readonly engine: string;
  /** Only of what is made for a question: what stands in the place of what was published. */
  readonly assumed?: readonly AssumedContext[];
}

export interface NewBuild {
  readonly code?: BuildCode;
  /** Where the ledger ends now; 0 unless told. */
  readonly beganAt?: number;
  /** Its number is higher than this one, and than every number given here. */
  readonly above?: number;
  /** It is meant to be activated as soon as it is complete. */
  readonly activates?: boolean;
}

/** Where a build stands still: a function of its definition does not come back. */
export interface BuildStall {
  readonly kind: 'fold' | 'within' | 'count';
  /** Of a document; where the event has not been given to keys yet, the first of the values that it is gathered by. */
  readonly key: string;
  /** Absent where nothing was folded of the key. */
  readonly event?: string;
  readonly sequence: number;
  /** It took longer than this. */
  readonly limitMs: number;
}

/** One materialisation of one projection by one state of its code. */
export interface BuildInfo {
  /** `<name>.<number>`. */
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly fingerprint: string;
  /** Where the ledger ended when it was begun: what is published for the past later, it does not see. */
  readonly beganAt: number;
  readonly state: BuildState;
  readonly code?: BuildCode;
  readonly activates?: boolean;
  readonly stall?: BuildStall;
}

/** What a build takes of the memory that nodes share, and of the disk of this one. */
export interface BuildMemory {
  readonly id: string;
  readonly sharedBytes: number;
  readonly replicaBytes: number;
}
