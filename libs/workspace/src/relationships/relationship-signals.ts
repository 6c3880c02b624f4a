import type { Id } from '#core/time.js';
import { partOfKey } from '#projections/definition/projection-key.js';
import type { Moment } from '#projections/queries/as-of.js';
import { namesOfKeys } from '../documents/names-of-keys.js';
import type { SignalsAnswer } from '../signals/signal-answers.js';
import { signalsOf } from '../signals/signals.js';
import type { Work } from '../work.js';
import type { Workspace } from '../workspace.js';
import { isWithheld, withheldSays } from './part-readings.js';
import type { SignalsPart, StandingSignal } from './signals-part.js';
import type { PartRead } from './standing-answers.js';
import { countText, joined } from './standing-presentation.js';

/** So many are listed: of more the gravest, and of these the newest. */
const listedMost = 20;
const claimedSays = 'They are told by what was recorded here, and not as claimed by the sources.';

/** The signals of a relationship, and how they were read. */
export interface SignalsReading {
  readonly part: PartRead;
  readonly signals?: SignalsPart;
}

/**
 * What stands of a relationship, now or at a moment, as the inbox reads it: all that is not dealt with, also what somebody has
 * put off and what is history, which the inbox leaves out. That it cannot be told, or not all of it, is no error: it says so.
 */
export async function readSignals(
  workspace: Workspace,
  id: Id,
  moment: Moment | undefined,
  work: Work,
): Promise<SignalsReading> {
  // Steps of signals are kept by what was recorded here: what the sources knew by then is folded of one key alone.
  if (moment?.claimedBy !== undefined) return untold('not-ready', claimedSays);
  const answer = await signalsOf(workspace, { standing: true, limit: listedMost }, id, moment, work);
  const { answered, missing = [] } = answer;
  const withheld = answered.filter(({ projection }) => isWithheld(workspace, projection, id, moment));
  if (answered.length === 0)
    return untold(
      'not-ready',
      missing.length === 0 ? 'No projection here raises any.' : `Not ready: ${missing.join(', ')}.`,
    );
  if (withheld.length === answered.length) return untold('withheld', withheldSays);
  const of = (says: string) => (projection: string) => ({ projection, says });
  const notAsked = [
    ...missing.map(of('It is not ready.')),
    ...withheld.map(({ projection }) => projection).map(of(withheldSays)),
  ];
  const signals = {
    rows: rowsOf(workspace, answer, moment),
    total: answer.total,
    more: answer.total - answer.rows.length,
    resolved: answer.notShown.resolved,
    notAsked,
    sentence: sentenceOf(answer, notAsked),
  };
  return { part: { projection: 'signals', state: 'told', answered }, signals };
}

function untold(state: PartRead['state'], says: string): SignalsReading {
  return { part: { projection: 'signals', state, says } };
}

function rowsOf(workspace: Workspace, { rows }: SignalsAnswer, moment: Moment | undefined): StandingSignal[] {
  const { projections } = workspace;
  return rows.map(({ relationship: _own, ...row }) => {
    const definition = projections.definition(row.projection);
    if (definition?.by !== 'case') return row;
    const one = namesOfKeys(workspace, definition, [row.key], moment?.known).get(row.key)!;
    return { ...row, case: { ...one, ...(definition.within === undefined ? {} : { process: partOfKey(row.key) }) } };
  });
}

/** “3 open signals: 2 process-deviation, 1 silence; 1 resolved”; that there is none is said as well. */
function sentenceOf({ total, kinds, notShown }: SignalsAnswer, notAsked: SignalsPart['notAsked']): string {
  return joined([
    total === 0 ? 'no open signal' : `${countText(total, 'open signal')}: ${kindsText(kinds)}`,
    notShown.resolved > 0 && `${notShown.resolved} resolved`,
    notAsked.length > 0 && `not told of ${notAsked.map(({ projection }) => projection).join(', ')}`,
  ]);
}

function kindsText(kinds: SignalsAnswer['kinds']): string {
  return kinds.map(({ kind, count }) => `${count.toLocaleString('en')} ${kind}`).join(', ');
}
