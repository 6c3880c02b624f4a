import { getMetadataStorage } from 'class-validator';
import type { Shape } from './described.js';

interface PropertySchema {
  type?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  pattern?: string;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: PropertySchema;
}

interface Property {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: PropertySchema;
}

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What the rules of class-validator say, in JSON Schema: said once, at the class. */
const readings: Readonly<Record<string, (schema: PropertySchema, constraints: readonly unknown[]) => void>> = {
  isString: (schema) => void (schema.type = 'string'),
  isInt: (schema) => void (schema.type = 'integer'),
  isBoolean: (schema) => void (schema.type = 'boolean'),
  isObject: (schema) => void (schema.type = 'object'),
  isArray: (schema) => void (schema.type = 'array'),
  arrayMinSize: (schema, [least]) => void (schema.minItems = least as number),
  arrayMaxSize: (schema, [most]) => void (schema.maxItems = most as number),
  min: (schema, [minimum]) => void (schema.minimum = minimum as number),
  max: (schema, [maximum]) => void (schema.maximum = maximum as number),
  isIn: (schema, [values]) => void Object.assign(schema, { type: 'string', enum: [...(values as unknown[])] }),
  matches: (schema, [pattern]) => void (schema.pattern = (pattern as RegExp).source),
  isLength: (schema, [least, most]) => void Object.assign(schema, { minLength: least, maxLength: most }),
};

/** The query parameters of a shape. */
export function parametersOf(shape: Shape) {
  return propertiesOf(shape).map(({ name, isRequired, schema }) => ({
    name,
    in: 'query' as const,
    required: isRequired,
    schema,
  }));
}

/** A shape as the schema of an object. */
export function schemaOf(shape: Shape) {
  const properties = propertiesOf(shape);
  return {
    type: 'object',
    additionalProperties: false,
    required: properties.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
  };
}

/** @throws Error for a rule that has no reading: a new kind of rule is read before it is shown */
function propertiesOf(shape: Shape): Property[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(shape, '', true, false);
  const names = [...new Set(rules.map(({ propertyName }) => propertyName))];
  return names
    .map((name) =>
      propertyOf(
        name,
        rules.filter(({ propertyName }) => propertyName === name),
      ),
    )
    .filter((property): property is Property => property !== undefined);
}

function propertyOf(name: string, rules: readonly Rule[]): Property | undefined {
  const schema: PropertySchema = {};
  let isRequired = true;
  for (const { type, name: rule, constraints, each } of rules) {
    // A field that nobody can give: of a route without parameters.
    if (rule === 'isEmpty') return undefined;
    if (type === 'conditionalValidation') isRequired = false;
    else if (type === 'nestedValidation') schema.items = { type: 'object' };
    else if (rule !== undefined && rule in readings)
      readings[rule]!(each ? (schema.items ??= {}) : schema, (constraints as unknown[]) ?? []);
    else throw new Error(`The rule ${rule ?? type} of ${name} has no reading`);
  }
  return { name, isRequired, schema };
}
