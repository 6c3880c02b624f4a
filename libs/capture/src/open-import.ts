import { LedgerError } from '#core/errors.js';
import { isLabel } from '#domain/fields.js';
import type { Bytes } from './byte-source.js';
import { csvBlame } from './csv/csv-blame.js';
import { readCsv } from './csv/csv-reader.js';
import { datasetOf } from './dataset-name.js';
import { detectFormat } from './format-detection.js';
import type { DetectedFile } from './format-detection.js';
import { readNdjson } from './json/ndjson-reader.js';
import { mappingHash } from './mapping.js';
import type { Mapping } from './mapping.js';
import { parseMapping } from './mapping-validation.js';
import { parseOcelMapping, saysOcel } from './ocel/ocel-mapping.js';
import type { OcelMapping } from './ocel/ocel-mapping.js';
import { openOcelImport } from './ocel/open-ocel.js';
import type { OpenedImport, OpenOptions, OpenPorts } from './opened-import.js';
import { proposeMapping } from './propose-mapping.js';
import { blameField } from './refusals.js';
import { csvRejects, ndjsonRejects } from './rejects.js';
import { xesBlame } from './xes/xes-blame.js';
import { readXes, xesIdentity } from './xes/xes-reader.js';
import { xesRejects } from './xes/xes-rejects.js';

/**
 * Opens a file for import. Nothing is written; whatever is wrong with the whole of it is said here.
 * @throws LedgerError `file-unreadable`, `mapping-invalid`, `invalid`; `limit-exceeded` for a log that must be read whole
 */
export async function openImport(
  file: { readonly name: string; readonly bytes: Bytes },
  options: OpenOptions,
  ports: OpenPorts,
): Promise<OpenedImport> {
  const given = mappingGiven(options.mapping);
  checkNames(options);
  const detected = await detectFormat(file.bytes, options.format);
  const { format, bytes } = detected;
  const { zone } = ports;
  if (given !== undefined && format !== given.format) {
    throw new LedgerError('mapping-invalid', `The mapping is for ${given.format}, the file is ${format}`, {
      violations: [{ field: 'format', message: `must be ${format}` }],
    });
  }
  if (format === 'ocel') return openOcelImport(detected, given as OcelMapping | undefined, options, file.name, ports);
  if (options.case !== undefined) throw noObjects();
  if (format === 'csv') return openCsvImport(detected, given as Mapping | undefined, options, file.name, zone);
  const dataset = options.dataset ?? options.process ?? datasetOf(file.name);
  const process = options.process ?? dataset;
  if (format === 'xes') {
    const readings = readXes(bytes, { process, zone });
    return { format, dataset, identity: xesIdentity, rejects: xesRejects(), blame: xesBlame, readings };
  }
  const readings = readNdjson(bytes);
  return { format, dataset, identity: [], rejects: ndjsonRejects(), blame: blameField, readings };
}

function mappingGiven(mapping: unknown): Mapping | OcelMapping | undefined {
  if (mapping === undefined) return undefined;
  return saysOcel(mapping) ? parseOcelMapping(mapping) : parseMapping(mapping);
}

function noObjects(): LedgerError {
  return new LedgerError('invalid', 'The file has no types of objects to choose cases from: only a log of OCEL has', {
    violations: [{ field: 'case', message: 'must be left out' }],
  });
}

async function openCsvImport(
  { format, head, bytes }: DetectedFile,
  given: Mapping | undefined,
  names: OpenOptions,
  fileName: string,
  zone: string,
): Promise<OpenedImport> {
  // What a proposal leaves open is for a person to say: events are never rewritten, so nothing is guessed.
  const mapping = given ?? parseMapping((await proposeMapping(head, zone)).mapping);
  const process = names.process ?? mapping.process;
  const dataset = names.dataset ?? mapping.dataset ?? process ?? datasetOf(fileName);
  const { table, readings } = await readCsv(bytes, { mapping, process: process ?? dataset, zone });
  return {
    format,
    dataset,
    identity: mapping.id === undefined ? mapping.identity! : [],
    mapping,
    mappingHash: mappingHash(mapping),
    rejects: csvRejects(table.header, table.delimiter, mapping.encoding),
    blame: csvBlame(mapping, table.columns),
    readings,
  };
}

function checkNames(names: OpenOptions): void {
  for (const field of ['dataset', 'process', 'case'] as const) {
    if (names[field] === undefined || isLabel(names[field])) continue;
    throw new LedgerError('invalid', `The name of the ${field} must be one line of text`, {
      violations: [{ field, message: 'must be one line of 1 to 200 characters' }],
    });
  }
}
