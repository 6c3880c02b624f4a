import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateDocuments } from './documents.js';

/** `npm run docs`: writes the generated tables into the documents. A test says when it has to be run. */
const root = process.cwd();
for (const { file, written, generated } of await generateDocuments(root)) {
  if (written === generated) continue;
  writeFileSync(path.join(root, file), generated);
  console.log(`Wrote ${file}`);
}
