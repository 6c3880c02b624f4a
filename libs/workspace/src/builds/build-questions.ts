import type { ProjectionRow } from '../answers.js';
import type { NewRule } from '../rules/rule-answers.js';
import type { Work } from '../work.js';
import type { BuildChange, BuildsAnswer, ChangeSubject, DiffAnswer } from './build-answers.js';
import type { FlagsQuery, WhatIfAnswer } from './flag-answers.js';

/** The life of the builds of each projection. */
export interface BuildLife {
  list(name: string): Promise<BuildsAnswer>;
  /** Builds a projection anew beside what serves; it waits then, or is activated. @throws LedgerError `not-found`, `build-conflict` */
  rebuild(name: string, options: { activate?: boolean }, work: Work): Promise<ProjectionRow>;
  /** @throws LedgerError `not-found`, `build-conflict` when the builds are not in a state for it */
  change(name: string, change: BuildChange, subject: ChangeSubject, work: Work): Promise<BuildsAnswer>;
  /** What differs between two builds. @throws LedgerError `not-found`, `build-conflict` */
  diff(name: string, query: DiffQuery, work: Work): Promise<DiffAnswer>;
  /** What would differ with other parameters. @throws LedgerError `not-found`, `invalid`, `build-conflict` */
  whatIf(name: string, query: WhatIfQuery, work: Work): Promise<WhatIfAnswer>;
}

/** By default what serves is compared with what waits, or, where nothing waits, what is kept with what serves. */
export interface DiffQuery {
  /** The id of a build, or its number. */
  readonly from?: string;
  readonly to?: string;
  /** Of each kind of difference. */
  readonly examples?: number;
}

/** At least one of `set` and `context` says something. */
export interface WhatIfQuery {
  /** Parameters of the projection. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** In the place of all that was published of the same type and scope; without `effectiveFrom` valid always. */
  readonly context?: readonly NewRule[];
  readonly examples?: number;
  /** Asks who would have been flagged when, and which of these really left. */
  readonly flags?: FlagsQuery;
}
