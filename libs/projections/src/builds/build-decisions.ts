import type { BuildNamed } from '#domain/events/builds.js';
import type { BuildInfo } from '#read-store/port.js';
import { isKeyDecision } from '../facts/set-apart.js';
import type { KeyDecision } from '../facts/set-apart.js';

/** Something that a person, or the engine when a new build is complete, has decided about a build. */
export interface BuildDecision {
  readonly type: 'BuildActivated' | 'BuildRolledBack' | 'BuildDropped';
  readonly data: Readonly<BuildNamed>;
}

/** Who decides: somebody who asked for it, or the engine when a build that it made by itself is complete. */
export type Decider = 'person' | 'engine';

/** Where decisions are written before the catalogue follows them: the stream `policy-projections`. */
export interface DecisionJournal {
  /** All of them, in order. */
  read(): Iterable<BuildDecision>;
  /** Resolves when it is durable. @throws LedgerError `disk-full`, `revision-conflict`, `unavailable` */
  append(decision: BuildDecision | KeyDecision, by: Decider): Promise<void>;
}

/** What the decisions about one projection say. */
export interface Pointer {
  /** The build that is to serve; none before a second build was activated. */
  readonly serving?: Readonly<BuildNamed>;
  /** What served before that one. */
  readonly before?: Readonly<BuildNamed>;
  /** The last word was a rollback: what served then can be activated again, but not gone back to. */
  readonly isRolledBack: boolean;
  /** Fingerprints that were gone back from: such code is not activated by itself. */
  readonly refused: ReadonlySet<string>;
  readonly dropped: readonly Readonly<BuildNamed>[];
  /** The highest number that was ever decided about. */
  readonly highest: number;
}

/** The fold of all decisions about a projection. */
export function pointerOf(name: string, decisions: Iterable<BuildDecision>): Pointer {
  let serving: Readonly<BuildNamed> | undefined;
  let before: Readonly<BuildNamed> | undefined;
  let isRolledBack = false;
  let highest = 0;
  const refused = new Set<string>();
  const dropped: Readonly<BuildNamed>[] = [];
  for (const { type, data } of decisions) {
    if (data.projection !== name) continue;
    highest = Math.max(highest, data.number);
    if (type === 'BuildDropped') {
      dropped.push(data);
      if (serving?.number === data.number) serving = undefined;
      continue;
    }
    isRolledBack = type === 'BuildRolledBack';
    if (isRolledBack && serving !== undefined && serving.fingerprint !== data.fingerprint)
      refused.add(serving.fingerprint);
    refused.delete(data.fingerprint);
    before = serving;
    serving = data;
  }
  return {
    ...(serving === undefined ? {} : { serving }),
    ...(before === undefined ? {} : { before }),
    isRolledBack,
    refused,
    dropped,
    highest,
  };
}

export function namedOf({ name, fingerprint, number }: BuildInfo): Readonly<BuildNamed> {
  return { projection: name, fingerprint, number };
}

/** Whether a decision is about this build: numbers begin anew when the read store was deleted. */
export function isAbout(named: Readonly<BuildNamed> | undefined, info: BuildInfo): boolean {
  return named?.number === info.number && named.fingerprint === info.fingerprint;
}

/** Decisions that last as long as the process, for specs. */
export function memoryJournal(decisions: BuildDecision[] = []): DecisionJournal {
  return {
    read: () => decisions,
    append: async (decision) => {
      if (!isKeyDecision(decision)) decisions.push(decision);
    },
  };
}
