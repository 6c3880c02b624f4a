import { InvalidArgumentError } from 'commander';
import { UsageError } from '../usage-error.js';

export type Options = Readonly<Record<string, unknown>>;

/** A whole number within bounds, for options of commander. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`It must be a whole number ${bounds}.`);
    }
    return value;
  };
}

/** Leaves out what was not given, for objects whose members are optional. */
export function given<Values extends Record<string, unknown>>(
  values: Values,
): { [Name in keyof Values]?: NonNullable<Values[Name]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** Options that do not fit what is asked for are not passed over. @throws UsageError naming the first that is given */
export function requireNone(options: Options, names: readonly string[], says: string): void {
  const name = names.find((one) => options[one] !== undefined);
  if (name === undefined) return;
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new UsageError(`--${flag} does not fit here. ${says}`);
}

/** A value of the command line: JSON, else the text as it is. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The path of a total: a number is one, whatever else is text; `"3"` is the text of a number. */
export function pathOf(words: readonly string[]): readonly (string | number)[] {
  return words.map((word) => {
    const value = jsonOrText(word);
    return typeof value === 'number' || typeof value === 'string' ? value : word;
  });
}
