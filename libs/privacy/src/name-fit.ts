/** 3: it is the name; 2: the name begins with it; 1: a word of it does; 0: it is somewhere inside. */
export type NameFit = 0 | 1 | 2 | 3;

/**
 * How well a name, or the best of several, a line each, answers what was sought; both folded (`identifiers.ts`).
 * Undefined when it does not.
 */
export function nameFit(names: string, sought: string): NameFit | undefined {
  // Before anything is typed every name answers as well as any other.
  if (sought === '') return 2;
  let best: NameFit | undefined;
  for (let at = names.indexOf(sought); at !== -1; at = names.indexOf(sought, at + 1)) {
    const before = at === 0 ? '\n' : names[at - 1];
    const end = at + sought.length;
    const ends = end === names.length || names[end] === '\n';
    const fit = before === '\n' ? (ends ? 3 : 2) : before === ' ' ? 1 : 0;
    if (best === undefined || fit > best) best = fit;
    if (best === 3) break;
  }
  return best;
}
