import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { Moment } from '#projections/queries/as-of.js';
import { boundCursor, placeOfCursor } from '../moments/list-cursor.js';
import { pageLimit } from '../relationships/timeline.js';
import type { Work } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { readEqualLines } from './equal-lines.js';
import { falseAlarmsExpected } from './expected-alarms.js';
import { readRaised } from './raised-signals.js';
import type { SignalsAnswer } from './signal-answers.js';
import { rowsOf, type Shown } from './signal-rows.js';
import { Looked, Sight, together, type SignalsWanted } from './signal-sight.js';

/**
 * A page of the inbox: what every projection that has signals raises, now or at a moment, the newest first; or what it
 * raised and has ended, or withdrawn, what ended last first. Of what stands that is left out which somebody has resolved, or put off until
 * later, and which is history; it is counted. What several projections tell of one event is one, and is sought as that one:
 * by how grave the gravest is; by a kind or a projection, where any of them is of it, which is then shown. What cannot be asked just
 * now is named. Everything is looked at for each page, and no more than a page of it is held.
 * @param relationship id of the one whose signals are wanted
 * @throws LedgerError `invalid`, `not-found` for no projection, `cursor-expired` when other builds answer
 */
export async function signalsOf(
  workspace: Workspace,
  query: SignalsWanted,
  relationship: Id | undefined,
  moment?: Moment,
  work?: Work,
): Promise<SignalsAnswer> {
  const { kind, severity, projection, asOf, knownBy, state = 'open', work: workState, historic } = query;
  const limit = pageLimit(query.limit);
  if (state === 'withdrawn' && moment !== undefined) throw refusedPast();
  const question = ['signals', kind, severity, relationship, projection, asOf, knownBy, state, workState];
  const asked = [...question, historic === undefined ? undefined : String(historic)];
  const begun = query.after === undefined ? undefined : unpackPlace(placeOfCursor(query.after, asked));
  const reading = { moment, begunIn: begun?.builds, state, relationship, ...work };
  // Without these everything is looked at anyway, and lines are joined on the way.
  const isOfSome = severity !== undefined || projection !== undefined || query.standing === true;
  const lines = isOfSome ? await readEqualLines(workspace, reading) : undefined;
  const sight = new Sight(workspace, query, relationship, moment, lines);
  const seen = new Looked(limit, begun?.place);
  const { answered, missing } = await readRaised(workspace, {
    ...reading,
    projection,
    look: (raised, view) => sight.look(raised, view, new Looked(limit, begun?.place), seen),
    take: (looked) => seen.join(looked),
  });
  const page = seen.first.inOrder();
  const last = page.at(-1);
  const builds = answered.map(({ build }) => build);
  const shown = page.map(({ row }): Shown => ({
    ...row,
    seen: row.seen!,
    isHistoric: sight.isHistoric(row),
    ...together(row, lines ?? seen.lines),
  }));
  // It is of all that are judged, and would say nothing of a part of them.
  const isWhole = state === 'open' && [kind, severity, relationship, projection, workState, historic].every(isNotGiven);
  const expected = isWhole && begun === undefined ? await falseAlarmsExpected(workspace, moment, work) : undefined;
  return {
    rows: rowsOf(workspace, shown, sight.known),
    total: seen.first.total,
    ...(last === undefined || seen.first.behind <= limit
      ? {}
      : { next: boundCursor(packPlace({ builds, place: last.place }), asked, moment) }),
    kinds: seen.kindsByCount(),
    notShown: seen.notShown,
    ...(expected === undefined ? {} : { expectedFalseAlarms: expected }),
    answered,
    ...(missing.length === 0 ? {} : { missing }),
  };
}

function isNotGiven(value: unknown): boolean {
  return value === undefined;
}

function refusedPast(): LedgerError {
  const message = 'withdrawn is told of now alone';
  return new LedgerError('invalid', `state ${message}: nothing of it is kept by moment.`, {
    violations: [{ field: 'state', message }],
    hint: 'What stood by what was known then is shown by knownBy (--known-by).',
  });
}

/** Where a page ends, and the builds that it is of. */
interface Place {
  readonly builds: readonly string[];
  readonly place: string;
}

function packPlace({ builds, place }: Place): string {
  return Buffer.from(JSON.stringify([builds, place])).toString('base64url');
}

/** What carries the mark of the question was packed here. */
function unpackPlace(text: string): Place {
  const [builds, place] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string[], string];
  return { builds, place };
}
