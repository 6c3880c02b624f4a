import { LedgerError } from '#core/errors.js';
import type { Violation } from '#core/errors.js';
import { namedColumns } from './mapping.js';
import type { Mapping } from './mapping.js';
import { objectOf } from './mapping-rules.js';
import { mappingShape } from './mapping-shape.js';

/**
 * Checks that a value is a mapping.
 * @throws LedgerError `mapping-invalid`, naming every field that is wrong
 */
export function parseMapping(value: unknown): Mapping {
  const violations: Violation[] = [];
  objectOf(mappingShape).check(value, '', violations);
  if (violations.length === 0) checkSense(value as Mapping, violations);
  if (violations.length > 0) throw invalid('The mapping is not well formed', violations);
  return value as Mapping;
}

function checkSense(mapping: Mapping, violations: Violation[]): void {
  if (mapping.id === undefined && (mapping.identity?.length ?? 0) === 0) {
    violations.push({ field: 'identity', message: 'must name the columns that rows are recognised by, or give `id`' });
  }
  if (mapping.id !== undefined && mapping.identity !== undefined) {
    violations.push({ field: 'identity', message: 'has no meaning beside `id`' });
  }
  if ((mapping.case === undefined) !== (mapping.activity === undefined)) {
    violations.push({
      field: mapping.case === undefined ? 'case' : 'activity',
      message: 'case and activity go together',
    });
  }
  if (mapping.endTime !== undefined && mapping.lifecycle !== undefined) {
    violations.push({ field: 'lifecycle', message: 'has no meaning beside `endTime`' });
  }
  if (mapping.endTime !== undefined && mapping.part !== undefined) {
    violations.push({ field: 'part', message: 'has no meaning beside `endTime`' });
  }
  for (const [field, rule] of Object.entries(mapping.data ?? {})) {
    const whole = field.split('.')[0]!;
    if (whole !== field && Object.hasOwn(mapping.data!, whole)) {
      violations.push({ field: `data.${field}`, message: `has no meaning beside \`data.${whole}\`` });
    }
    if ('format' in rule && rule.as !== 'time' && rule.as !== 'deadline') {
      const message = 'has a meaning only beside `as: time` or `as: deadline`';
      violations.push({ field: `data.${field}.format`, message });
    }
  }
}

/**
 * Checks that a file has the columns that a mapping names.
 * @throws LedgerError `mapping-invalid`, naming each column that is missing and those that there are
 */
export function checkColumns(mapping: Mapping, columns: readonly string[]): void {
  const there = new Set(columns);
  const violations = namedColumns(mapping)
    .filter(({ column }) => !there.has(column))
    .map(({ field, column }) => ({ field, message: `names the column "${column}", which the file does not have` }));
  if (violations.length === 0) return;
  const missing = [...new Set(violations.map(({ message }) => /"(.*)"/s.exec(message)![1]!))];
  throw invalid(
    `The file has no column ${missing.map((name) => `"${name}"`).join(', ')}; it has ${columns
      .slice(0, 50)
      .map((name) => `"${name}"`)
      .join(', ')}`,
    violations,
  );
}

function invalid(what: string, violations: readonly Violation[]): LedgerError {
  const details = violations.slice(0, 5).map(({ field, message }) => `${field} ${message}`);
  return new LedgerError('mapping-invalid', `${what}: ${details.join('; ')}`, { violations });
}
