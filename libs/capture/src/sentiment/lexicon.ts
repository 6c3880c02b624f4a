import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SentimentLexicon } from '#measures/sentiment/vader.js';

/** Where the lexicon of the reference implementation 3.3.2 is newer than the packaged one. */
const newerValences = [
  ['badass', 1.4],
  ['flawed', -2.1],
  ['heart', 3.2],
  ['hearts', 3.3],
] as const;

/** Emoji that Unicode has renamed with other words of the lexicon since; these are their names in the reference. */
const earlierNames = [
  ['🤗', 'hugging face'],
  ['😵', 'dizzy face'],
  ['😡', 'pouting face'],
  ['💤', 'zzz'],
] as const;

/**
 * The lexicon of VADER (Hutto & Gilbert 2014; MIT licence) from the package `vader-sentiment`, of which nothing else is
 * used, and names of emoji from `unicode-emoji-json`. Reads files: to be asked once.
 */
export function readLexicon(): SentimentLexicon {
  const locate = createRequire(import.meta.url);
  const read = (file: string) => readFileSync(locate.resolve(file), 'utf8');
  const valences = new Map<string, number>();
  for (const line of read('vader-sentiment/vader_lexicon.txt').split('\n')) {
    const [word, valence] = line.trim().split('\t');
    if (valence !== undefined) valences.set(word!, Number(valence));
  }
  for (const [word, valence] of newerValences) valences.set(word, valence);
  const named = JSON.parse(read('unicode-emoji-json/data-by-emoji.json')) as Record<string, { readonly name: string }>;
  const parts = JSON.parse(read('unicode-emoji-json/data-emoji-components.json')) as Record<string, string>;
  const emojiNames = new Map<string, string>([
    ...Object.entries(parts).map(([name, emoji]) => [emoji, name.replaceAll('_', ' ')] as const),
    ...Object.entries(named).map(([emoji, { name }]) => [emoji.replace('\uFE0F', ''), name] as const),
    ...earlierNames,
  ]);
  for (const emoji of emojiNames.keys()) if ([...emoji].length > 1) emojiNames.delete(emoji);
  return { valences, emojiNames };
}
