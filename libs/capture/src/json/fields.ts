import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { isRecordObject } from '#domain/fields.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Takes the fields of a JSON object one by one, and gathers everything that is wrong: fields of another type, missing
 * ones, and those that nobody asked for.
 */
export class FieldReader {
  private readonly asked = new Set<string>();

  constructor(
    readonly object: JsonObject,
    readonly violations: Violation[],
    private readonly path = '',
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  refuse(name: string, message: string): undefined {
    this.violations.push({ field: this.path + name, message });
    return undefined;
  }

  /** A text; numbers are not made into texts, because "007" and 7 are two things. */
  text(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'string') return value;
    return this.refuse(name, 'must be a text');
  }

  required(name: string): string {
    if (!this.has(name)) this.refuse(name, 'is missing');
    return this.text(name) ?? '';
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    // CloudEvents integers have 32 bits; larger ones are written as texts.
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) ? (number as number) : this.refuse(name, 'must be a whole number');
  }

  record(name: string): JsonObject | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    return isRecordObject(value) ? (value as JsonObject) : this.refuse(name, 'must be an object');
  }

  list(name: string): readonly unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined || Array.isArray(value)) return value;
    return this.refuse(name, 'must be a list');
  }

  /** The fields of an object within. */
  within(name: string): FieldReader | undefined {
    const object = this.record(name);
    return object === undefined ? undefined : this.of(object, name);
  }

  /** The fields of an object that stands at a path within this one. */
  of(object: JsonObject, path: string): FieldReader {
    return new FieldReader(object, this.violations, `${this.path}${path}.`);
  }

  /** Reads what throws when it is wrong. */
  parsed<Value>(name: string, read: (text: string) => Value): Value | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return this.refuse(name, error.message);
    }
  }

  /** Says which fields are none. */
  end(ignored: (name: string) => boolean = () => false): void {
    for (const name of Object.keys(this.object)) {
      if (!this.asked.has(name) && !ignored(name)) this.refuse(name, 'is no field that is known here');
    }
  }

  private value(name: string): unknown {
    this.asked.add(name);
    return this.has(name) ? this.object[name] : undefined;
  }
}
