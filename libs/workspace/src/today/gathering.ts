import { LedgerError } from '#core/errors.js';
import type { Id, Instant } from '#core/time.js';
import type { RowOf } from '#projections/definition/define-projection.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { contracts } from '#read-models/contracts.projection.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import { lookAt } from '../moments/look-at.js';
import { readAt } from '../moments/read-at.js';
import { answersIn, atOf } from '../plays/plays.js';
import { publishedPlays } from '../plays/published-plays.js';
import { ownersIn } from '../relationships/owners.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { mattersOf, type Matter, type Told } from './matters.js';
import { valueClasses } from './ranking.js';
import type { TodayThing } from './today-answers.js';
import { toldByContracts, toldByPromises, toldByReplies } from './told-by-dates.js';
import { toldByPlays } from './told-by-plays.js';
import { toldBySignals } from './told-by-signals.js';

/** Projections that are asked, beside those that raise signals. */
export const todayProjections = ['promises', 'replies', 'contracts', 'trajectory', 'plays', 'stakeholders'] as const;

/** A matter, whose it is and how much it counts. */
export interface Owned extends Matter {
  readonly owner: Id | undefined;
  readonly value: TodayThing['value'] | undefined;
}

/** Asks projections at one moment, and remembers those that could not be asked. */
export class Asking {
  readonly missing = new Set<string>();
  /** The instant of the question, and what is known. */
  readonly at: Instant;
  readonly known: number;

  constructor(
    readonly workspace: Workspace,
    readonly moment: Moment | undefined,
    readonly work: Work,
  ) {
    const { asOf, known } = atOf(workspace, moment);
    this.at = asOf;
    this.known = known;
  }

  /** Looks through much, in pieces. @returns `otherwise` of a projection that is not there, or not ready */
  async look<T>(projection: string, otherwise: T, look: (view: ProjectionView) => Pieces<T>): Promise<T> {
    return this.orElse(projection, otherwise, () => lookAt(this.workspace, projection, this.moment, look, this.work));
  }

  /** Reads little, as it is kept. @returns as `look` */
  async ask<T>(projection: string, otherwise: T, read: (view: ProjectionView) => T): Promise<T> {
    return this.orElse(projection, otherwise, () =>
      readAt(this.workspace, projection, this.moment, read, { ...this.work, kept: true }),
    );
  }

  /** @returns `otherwise` where a projection is not there, or not ready, and remembers that */
  async orElse<T>(projection: string, otherwise: T, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof LedgerError) || (error.code !== 'unavailable' && error.code !== 'not-found')) throw error;
      this.missing.add(projection);
      return otherwise;
    }
  }
}

/** Everything that there is to do, in no order. */
export interface Gathered {
  readonly matters: readonly Owned[];
  /** Of each relationship that somebody owns. */
  readonly owners: ReadonlyMap<Id, Id>;
  /** How many matters somebody deals with, or are history. */
  readonly settled: number;
}

export async function gather(asking: Asking): Promise<Gathered> {
  const { moment, at, known, work } = asking;
  const signals = await toldBySignals(asking.workspace, { moment, at, known, ...work });
  for (const name of signals.missing) asking.missing.add(name);
  const told = [...signals.told, ...(await toldOtherwise(asking))];
  const values = await asking.ask('contracts', new Map<Id, NonNullable<TodayThing['value']>>(), (view) =>
    valueClasses(contractRows(view)),
  );
  const owners = await asking.ask('stakeholders', new Map<Id, Id>(), ownersIn);
  const matters = mattersOf(told, signals.settled).map((matter): Owned => {
    const { relationship = '' } = matter.lead;
    return { ...matter, owner: owners.get(relationship), value: values.get(relationship) };
  });
  return { matters, owners, settled: signals.settled.size };
}

async function toldOtherwise(asking: Asking): Promise<readonly Told[]> {
  const { workspace, at, known } = asking;
  const { zone } = workspace.directory;
  const sight = { workspace, at, zone };
  const plays = publishedPlays(workspace, { asOf: at, known }).filter(({ until }) => until === Infinity);
  const nobody: ReadonlyMap<Id, readonly AnswerToPlay[]> = new Map();
  const answers = plays.length === 0 ? nobody : await asking.look('plays', nobody, (view) => answersIn(view));
  return [
    ...(await asking.look<readonly Told[]>('promises', [], (view) => toldByPromises(view, sight))),
    ...(await asking.look<readonly Told[]>('replies', [], (view) => toldByReplies(view, sight))),
    ...(await asking.look<readonly Told[]>('contracts', [], (view) => toldByContracts(view, sight))),
    ...(await asking.look<readonly Told[]>('trajectory', [], (view) =>
      toldByPlays(view, { ledger: workspace.ledger, known, plays }, answers, zone),
    )),
  ];
}

function* contractRows(view: ProjectionView) {
  for (const { key, row } of view.rows<RowOf<typeof contracts>>()) yield { key, ...row };
}
