import { IsBoolean } from 'class-validator';
import { amendment, defineFamily, fact } from '../event-definition.js';
import { IsCount, IsHash, IsLabel, IsList, IsRef, IsSlug, Optional } from '../fields.js';

/** Most ids that one ImportClaimed holds, so that it stays well below the size limit of an event. */
export const claimedIdsMax = 5_000;

/**
 * Somebody began to import a file. Which import and which dataset is in the record's source; the file's name is sealed,
 * because names of files name people.
 */
export class ImportStarted {
  @IsSlug() format!: string;
  /** SHA-256 of the canonical mapping; absent for formats that need none. */
  @Optional() @IsHash() mappingHash?: string;
  /** The columns that rows without an id are recognised by, remembered with the dataset; empty when rows have ids. */
  @IsList(200) @IsLabel({ each: true }) identity!: string[];
  /** The person who started it said that other columns than before are meant. */
  @Optional() @IsBoolean() newIdentity?: boolean;
  /** Of an object-centric log: the type of objects that are the cases of the dataset, from its first import on. */
  @Optional() @IsLabel() caseType?: string;
}

/** An import met events that were recorded before, and vouches for them too. */
export class ImportClaimed {
  @IsList(claimedIdsMax, 1) @IsRef({ each: true }) ids!: string[];
}

/** An import reached the end of its file. */
export class ImportCompleted {
  @IsCount() read!: number;
  @IsCount() appended!: number;
  @IsCount() known!: number;
  /** Rows that break a rule. */
  @IsCount() refused!: number;
  /** Rows whose id is recorded with other content. */
  @IsCount() differing!: number;
}

/** An import is taken back: what no other import vouches for is hidden from every fold that knows of this. */
export class ImportReverted {}

export const imports = defineFamily(
  { stream: 'import', captured: false },
  {
    ImportStarted: fact(ImportStarted, {
      description: 'Somebody began to import a file.',
      personal: ['fileName'],
      example: {
        format: 'csv',
        mappingHash: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
        identity: ['Case ID', 'Activity', 'Resource', 'Complete Timestamp'],
      },
      broken: { data: { format: 'csv', identity: [], fileName: 'customers.csv' }, field: 'fileName' },
    }),
    ImportClaimed: amendment(ImportClaimed, {
      description: 'An import met events that were recorded before, and vouches for them too.',
      example: { ids: ['8a3f6e5d-4c3b-82a1-9f8e-9d8c7b6a5948'] },
      broken: { data: { ids: [] }, field: 'ids' },
    }),
    ImportCompleted: fact(ImportCompleted, {
      description: 'An import reached the end of its file.',
      example: { read: 21_348, appended: 21_348, known: 0, refused: 0, differing: 0 },
      broken: { data: { read: 1, appended: 1, known: 0, refused: -1, differing: 0 }, field: 'refused' },
    }),
    ImportReverted: amendment(ImportReverted, {
      description:
        'An import is taken back: what no other import vouches for is hidden from every fold that knows of this.',
      personal: ['reason'],
      example: {},
      broken: { data: { reason: 'wrong file' }, field: 'reason' },
    }),
  },
);
