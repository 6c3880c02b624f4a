import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateDocuments, generators, type Document } from '../../infra/scripts/docs/documents.js';
import { replaceRegion } from '../../infra/scripts/docs/regions.js';
import { root, trackedFiles } from './tracked-files.js';

describe('generated tables', () => {
  let documents: readonly Document[];

  beforeAll(async () => {
    documents = await generateDocuments(root);
  });

  it('say what the program says (npm run docs writes them)', () => {
    for (const { written, generated } of documents) expect(written).toBe(generated);
  });

  it('all stand somewhere', () => {
    const standing = new Set(documents.flatMap(({ regions }) => regions));
    expect(Object.keys(generators).filter((region) => !standing.has(region))).toEqual([]);
  });

  it('are replaced without touching what stands around them', () => {
    const document = 'before\n<!-- generated: x -->\nold\n<!-- end: x -->\nafter\n';
    const expected = 'before\n<!-- generated: x -->\n\nnew\n\n<!-- end: x -->\nafter\n';
    expect(replaceRegion(document, 'x', 'new\n')).toBe(expected);
    expect(() => replaceRegion(document, 'y', 'new')).toThrow('exactly once');
    expect(() => replaceRegion(document + document, 'x', 'new')).toThrow('exactly once');
  });
});

describe('links between documents', () => {
  it('lead to files that are there', () => {
    const broken = trackedFiles()
      .filter(({ name }) => name.endsWith('.md'))
      .flatMap(({ name, text }) =>
        [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
          .map(([, target]) => ({ name, target: target! }))
          .filter(({ target }) => !existsSync(path.join(root, path.dirname(name), target))),
      );
    expect(broken).toEqual([]);
  });
});
