import type { OcelSource } from '#capture/export/ocel-writer.js';
import { isObjectCentric } from '#capture/export/ocel-types.js';
import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import type { ObjectRecorded } from '#domain/events/objects.js';
import { isTouchpoint } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';

/** The ledger as it may be told of. */
export type ShownReads = Pick<Mirror, 'readAll' | 'readDimension'>;

/** Everything as one object-centric log. */
export function ocelOfAll(shown: ShownReads): OcelSource {
  return {
    ...described(shown),
    events: touchpointsOf(shown.readAll()),
    objects: objectsOf(shown, () => true),
    hasAllTypes: true,
  };
}

/** Touchpoints of one relationship, with the objects that they concern and what these have to do with each other. */
export function ocelOfEvents(shown: ShownReads, events: Iterable<RecordedEvent>): OcelSource {
  return { ...described(shown), events: touchpointsOf(events), objects: [], hasAllTypes: false };
}

/**
 * A process. What came of it from object-centric logs goes out as whole as it came: with the events that are steps of no
 * case, with every object, and with all types.
 */
export function ocelOfProcess(shown: ShownReads, process: string): OcelSource {
  const datasets = new Set<string>();
  const imports = new Set<Id>();
  // They are looked for first: of a process that came otherwise nothing else is read twice.
  for (const event of shown.readDimension('process', process)) {
    if (!isObjectCentric(event)) continue;
    datasets.add(event.source.dataset);
    if (event.source.importId !== undefined) imports.add(event.source.importId);
  }
  return {
    ...described(shown),
    events: eventsOf(shown, process, datasets, imports),
    objects: objectsOf(shown, ({ source }) => datasets.has(source.dataset)),
    types: ofDatasets(shown.readDimension('type', 'TypeDeclared'), datasets),
    hasAllTypes: true,
  };
}

function described(shown: ShownReads): Pick<OcelSource, 'factsOf' | 'types'> {
  return {
    factsOf: (id) => shown.readDimension('stream', `object-${id}`),
    types: shown.readDimension('type', 'TypeDeclared'),
  };
}

function* touchpointsOf(events: Iterable<RecordedEvent>): Generator<RecordedEvent> {
  for (const event of events) if (isTouchpoint(event.type)) yield event;
}

function* eventsOf(
  shown: ShownReads,
  process: string,
  datasets: ReadonlySet<string>,
  imports: ReadonlySet<Id>,
): Generator<RecordedEvent> {
  yield* touchpointsOf(shown.readDimension('process', process));
  if (datasets.size === 0) return;
  // A later file of a dataset may have brought nothing but steps of no case.
  const all = new Set(imports);
  for (const event of ofDatasets(shown.readDimension('type', 'ImportStarted'), datasets))
    all.add(event.source.importId!);
  for (const id of all) {
    for (const event of ofDatasets(shown.readDimension('import', id), datasets))
      if (event.process === undefined && isTouchpoint(event.type) && isObjectCentric(event)) yield event;
  }
}

function* ofDatasets(events: Iterable<RecordedEvent>, datasets: ReadonlySet<string>): Generator<RecordedEvent> {
  for (const event of events) if (datasets.has(event.source.dataset)) yield event;
}

function* objectsOf(shown: ShownReads, isMeant: (fact: RecordedEvent) => boolean): Generator<Id> {
  for (const fact of shown.readDimension('type', 'ObjectRecorded'))
    if (isMeant(fact)) yield (fact.data as ObjectRecorded).object;
}
