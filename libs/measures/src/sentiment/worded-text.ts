/** A text as the rules see it. */
export interface WordedText {
  /** Words without the punctuation around them, and emoticons. */
  readonly words: readonly string[];
  /** The same in lower case. */
  readonly lower: readonly string[];
  /** Whether some words are in capitals and others not: only then do capitals emphasise. */
  readonly capitalsEmphasise: boolean;
}

const aroundWords = /^[!-/:-@[-`{-~]+|[!-/:-@[-`{-~]+$/g;

/** Splits a text at white space and takes ASCII punctuation off its words. What it leaves of two characters is an emoticon. */
export function wordsOf(text: string): WordedText {
  const tokens = text.split(/\p{White_Space}+/u).filter((token) => token !== '');
  const words = tokens.map((token) => {
    const bare = token.replace(aroundWords, '');
    return bare.length <= 4 && [...bare].length <= 2 ? token : bare;
  });
  const shouted = words.filter(isShouted).length;
  return {
    words,
    lower: words.map((word) => word.toLowerCase()),
    capitalsEmphasise: shouted > 0 && shouted < words.length,
  };
}

/** Whether a word has letters with case, and all of them are capitals. */
export function isShouted(word: string): boolean {
  return /\p{Uppercase}/u.test(word) && !/[\p{Lowercase}\p{Lt}]/u.test(word);
}

/**
 * Replaces emoji of one code point by their names, set apart from what stands before them.
 * @param names by emoji
 */
export function withEmojiNamed(text: string, names: ReadonlyMap<string, string>): string {
  // Most texts have none, and nothing before ⟨©⟩ is an emoji.
  if (!/[\u00a9-\uffff]/.test(text)) return text.trim();
  let named = '';
  let afterSpace = true;
  for (const character of text) {
    const name = names.get(character);
    named += name === undefined ? character : afterSpace ? name : ` ${name}`;
    afterSpace = name === undefined && character === ' ';
  }
  return named.trim();
}
