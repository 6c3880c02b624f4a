import { cloudEventLines } from '#capture/export/cloudevents-writer.js';
import { csvLines } from '#capture/export/csv-writer.js';
import { exportNames, type ExportNames } from '#capture/export/export-names.js';
import { ocelLog } from '#capture/export/ocel-writer.js';
import { casesOf, xesLog } from '#capture/export/xes-writer.js';
import { LedgerError } from '#core/errors.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { definitionOf, familyOf, isEventType } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { amendmentsOf } from '../ledger/amendments.js';
import { eventsOfRelationship } from '../ledger/belonging.js';
import { permittedNow } from '../ledger/permitted.js';
import { findRelationship } from '../relationships/portfolio.js';
import type { ExportFilter, ExportFormat } from '../tend.js';
import type { Workspace } from '../workspace.js';
import { ocelOfAll, ocelOfEvents, ocelOfProcess } from './ocel-export.js';

/**
 * Touchpoints as text, piece by piece, in an order that depends on nothing but them. What was taken back is left out.
 * @param caughtUp awaited before names of relationships are looked up
 * @throws LedgerError `invalid` (xes without a process, or of a relationship), `not-found`
 */
export async function* exportText(
  workspace: Workspace,
  format: ExportFormat,
  filter: ExportFilter,
  caughtUp: () => Promise<void>,
): AsyncIterable<string> {
  const names = namesOf(workspace);
  if (format === 'xes') {
    const { process } = filter;
    if (process === undefined) throw needsProcess();
    if (filter.relationship !== undefined) throw needsWholeCases();
    requireProcess(workspace, process);
    return yield* xesLog(process, casesOf(shownOf(workspace), process), names);
  }
  const { process, relationship } = filter;
  // Looked up before the first line is written: what is not known is refused, not exported as a heading.
  if (process !== undefined) requireProcess(workspace, process);
  if (relationship !== undefined) await caughtUp();
  const id = relationship === undefined ? undefined : findRelationship(workspace, relationship);
  const events = eventsOf(workspace, process, id);
  switch (format) {
    case 'csv':
      return yield* csvLines(rowsOf(events), names, { escapeFormulas: true });
    case 'cloudevents':
      return yield* cloudEventLines(events, names);
    default: {
      const shown = shownOf(workspace);
      if (id !== undefined) return yield* ocelLog(ocelOfEvents(shown, events), names);
      yield* ocelLog(process === undefined ? ocelOfAll(shown) : ocelOfProcess(shown, process), names);
    }
  }
}

/** What is said of objects, and of types, has no column: it goes out as ocel and as cloudevents. */
function* rowsOf(events: Iterable<RecordedEvent>): Generator<RecordedEvent> {
  for (const event of events) if (!isEventType(event.type) || familyOf(event.type) !== 'objects') yield event;
}

function* eventsOf(workspace: Workspace, process?: string, relationship?: Id): IterableIterator<RecordedEvent> {
  for (const event of sourceOf(workspace, process, relationship)) {
    // What came from outside goes out; what the ledger wrote about its own work would mean nothing elsewhere.
    if (definitionOf(event.type)?.captured !== true) continue;
    if (process === undefined || event.process?.definition === process) yield event;
  }
}

function sourceOf(workspace: Workspace, process?: string, relationship?: Id): Iterable<RecordedEvent> {
  const shown = shownOf(workspace);
  if (relationship !== undefined)
    return shown.only(eventsOfRelationship(workspace, relationship, { known: shown.known }));
  return process === undefined ? shown.readAll() : shown.readDimension('process', process);
}

/** The ledger without what is hidden at its head, or withheld now. */
function shownOf(workspace: Workspace) {
  const { ledger } = workspace;
  const permitted = permittedNow(workspace);
  const { visibility } = amendmentsOf(ledger);
  const { sequence } = ledger.head();
  function* only(events: Iterable<RecordedEvent>): IterableIterator<RecordedEvent> {
    for (const event of events) {
      const given = visibility.isHidden(event, sequence) ? undefined : permitted.given(event);
      if (given !== undefined) yield given;
    }
  }
  const reads: Pick<Mirror, 'readAll' | 'readDimension'> = {
    readAll: (options) => only(ledger.readAll(options)),
    readDimension: (dimension, value, options) => only(ledger.readDimension(dimension, value, options)),
  };
  return { known: sequence, only, ...reads };
}

/** Names and sealed parts, but of those whose data are to be erased. */
function namesOf(workspace: Workspace): ExportNames {
  const names = exportNames(workspace.names, workspace.keys);
  const { isErased } = permittedNow(workspace);
  return {
    ...names,
    caseNumber: (id) => workspace.names.labels([id], isErased).get(id),
    party: (id) => (isErased(id) ? undefined : names.party(id)),
    personal: (event) =>
      event.sealed !== undefined && isErased(event.sealed.subject) ? 'erased' : names.personal(event),
  };
}

function requireProcess(workspace: Workspace, process: string): void {
  if (workspace.ledger.countDimension('process', process) > 0) return;
  throw new LedgerError('not-found', `No step of a process “${process}” is known.`);
}

function needsProcess(): LedgerError {
  return new LedgerError('invalid', 'A XES log is of one process: name it.', {
    violations: [{ field: 'process', message: 'is missing' }],
  });
}

/** A case may be of several relationships: what is left of it without the others is another case. */
function needsWholeCases(): LedgerError {
  return new LedgerError(
    'invalid',
    'A XES log is of whole cases: export those of a relationship as csv or cloudevents.',
    {
      violations: [{ field: 'relationship', message: 'cannot be given with xes' }],
    },
  );
}
