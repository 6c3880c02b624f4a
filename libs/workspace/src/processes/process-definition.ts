import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Moment } from '#projections/queries/as-of.js';
import type { Workspace } from '../workspace.js';
import { definitionsOf, holdingAt } from './definitions/definition-versions.js';

type Definition = EventTypes['ProcessDefined'];

/** What a process is meant to be, as it was published and valid at a moment; undefined where nothing is published. */
export function definitionOf(
  workspace: Workspace,
  process: string,
  moment: Moment | undefined,
): Definition | undefined {
  const found = holdingAt(definitionsOf(workspace, process, moment?.known), moment?.asOf ?? workspace.clock.now());
  return found && oneObject(workspace, found.event);
}

const definitions = new WeakMap<object, Map<Id, Definition>>();

/** Of one event the same object each time: what was made ready of a definition is found by it. */
function oneObject({ ledger }: Workspace, { id, data }: RecordedEvent): Definition {
  let known = definitions.get(ledger);
  if (known === undefined) definitions.set(ledger, (known = new Map<Id, Definition>()));
  const definition = known.get(id) ?? (data as Definition);
  known.set(id, definition);
  return definition;
}
