import type { Id } from '#core/time.js';
import type { PhaseEntry } from '#measures/phases/phase.js';
import type { Pieces } from '#projections/calls/pieces.js';
import type { ProjectionView } from '#projections/queries/projection-reader.js';
import type { AnswerToPlay } from '#read-models/plays-document.js';
import type { TrajectoryRow } from '#read-models/trajectory-rows.js';
import { whyOf } from '../plays/plays.js';
import { playsOf, shownTo, type PlayOfRelationship, type PlaysStandpoint } from '../plays/recommended-plays.js';
import { courseMatter, type Told } from './matters.js';

/** Plays that are recommended and that nobody has turned down or carried out. Of whom one is held out from nothing is told. */
export function* toldByPlays(
  view: ProjectionView,
  standpoint: PlaysStandpoint,
  answers: ReadonlyMap<Id, readonly AnswerToPlay[]>,
  zone: string,
): Pieces<readonly Told[]> {
  if (standpoint.plays.length === 0) return [];
  const told: Told[] = [];
  for (const { key, row } of view.rows<TrajectoryRow>({ asKept: true })) {
    const shown = shownTo(standpoint, view, key, row);
    yield;
    if (shown.length === 0) continue;
    for (const one of playsOf(key, shown, answers.get(key) ?? []))
      if (one.recommendation !== undefined && (one.state === 'open' || one.state === 'accepted'))
        told.push(wordOf(one, zone));
  }
  return told;
}

/** A play is as grave as what it is for: who is gone turns away no more. */
export function kindOf({ phase, cause }: Pick<PhaseEntry, 'phase' | 'cause'>): string {
  if (cause === 'betrayal') return 'play-of-betrayal';
  return phase === 'deterioration' ? 'play-of-decline' : 'play';
}

function wordOf(one: PlayOfRelationship, zone: string): Told {
  const { relationship, play, recommendation, state } = one;
  const { entry } = recommendation!;
  return {
    matter: courseMatter(relationship),
    kind: kindOf(entry),
    severity: 'notice',
    relationship,
    since: entry.detectedAt,
    dueAt: null,
    says: {
      why: whyOf(entry, zone),
      todo:
        state === 'accepted'
          ? `Carry out the play “${play}”, and say so.`
          : `Accept the play “${play}”, or decline it and say why.`,
    },
    // Those of its phase are looked up where it is shown.
    evidence: [],
    play: one,
  };
}
