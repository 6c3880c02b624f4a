import { readFileSync } from 'node:fs';
import path from 'node:path';
import { replaceRegion, regionsOf } from './regions.js';
import { dataFields, mappingFields, mappingTypes, ocelMappingFields, timeFormats } from './mapping.js';
import { projectionsTable } from './projections.js';
import { errorsTable, eventsTables, healthSignalsTable, limitsTable } from './tables.js';
import { voiceTable } from './voice.js';
import { verbSections, verbsTable } from './verbs.js';

/** Region → what stands in it. A region stands in one document at least, or the document's test fails. */
export const generators: Readonly<Record<string, (root: string) => string | Promise<string>>> = {
  'errors': errorsTable,
  'events': eventsTables,
  'health-signals': healthSignalsTable,
  'limits': limitsTable,
  'mapping-fields': mappingFields,
  'mapping-times': timeFormats,
  'mapping-types': mappingTypes,
  'mapping-data': dataFields,
  'mapping-ocel': ocelMappingFields,
  'projections': projectionsTable,
  'verbs': verbsTable,
  'voice': voiceTable,
  'verb-sections': verbSections,
};

/** The documents with generated regions, relative to the root of the repository. */
export const documents = [
  'README.md',
  'infra/docs/commands.md',
  'infra/docs/errors.md',
  'infra/docs/events.md',
  'infra/docs/limits.md',
  'infra/docs/mapping.md',
  'infra/docs/ocel.md',
  'infra/docs/projections.md',
];

export interface Document {
  readonly file: string;
  readonly written: string;
  readonly generated: string;
  readonly regions: readonly string[];
}

/** Every document as it is written and as it would be generated now. */
export async function generateDocuments(root: string): Promise<Document[]> {
  return Promise.all(
    documents.map(async (file) => {
      const written = readFileSync(path.join(root, file), 'utf8');
      const regions = regionsOf(written);
      let generated = written;
      for (const region of regions) {
        const generate = generators[region];
        if (generate === undefined)
          throw new Error(`${file} asks for the region "${region}", which nothing generates.`);
        generated = replaceRegion(generated, region, await generate(root));
      }
      return { file, written, generated, regions };
    }),
  );
}
