import { LedgerError } from '#core/errors.js';
import { isLabel } from '#domain/fields.js';
import type { Bytes } from './byte-source.js';
import { csvBlame } from './csv/csv-blame.js';
import { readCsv } from './csv/csv-reader.js';
import { datasetOf } from './dataset-name.js';
import { detectFormat } from './format-detection.js';
import type { DetectedFile, FileFormat } from './format-detection.js';
import { readNdjson } from './json/ndjson-reader.js';
import { mappingHash } from './mapping.js';
import type { Mapping } from './mapping.js';
import { parseMapping } from './mapping-validation.js';
import { proposeMapping } from './propose-mapping.js';
import type { Readings } from './reading.js';
import { blameField } from './refusals.js';
import type { Blame } from './refusals.js';
import { csvRejects, ndjsonRejects } from './rejects.js';
import type { RejectsFormat } from './rejects.js';
import { xesBlame } from './xes/xes-blame.js';
import { readXes, xesIdentity } from './xes/xes-reader.js';
import { xesRejects } from './xes/xes-rejects.js';

/** A file whose beginning is understood: what it is called, how its rows are recognised, and its readings. */
export interface OpenedImport {
  readonly format: FileFormat;
  readonly dataset: string;
  /** Columns by which rows without an id are recognised; empty when rows have ids. */
  readonly identity: readonly string[];
  readonly mapping?: Mapping;
  readonly mappingHash?: string;
  readonly rejects: RejectsFormat;
  readonly blame: Blame;
  readonly readings: Readings;
}

interface Names {
  readonly dataset?: string;
  readonly process?: string;
}

/**
 * Opens a file for import. Nothing is written; whatever is wrong with the whole of it is said here.
 * @param zone of times without offset, unless the mapping gives one
 * @throws LedgerError `file-unreadable`, `mapping-invalid`, `invalid`
 */
export async function openImport(
  file: { readonly name: string; readonly bytes: Bytes },
  options: Names & { readonly format?: string; readonly mapping?: unknown },
  zone: string,
): Promise<OpenedImport> {
  const given = options.mapping === undefined ? undefined : parseMapping(options.mapping);
  checkNames(options);
  const detected = await detectFormat(file.bytes, options.format);
  const { format, bytes } = detected;
  if (given !== undefined && format !== given.format) {
    throw new LedgerError('mapping-invalid', `The mapping is for ${given.format}, the file is ${format}`, {
      violations: [{ field: 'format', message: `must be ${format}` }],
    });
  }
  if (format === 'csv') return openCsvImport(detected, given, options, file.name, zone);
  const dataset = options.dataset ?? options.process ?? datasetOf(file.name);
  const process = options.process ?? dataset;
  if (format === 'xes') {
    const readings = readXes(bytes, { process, zone });
    return { format, dataset, identity: xesIdentity, rejects: xesRejects(), blame: xesBlame, readings };
  }
  const readings = readNdjson(bytes);
  return { format, dataset, identity: [], rejects: ndjsonRejects(), blame: blameField, readings };
}

async function openCsvImport(
  { format, head, bytes }: DetectedFile,
  given: Mapping | undefined,
  names: Names,
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

function checkNames(names: Names): void {
  for (const field of ['dataset', 'process'] as const) {
    if (names[field] === undefined || isLabel(names[field])) continue;
    throw new LedgerError('invalid', `The name of the ${field} must be one line of text`, {
      violations: [{ field, message: 'must be one line of 1 to 200 characters' }],
    });
  }
}
