import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';
import { LedgerError, type Violation } from '#core/errors.js';
import { isPresent, isRecordObject, nestedClassOf, type Constructor } from './fields.js';
import { definitionOf, type EventType } from './vocabulary.js';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One rule of one field, as a function that says nothing when the value keeps it. */
type Rule = (value: unknown, object: object, field: string, violations: Violation[]) => void;

interface Field {
  readonly name: string;
  /** Left out, it breaks no rule. */
  readonly optional: boolean;
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly rules: readonly Rule[];
  /** Looks into a value that keeps the rules. */
  readonly nested?: Rule | undefined;
}

/** Checks one plain object; adds what is wrong with it, each with its path under `prefix`. */
type Checker = (object: object, prefix: string, violations: Violation[]) => void;

const understood: ReadonlySet<string> = new Set([
  ValidationTypes.CUSTOM_VALIDATION,
  ValidationTypes.NESTED_VALIDATION,
  ValidationTypes.CONDITIONAL_VALIDATION,
]);

const checkers = new Map<Constructor, Checker>();

/**
 * The checking function of a class, made once from its decorators. It finds what class-validator finds with whitelist
 * and forbidNonWhitelisted, on plain objects instead of instances and without walking metadata again for each.
 */
function checkerOf(owner: Constructor): Checker {
  const known = checkers.get(owner);
  if (known) return known;
  const checker = compile(owner);
  checkers.set(owner, checker);
  return checker;
}

function compile(owner: Constructor): Checker {
  const storage = getMetadataStorage();
  const all = storage.getTargetValidationMetadatas(owner, '', false, false);
  const foreign = all.find((entry) => !understood.has(entry.type) || entry.validateIf !== undefined);
  if (foreign)
    throw new Error(`${owner.name}.${foreign.propertyName} has a decorator that cannot be compiled: ${foreign.type}`);
  const metadata = storage.groupByPropertyName(all);
  const fields = new Map(Object.entries(metadata).map(([name, rules]) => [name, compileField(owner, name, rules)]));
  // Absent fields are looked at only where absence can be wrong: a required field, or one that another one demands.
  const demanded = [...fields.values()].filter((field) => !field.optional);
  return (object, prefix, violations) => {
    for (const key of Object.keys(object)) {
      const field = fields.get(key);
      if (field === undefined) violations.push({ field: prefix + key, message: `property ${key} should not exist` });
      else checkField(field, object, prefix, violations);
    }
    for (const field of demanded) {
      if (!Object.hasOwn(object, field.name)) checkField(field, object, prefix, violations);
    }
  };
}

function checkField(field: Field, object: object, prefix: string, violations: Violation[]): void {
  const value = Object.hasOwn(object, field.name) ? (object as Record<string, unknown>)[field.name] : undefined;
  if (value === undefined && field.optional) return;
  for (const condition of field.conditions) if (!condition(object, value)) return;
  const path = prefix + field.name;
  const before = violations.length;
  for (const rule of field.rules) rule(value, object, path, violations);
  if (violations.length === before) field.nested?.(value, object, path, violations);
}

function compileField(owner: Constructor, name: string, metadata: readonly Metadata[]): Field {
  const conditions = metadata
    .filter((entry) => entry.type === ValidationTypes.CONDITIONAL_VALIDATION)
    .map((entry) => entry.constraints[0] as (object: object, value: unknown) => boolean);
  const rules = metadata
    .filter((entry) => entry.type === ValidationTypes.CUSTOM_VALIDATION)
    .flatMap((entry) => customRules(owner, entry));
  const isNested = metadata.some((entry) => entry.type === ValidationTypes.NESTED_VALIDATION);
  return {
    name,
    optional: conditions.includes(isPresent),
    conditions: conditions.filter((condition) => condition !== isPresent),
    rules,
    nested: isNested ? nestedRule(owner, name) : undefined,
  };
}

function customRules(owner: Constructor, metadata: Metadata): Rule[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map(({ name, instance }) => {
      const args: ValidationArguments = {
        targetName: owner.name,
        property: metadata.propertyName,
        // The type says that there are always some; decorators without a parameter have none.
        constraints: (metadata.constraints as unknown[] | undefined) ?? [],
        object: {},
        value: undefined,
      };
      const message = messageOf(metadata, instance.defaultMessage?.(args) ?? '', args);
      const holds = fastTest(name, metadata) ?? ((value) => instance.validate(value, args) === true);
      return (value, object, field, violations) => {
        args.object = object;
        args.value = value;
        const kept = metadata.each && Array.isArray(value) ? value.every(holds) : holds(value);
        if (!kept) violations.push({ field, message });
      };
    });
}

/** class-validator looks through a list each time; a set answers at once. */
function fastTest(name: string, metadata: Metadata): ((value: unknown) => boolean) | undefined {
  if (name !== 'isIn') return undefined;
  const allowed = new Set(metadata.constraints[0] as unknown[]);
  return (value) => allowed.has(value);
}

/** The message with its tokens replaced. None of ours names the value, which might be personal. */
function messageOf(metadata: Metadata, fallback: string, args: ValidationArguments): string {
  const own = typeof metadata.message === 'function' ? metadata.message(args) : metadata.message;
  const template = own || fallback;
  return args.constraints
    .reduce<string>(
      (text, constraint, index) => text.replaceAll(`$constraint${index + 1}`, listed(constraint)),
      template,
    )
    .replaceAll('$property', args.property)
    .replaceAll('$target', args.targetName);
}

function listed(constraint: unknown): string {
  return Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
}

function nestedRule(owner: Constructor, name: string): Rule {
  const nestedClass = nestedClassOf(owner, name);
  if (nestedClass === undefined)
    throw new Error(`${owner.name}.${name} is nested without IsNested, so its class is unknown`);
  const check = checkerOf(nestedClass);
  // That the value, or each of its members, is an object is a rule of IsNested, and kept when this is called.
  return (value, _object, field, violations) => {
    if (!Array.isArray(value)) check(value as object, `${field}.`, violations);
    else value.forEach((member: object, index) => check(member, `${field}.${index}.`, violations));
  };
}

/**
 * What is wrong with a plain object by the decorators of a class; empty when nothing is. Unknown fields are refused.
 * Paths are field names joined by dots.
 */
export function violationsOf(owner: Constructor, value: unknown): Violation[] {
  if (!isRecordObject(value)) return [{ field: '', message: 'must be an object' }];
  const violations: Violation[] = [];
  checkerOf(owner)(value, '', violations);
  return violations;
}

/**
 * What is wrong with the data of an event of a type and schema version; empty when nothing is.
 * @throws LedgerError `invalid` for a schema version that the type never had
 */
export function validateData(type: EventType, schemaVersion: number, data: unknown): Violation[] {
  return violationsOf(dataClassOf(type, schemaVersion), data);
}

/** The class that describes the data of a type at a version. */
export function dataClassOf(type: EventType, schemaVersion: number): Constructor {
  const definition = definitionOf(type)!;
  const found =
    schemaVersion === definition.schemaVersion ? definition.data : definition.earlier[schemaVersion - 1]?.data;
  if (found === undefined) {
    throw new LedgerError(
      'invalid',
      `${type} has no schema version ${schemaVersion}; the newest is ${definition.schemaVersion}`,
    );
  }
  return found;
}
