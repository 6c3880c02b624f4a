import { decideCases } from '#domain/commands/start-import.js';
import { datasetOf } from '../dataset-name.js';
import type { DetectedFile } from '../format-detection.js';
import { mappingHash } from '../mapping.js';
import type { OpenedImport, OpenOptions, OpenPorts } from '../opened-import.js';
import { ocelBlame } from './ocel-blame.js';
import { ocelLogOf } from './ocel-log.js';
import type { OcelLog } from './ocel-log.js';
import { requireNamed } from './ocel-mapping.js';
import type { OcelMapping } from './ocel-mapping.js';
import { OcelReader } from './ocel-reader.js';
import { OcelRejects } from './ocel-rejects.js';
import { ocelText } from './ocel-text.js';

/**
 * Opens an object-centric log for import: reads and checks all of it, and decides what its cases are.
 * @throws LedgerError `file-unreadable`, `limit-exceeded`, `mapping-invalid`, `invalid`
 */
export async function openOcelImport(
  { format, bytes }: DetectedFile,
  mapping: OcelMapping | undefined,
  options: OpenOptions,
  fileName: string,
  { zone, now, caseBefore: caseBeforeOf }: OpenPorts,
): Promise<OpenedImport> {
  const named = options.process ?? mapping?.process;
  const dataset = options.dataset ?? mapping?.dataset ?? named ?? datasetOf(fileName);
  const said = options.case ?? mapping?.case;
  const caseBefore = caseBeforeOf(dataset);
  decideCases(dataset, caseBefore, said);
  const log = await ocelLogOf(await ocelText(bytes));
  if (mapping !== undefined) requireNamed(mapping, namesOf(log));
  const process = named ?? dataset;
  const reader = await OcelReader.open(log, { process, zone, now, mapping, caseType: said, caseBefore });
  return {
    format,
    dataset,
    identity: [],
    ...(mapping === undefined ? undefined : { mapping, mappingHash: mappingHash(mapping) }),
    rejects: new OcelRejects(log),
    blame: ocelBlame,
    readings: reader.readings(),
    ...(reader.caseType === undefined ? undefined : { caseType: reader.caseType }),
    flattening: () => reader.flattening(),
    notes: log.notes,
  };
}

/** Whether a log declares a type of objects, or an attribute of anything. */
function namesOf({ document }: OcelLog): (what: 'objectType' | 'attribute', name: string) => boolean {
  const types = new Set(document.objectTypes.map(({ name }) => name));
  const all = [...document.objectTypes, ...document.eventTypes];
  const attributes = new Set(all.flatMap((type) => type.attributes.map(({ name }) => name)));
  return (what, name) => (what === 'objectType' ? types : attributes).has(name);
}
