import type { ImportReport } from '#workspace/answers.js';
import type { Proposal } from '#workspace/tend.js';
import { postLongWork, type WorkProgress } from '../../api/long-work.js';
import { address, Problem, problemOf, send } from '../../api/request.js';
import { mappingHeader, type Mapping } from './mapping-form.js';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** How a file would be read, as the server proposes it or as it was edited. */
export interface Reading {
  /** Absent for a format that says itself what its fields mean. */
  readonly mapping: Mapping | undefined;
  /** The first rows, as they would be recorded. */
  readonly rows: Rows;
  /** The columns of the file and the formats of times to choose from; none where it has no mapping. */
  readonly columns: readonly string[];
  readonly timeFormats: readonly string[];
  /** What the proposal takes for granted, in words. */
  readonly notes: readonly string[];
  readonly dataset: string;
  readonly process: string;
  /** `ocel` has types of objects to choose cases from. */
  readonly format: string;
  /** The type of objects that are the cases; empty where that is left to the server. */
  readonly cases: string;
}

/** What an import, or the trial of one, came to. */
export interface Imported {
  readonly report: ImportReport;
  /** The refused rows, as lines of a file. */
  readonly rejects: readonly string[];
  readonly rows?: Rows;
}

/** The server proposes a mapping from the beginning of a file. */
const proposalBytes = 1024 * 1024;
const bytes = { 'Content-Type': 'application/octet-stream' };

/** What a mapping begins with when none can be proposed. */
const blankMapping: Mapping = { version: 1, format: 'csv', type: 'ActivityRecorded', unmapped: 'seal' };

/** How a file would be read, and what stands in the way of proposing it. */
export interface Proposed {
  readonly reading: Reading;
  readonly problem?: Problem;
}

/**
 * Asks how a file would be read. Where no mapping can be proposed a person can still write one; and a format that says
 * itself what its fields mean needs none.
 * @throws Problem when the file cannot be read at all
 */
export async function proposeReading(file: File): Promise<Proposed> {
  // As the command does: the process is called as the file, without the endings.
  const name = file.name.replace(/(?:\.[a-z]{2,6}){1,2}$/i, '');
  const without = (mapping: Mapping | undefined): Reading => ({
    mapping,
    rows: [],
    columns: [],
    timeFormats: [],
    notes: [],
    process: name,
    dataset: name,
    format: '',
    cases: '',
  });
  try {
    const { format, mapping, problem, rows, notes, columns, timeFormats } = await askForProposal(file);
    const offered = { format, cases: '', rows, notes, columns, timeFormats };
    if (problem !== undefined) {
      return { reading: { ...without(blankMapping), ...offered }, problem: problemOf(400, problem) };
    }
    const chosen = (mapping ?? undefined) as Mapping | undefined;
    const named = (field: string): string => (typeof chosen?.[field] === 'string' ? chosen[field] : '');
    const process = named('process') || name;
    return { reading: { ...offered, mapping: chosen, process, dataset: named('dataset') || process } };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'invalid' && error.violations.length === 0) return { reading: without(undefined) };
    throw error;
  }
}

async function askForProposal(file: File): Promise<Proposal> {
  const response = await send(address('/mappings/propose', { name: file.name }), {
    method: 'POST',
    headers: bytes,
    body: file.slice(0, proposalBytes),
  });
  return (await response.json()) as Proposal;
}

/** Rows are steps of a process when they have cases; a format without mapping says so itself. */
export function hasCases(mapping: Mapping | undefined): boolean {
  return mapping === undefined || mapping['case'] !== undefined;
}

/** Where a file is sent to. */
export function importAddress(name: string, { mapping, dataset, process, cases }: Reading, dryRun: boolean): string {
  const ofProcess = hasCases(mapping) ? process : undefined;
  return address('/imports', { name, dataset, process: ofProcess, case: cases, dryRun: dryRun || undefined });
}

/** Sends a file to be recorded, or only to be tried. @throws Problem */
export async function importFile(
  file: File,
  reading: Reading,
  dryRun: boolean,
  work: { readonly onProgress: (progress: WorkProgress) => void; readonly signal: AbortSignal },
): Promise<Imported> {
  const rejects: string[] = [];
  let result: (ImportReport & { rows?: Rows }) | undefined;
  const url = importAddress(file.name, reading, dryRun);
  const { mapping } = reading;
  const headers = { ...bytes, ...(mapping && { 'Tend-Mapping': mappingHeader(mapping) }) };
  await postLongWork(url, file, headers, {
    ...work,
    onLine: (line) => {
      if (typeof line['reject'] === 'string') rejects.push(line['reject']);
      if (line['result'] !== undefined) result = line['result'] as ImportReport & { rows?: Rows };
    },
  });
  if (!result) throw new Error('The answer ended before the report.');
  return { report: result, rejects, ...(result.rows && { rows: result.rows }) };
}
