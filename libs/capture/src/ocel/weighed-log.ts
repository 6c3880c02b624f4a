import type { Violation } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import { eachInTurn } from './each-in-turn.js';
import { CaseTallies } from './flattening.js';
import type { CaseChoice } from './flattening.js';
import { problemOfDraft } from './ocel-blame.js';
import { OcelDrafts } from './ocel-drafts.js';
import type { OcelLog } from './ocel-log.js';
import type { Problem } from './ocel-schema.js';

/** A log of which it is known what every choice of cases would come to, and all that cannot be recorded. */
export interface WeighedLog {
  readonly choices: readonly CaseChoice[];
  readonly bad: Readonly<Record<'objects' | 'events', ReadonlyMap<number, readonly Problem[]>>>;
}

/** Counts every choice of cases over the events that can be recorded, whatever the cases are. */
export async function weigh(log: OcelLog, now: Instant): Promise<WeighedLog> {
  const { document, typeOf } = log;
  const drafts = new OcelDrafts(log, { process: 'process', caseType: undefined, mapping: undefined, zone: 'UTC' });
  const bad = { objects: new Map(log.bad.objects), events: new Map(log.bad.events) };
  const isBad = (list: keyof typeof bad, index: number, found: () => readonly Violation[]): boolean => {
    if (bad[list].has(index)) return true;
    const problems = found().map((problem) => problemOfDraft(problem, `/${list}/${index}`));
    if (problems.length > 0) bad[list].set(index, problems);
    return problems.length > 0;
  };
  await eachInTurn(document.objects, (object, index) =>
    isBad('objects', index, () => drafts.object(object, index).flatMap((draft) => checkDraft(draft, now))),
  );
  const tallies = new CaseTallies(document.objectTypes.map(({ name }) => name));
  await eachInTurn(document.events, (event, index) => {
    if (isBad('events', index, () => checkDraft(drafts.event(event, index), now))) return;
    tallies.add([...new Set(event.relationships?.map(({ objectId }) => objectId))], (id) => typeOf.get(id)!);
  });
  return { choices: tallies.choices(), bad };
}
