import {
  associationsOf,
  sidesOf,
  type Association,
  type SidedEnding,
} from '#measures/process/customer-associations.js';
import type { Pieces } from '#core/pieces.js';
import type { AssociationAcross, AssociationOfProcess, AssociationsAcross, FollowedProcess } from './across-answers.js';
import { associationFigures, isUnsaid } from './associations-answer.js';
import type { FollowedSums, StratumNames } from './experience-answers.js';
import type { Followed } from './followed-endings.js';

/**
 * Gathers the endings of one process after the other. A case belongs to one process, and so does each of its endings: in the
 * sum each is counted once. What a long wait is, each process says by itself: what is long in one is usual in another.
 */
export class EndingsAcross {
  private readonly endings: SidedEnding[] = [];
  private readonly processes: FollowedProcess[] = [];
  private readonly alone: { readonly process: string; readonly of: readonly Association[] }[] = [];

  *add(process: string, { followed, ...sums }: Followed, names: StratumNames): Pieces<void> {
    if (sums.endings === 0) return;
    const { longWaitMs, endings } = sidesOf(followed);
    this.processes.push({
      process,
      ...sums,
      judged: followed.length,
      ...(longWaitMs === undefined ? {} : { longWait: longWaitMs / 1000 }),
      ...names,
      unsaid: followed.filter(isUnsaid).length,
    });
    this.alone.push({ process, of: yield* associationsOf(endings) });
    for (const one of endings) this.endings.push({ ...one, stratum: JSON.stringify([process, one.stratum]) });
  }

  *answer(): Pieces<AssociationsAcross> {
    const associations = yield* associationsOf(this.endings);
    const sum = (name: keyof FollowedSums): number => this.processes.reduce((total, one) => total + one[name], 0);
    return {
      cases: sum('cases'),
      endings: sum('endings'),
      judged: sum('judged'),
      tooEarly: sum('tooEarly'),
      withoutRelationship: sum('withoutRelationship'),
      processes: this.processes,
      of: associations.map((found, i): AssociationAcross => ({
        ...associationFigures(found),
        kinds: found.strata.filter(({ difference }) => difference !== undefined).length,
        byProcess: this.alone.flatMap(({ process, of }) => ofProcess(process, of[i]!)),
      })),
    };
  }
}

/** Nothing of a process of which on neither side anything can be told, such as of targets where it has none. */
function ofProcess(process: string, found: Association): AssociationOfProcess | readonly [] {
  if (found.exposed.n + found.others.n === 0) return [];
  const { exposure: _exposure, aftermath: _aftermath, ...figures } = associationFigures(found);
  return { process, ...figures };
}
