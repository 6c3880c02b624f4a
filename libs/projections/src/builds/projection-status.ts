import type { BuildInfo, BuildStall, Snapshot } from '#read-store/port.js';
import type { BuildProgress } from './build-progress.js';

/** How one projection stands. */
export interface ProjectionStatus {
  readonly name: string;
  readonly purpose: string;
  /** What it is keyed by. */
  readonly key: string;
  /** The build that answers; absent before the first one is complete. */
  readonly build?: string;
  readonly state: 'serving' | 'building' | 'stalled';
  readonly position: number;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly documents: number;
  readonly quarantined: number;
  /** How many slots of it this one of several nodes folds. */
  readonly slots?: number;
  /** What its builds take of the memory that nodes share. */
  readonly sharedBytes?: number;
  /** A build beside, on its way. */
  readonly building?: BuildProgress & { readonly build: string };
  /** Why it has stopped. */
  readonly reason?: string;
  /** What is not as it should be while it answers: its file does not load, a build could not be begun. */
  readonly problem?: string;
}

/** How one build stands. */
export interface BuildStatus {
  readonly build: string;
  readonly number: number;
  readonly fingerprint: string;
  readonly state: BuildInfo['state'];
  /** It is made of the definition as it is now. */
  readonly isCurrent: boolean;
  readonly position: number;
  readonly lagEvents: number;
  readonly documents: number;
  readonly quarantined: number;
  readonly bundle?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** While it is on its way. */
  readonly progress?: BuildProgress;
  /** Why it folds nothing new. */
  readonly reason?: string;
  /** Where a function of its definition does not come back. */
  readonly stall?: BuildStall;
  /** Keys that somebody has set apart, each at an event. */
  readonly apart: readonly { readonly key: string; readonly event: string }[];
}

export interface Committed {
  readonly name: string;
  readonly build: string;
  /** Folded up to here. */
  readonly position: number;
}

export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** As pino has it. Nothing personal is ever logged. */
export interface ProjectionLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** The sequence that all slots of a build have folded to. */
export function lowestSequence(snapshot: Snapshot): number {
  return Math.min(...snapshot.positions().map(({ sequence }) => sequence));
}
