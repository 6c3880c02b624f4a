import type { Violation } from '#core/errors.js';
import { isRecordObject } from '#domain/fields.js';

/** Adds what is wrong with a value at a field. */
export type Check = (value: unknown, field: string, violations: Violation[]) => void;

/** What may stand at a place of a mapping: checked by the program, and told by the documents, from one source. */
export interface Rule {
  readonly check: Check;
  /** In words: `the name of a column`. */
  readonly is: string;
  /** Members of the objects that stand there, each after the path to it: `.`, `[].` or `.NAME.`. */
  readonly members?: { readonly path: string; readonly shape: Shape };
}

export interface Member extends Rule {
  readonly about: string;
  readonly required?: true;
}

export interface Shape {
  readonly [name: string]: Member;
}

export function must(holds: (value: unknown) => boolean, is: string): Rule {
  return {
    is,
    check(value, field, violations) {
      if (!holds(value)) violations.push({ field, message: `must be ${is}` });
    },
  };
}

export function oneOf(values: readonly unknown[]): Rule {
  return must((value) => values.includes(value), values.join(' or '));
}

export function listOf({ check, is, members }: Rule): Rule {
  return {
    is: `a list, each ${is}`,
    ...(members === undefined ? undefined : { members: { ...members, path: '[].' } }),
    check(value, field, violations) {
      if (!Array.isArray(value)) violations.push({ field, message: 'must be a list' });
      else value.forEach((item, index) => check(item, `${field}.${index}`, violations));
    },
  };
}

/** An object whose names are the writer's own. */
export function mapOf(key: string, { check, is, members }: Rule): Rule {
  return {
    is: `an object: ${key} to ${is}`,
    ...(members === undefined ? undefined : { members: { ...members, path: '.NAME.' } }),
    check(value, field, violations) {
      if (!isRecordObject(value)) violations.push({ field, message: 'must be an object' });
      else for (const [name, member] of Object.entries(value)) check(member, `${field}.${name}`, violations);
    },
  };
}

export function objectOf(shape: Shape): Rule {
  return {
    is: 'an object',
    members: { path: '.', shape },
    check(value, field, violations) {
      if (!isRecordObject(value)) return void violations.push({ field, message: 'must be an object' });
      const path = (name: string) => (field === '' ? name : `${field}.${name}`);
      for (const [name, member] of Object.entries(value)) {
        const rule = Object.hasOwn(shape, name) ? shape[name] : undefined;
        if (rule === undefined) violations.push({ field: path(name), message: 'is no field of a mapping' });
        else rule.check(member, path(name), violations);
      }
      for (const [name, { required, is }] of Object.entries(shape)) {
        if (required === true && !Object.hasOwn(value, name))
          violations.push({ field: path(name), message: `is missing: must be ${is}` });
      }
    },
  };
}
