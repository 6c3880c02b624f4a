/** A document holds generated parts between two comments; the rest of it is written by hand. */

const begin = (region: string): string => `<!-- generated: ${region} -->`;
const end = (region: string): string => `<!-- end: ${region} -->`;

/**
 * The document with the body of one region replaced.
 * @throws Error when the document does not hold the region exactly once
 */
export function replaceRegion(document: string, region: string, body: string): string {
  const [before, inside, ...more] = document.split(begin(region));
  const after = inside?.split(end(region));
  if (before === undefined || after?.length !== 2 || more.length > 0) {
    throw new Error(`The document does not hold the region "${region}" exactly once.`);
  }
  return `${before}${begin(region)}\n\n${body.trim()}\n\n${end(region)}${after[1]}`;
}

/** Names of the regions of a document, in order. */
export function regionsOf(document: string): string[] {
  return [...document.matchAll(/<!-- generated: ([\w-]+) -->/g)].map(([, region]) => region!);
}
