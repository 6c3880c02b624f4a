import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import { answerPlay, contributionsOf, countOf, noAnswers } from './plays-document.js';

/**
 * What was answered to the plays that were recommended for each relationship: accepted, declined and why, done.
 *
 * Whom a play is recommended to is no event and stands in no document: it follows from the phase (projection `trajectory`)
 * and from what is published (PlayPublished), when somebody asks. So this keeps answers alone, and none of them is closed by
 * another version of the play. One answer is kept a recommendation (play, version and its instant), the latest; the latest
 * 100 of a relationship, and older ones as counts.
 *
 * **Row**: how many stand accepted and not done, declined, done; when the last answer was.
 *
 * **Cells**: `play, <play>, <version>, <month of the last answer>`: recommendations by that answer: accepted, declined,
 * done. `declined, <play>, <reason code>, <month>`: plays; `none` where an import gave no reason. What is of several
 * relationships counts once.
 */
export const plays = defineProjection({
  name: 'plays',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: noAnswers,
  on: {
    ...ignoring(TouchpointEvents, RelationshipEvents, AdministrativeEvents),
    PlayAccepted: (doc, event, { parameters }) => answerPlay(doc, event, { state: 'accepted' }, parameters.zone),
    PlayDeclined: (doc, event, { parameters }) =>
      answerPlay(doc, event, { state: 'declined', reason: event.reasonCode ?? null }, parameters.zone),
    PlayDone: (doc, event, { parameters }) =>
      answerPlay(doc, event, { state: 'done', outcome: event.data.outcome ?? null }, parameters.zone),
  },
  index: ({ answers }) => ({
    accepted: countOf(answers, 'accepted'),
    declined: countOf(answers, 'declined'),
    done: countOf(answers, 'done'),
    lastAnswerAt: answers.at(-1)?.at ?? null,
  }),
  rollup: ({ answers, closed }) => [
    ...answers.flatMap(contributionsOf),
    ...closed.filter(({ double }) => !double).map(({ at, add }) => ({ at, add })),
  ],
});
