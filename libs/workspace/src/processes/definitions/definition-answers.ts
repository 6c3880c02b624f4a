import type { Violation } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { DefinitionChange, DefinitionContent } from '#domain/commands/define-process.js';
import type { Named } from '../../answers.js';
import type { PublishedAnswer, RuleStanding } from '../../rules/rule-answers.js';
import type { Work } from '../../work.js';

export interface DefineQuery {
  readonly process: string;
  /** What is to be other than it is; what is not named stays. */
  readonly change?: DefinitionChange;
  /** The expected path as BPMN 2.0 XML, in the place of `change.sequence` or `change.model`. */
  readonly bpmn?: string;
  /** Goes back to another version instead of a change: to the one before, unless it is named. */
  readonly revert?: { readonly version?: string };
  /** How the version is called: the next number, unless told. */
  readonly version?: string;
  /** ISO 8601, or a date: its beginning. Now, unless told. */
  readonly effectiveFrom?: string;
  /** Only says what would be published. */
  readonly dryRun?: boolean;
}

/** A part of a definition that differs: `terminal`, `path`, `target resolution` … */
export interface DefinitionDifference {
  readonly part: string;
  /** Absent: there was none. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** How the cases that are known stand by their events and by the activities that a definition lets them end with. */
export interface CasesByDefinition {
  readonly cases: number;
  /** Cases in which a terminal activity was completed. */
  readonly withTerminal: number;
  readonly ended: number;
  readonly open: number;
  /** Cases of which neither their events nor the definition say whether they are open. */
  readonly undeclared: number;
  /** With what open cases stand last, the most frequent first; at most ten. */
  readonly openLast: readonly { readonly activity: string; readonly cases: number }[];
}

export interface DefinedAnswer {
  readonly process: string;
  readonly version: string;
  /** Absent: from when it is published. */
  readonly effectiveFrom?: string;
  readonly definition: DefinitionContent;
  /** The version that was changed; absent where nothing was declared before. */
  readonly before?: { readonly version: string; readonly effectiveFrom: string };
  readonly differences: readonly DefinitionDifference[];
  /** What may not be as it is meant, by field. */
  readonly warnings: readonly Violation[];
  /** Absent where no step of the process is known. */
  readonly cases?: CasesByDefinition;
  /** Absent for a dry run. */
  readonly published?: PublishedAnswer;
}

export interface DefinitionVersion {
  readonly id: Id;
  readonly version: string;
  readonly effectiveFrom: string;
  readonly recordedAt: string;
  /** Who published it. */
  readonly actor: Named;
  readonly standing: RuleStanding;
  /** From the one that it follows in the order in which they come to hold. */
  readonly differences: readonly DefinitionDifference[];
  readonly definition: DefinitionContent;
}

export interface DefinitionsAnswer {
  readonly process: string;
  /** The latest to hold first. */
  readonly versions: readonly DefinitionVersion[];
}

/** What processes are meant to be. */
export interface ProcessDefinitions {
  /**
   * Publishes the definition that holds, with what is changed in it, or a former one once more. Where it holds already as it
   * would be published, nothing is.
   * @throws LedgerError `invalid` with every violation, `data-directory-locked` …
   */
  define(query: DefineQuery, work: Work): Promise<DefinedAnswer>;
  /** @throws LedgerError `not-found` for a process of which neither a step nor a definition is known */
  list(process: string): Promise<DefinitionsAnswer>;
}
