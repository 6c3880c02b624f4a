import { boosterPhrases, boosters, isNegation, specialPhrases } from './word-lists.js';
import { isShouted } from './worded-text.js';
import type { WordedText } from './worded-text.js';

/** Valences of words and emoticons, −4 to 4: means of ten people's ratings. Words are in lower case. */
export type Valences = ReadonlyMap<string, number>;

/** What capitals add where others are not in capitals. */
const emphasis = 0.733;
/** A negated word is turned round, and weaker. */
const negation = -0.74;
/** How much of a degree adverb is felt one, two and three words before. */
const nearness = [1, 0.95, 0.9] as const;

/** The valence of the word at `index` with what the three words before it do to it; 0 for a word without one. */
export function wordValence(text: WordedText, index: number, valences: Valences): number {
  const { words, lower } = text;
  const word = lower[index]!;
  const own = valences.get(word);
  if (own === undefined || boosters.has(word) || (word === 'kind' && lower[index + 1] === 'of')) return 0;
  let valence = afterNo(own, lower, index, valences);
  if (text.capitalsEmphasise && isShouted(words[index]!)) valence += valence > 0 ? emphasis : -emphasis;
  for (const distance of [1, 2, 3] as const) {
    const before = lower[index - distance];
    if (before === undefined || valences.has(before)) continue;
    valence += boosterAt(text, index - distance, valence) * nearness[distance - 1]!;
    valence = afterNegation(valence, lower, index, distance);
    if (distance === 3) valence = inPhrases(valence, lower, index);
  }
  const isLeast = lower[index - 1] === 'least' && !valences.has('least');
  return isLeast && !['at', 'very'].includes(lower[index - 2] ?? '') ? valence * negation : valence;
}

/** “no” turns round a word of the lexicon that follows it, and then says nothing itself. */
function afterNo(own: number, lower: readonly string[], index: number, valences: Valences): number {
  const isNegated =
    lower[index - 1] === 'no' ||
    lower[index - 2] === 'no' ||
    (lower[index - 3] === 'no' && ['or', 'nor'].includes(lower[index - 1]!));
  if (isNegated) return own * negation;
  return lower[index] === 'no' && valences.has(lower[index + 1] ?? '') ? 0 : own;
}

/** What a degree adverb at `index` adds to a valence after it. */
function boosterAt({ words, lower, capitalsEmphasise }: WordedText, index: number, valence: number): number {
  const boost = boosters.get(lower[index]!);
  if (boost === undefined) return 0;
  const added = valence < 0 ? -boost : boost;
  if (!capitalsEmphasise || !isShouted(words[index]!)) return added;
  return added + (valence > 0 ? emphasis : -emphasis);
}

/** The word `distance` before turns the valence round, unless it is “never so” or “without doubt”. */
function afterNegation(valence: number, lower: readonly string[], index: number, distance: 1 | 2 | 3): number {
  const before = lower[index - distance]!;
  const next = lower[index - distance + 1]!;
  const isSo = (word: string | undefined) => word === 'so' || word === 'this';
  if (distance === 2 && before === 'never' && isSo(next)) return valence * 1.25;
  // As the reference has it: three words on, “so” and “this” strengthen without a “never” before them, too.
  if (distance === 3 && ((before === 'never' && isSo(next)) || isSo(lower[index - 1]))) return valence * 1.25;
  const isDoubtless = next === 'doubt' || (distance === 3 && lower[index - 1] === 'doubt');
  if (distance > 1 && before === 'without' && isDoubtless) return valence;
  return isNegation(before) ? valence * negation : valence;
}

/** The valence of a phrase that the word at `index` stands in or behind, and degree adverbs of several words before it. */
function inPhrases(valence: number, lower: readonly string[], index: number): number {
  const phrase = (from: number, to: number) => lower.slice(index + from, index + to + 1).join(' ');
  const before = [phrase(-1, 0), phrase(-2, 0), phrase(-2, -1), phrase(-3, -1), phrase(-3, -2)];
  let result = before.map((words) => specialPhrases.get(words)).find((special) => special !== undefined) ?? valence;
  if (index + 1 < lower.length) result = specialPhrases.get(phrase(0, 1)) ?? result;
  if (index + 2 < lower.length) result = specialPhrases.get(phrase(0, 2)) ?? result;
  for (const words of [phrase(-3, -1), phrase(-3, -2), phrase(-2, -1)]) result += boosterPhrases.get(words) ?? 0;
  return result;
}
