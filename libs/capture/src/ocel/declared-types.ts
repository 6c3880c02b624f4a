import { limits } from '#core/limits.js';
import { LedgerError } from '#core/errors.js';
import { isLabel } from '#domain/fields.js';
import { sourceTime } from '../source-time.js';
import type { OcelType } from './ocel-document.js';
import type { Problem } from './ocel-schema.js';

/** Types that the standard names, and what a value of each is. Others are kept as they are, and not looked into. */
const kinds: ReadonlyMap<string, { readonly holds: (value: string) => boolean; readonly is: string }> = new Map([
  ['integer', { holds: (value: string) => /^[+-]?\d+$/.test(value), is: 'a whole number' }],
  [
    'float',
    {
      holds: (value: string) => /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN)$/.test(value),
      is: 'a number',
    },
  ],
  ['boolean', { holds: (value: string) => /^(?:true|false|0|1)$/i.test(value), is: 'true or false' }],
  ['time', { holds: isTime, is: 'a time (ISO 8601)' }],
]);

/** Attributes of the standard may be times without offset: nothing is dated by them. */
function isTime(value: string): boolean {
  try {
    return sourceTime(value, { zone: 'UTC' }).text === value;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}

/** The types of objects, or of events, that a log declares. */
export class DeclaredTypes {
  private readonly types = new Map<string, ReadonlyMap<string, string>>();
  /** What is wrong with the declarations themselves. */
  readonly problems: readonly Problem[];

  /** @param at pointer of the list in its document */
  constructor(
    readonly declared: readonly OcelType[],
    readonly at: string,
  ) {
    this.problems = declared.flatMap((type, index) => this.add(type, `${at}/${index}`));
  }

  has(type: string): boolean {
    return this.types.has(type);
  }

  /** What is wrong with the attributes of an object or event of a type; the same name may stand there again. */
  attributeProblems(
    type: string,
    attributes: readonly { readonly name: string; readonly value: string }[],
    at: string,
  ): Problem[] {
    const declared = this.types.get(type);
    if (declared === undefined) return [];
    return attributes.flatMap(({ name, value }, index): Problem[] => {
      const of = declared.get(name);
      if (of === undefined) return [{ pointer: `${at}/${index}/name`, message: `is not declared of its type` }];
      const kind = kinds.get(of);
      if (kind === undefined || kind.holds(value)) return [];
      return [{ pointer: `${at}/${index}/value`, message: `is declared as ${of} and is not ${kind.is}` }];
    });
  }

  private add({ name, attributes }: OcelType, at: string): Problem[] {
    const problems: Problem[] = [];
    const declared = new Map<string, string>();
    if (!isLabel(name)) problems.push({ pointer: `${at}/name`, message: mustBeLabel });
    else if (this.types.has(name)) problems.push({ pointer: `${at}/name`, message: 'is declared twice' });
    if (attributes.length > limits.attributesPerType) {
      problems.push({ pointer: `${at}/attributes`, message: `must be at most ${limits.attributesPerType}` });
    }
    for (const [index, { name: attribute, type }] of attributes.entries()) {
      const place = `${at}/attributes/${index}`;
      if (!isLabel(attribute)) problems.push({ pointer: `${place}/name`, message: mustBeLabel });
      else if (declared.has(attribute)) problems.push({ pointer: `${place}/name`, message: 'is declared twice' });
      if (!isLabel(type)) problems.push({ pointer: `${place}/type`, message: mustBeLabel });
      declared.set(attribute, type);
    }
    this.types.set(name, declared);
    return problems;
  }
}

const mustBeLabel = `must be one line of 1 to ${limits.nameChars} characters`;
