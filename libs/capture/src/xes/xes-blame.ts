import type { Blame } from '../refusals.js';
import { blameField } from '../refusals.js';

/** Which attribute a field of a draft was read from. */
const attributes: readonly (readonly [RegExp, string])[] = [
  [/^(?:process\.case|identity\.0)$/, 'trace concept:name'],
  [/^(?:process\.activity|identity\.1)$/, 'concept:name'],
  [/^(?:process\.lifecycle|identity\.2)$/, 'lifecycle:transition'],
  [/^(?:parties\.|actor\.|identity\.3$)/, 'org:resource'],
  [/^data\.team$/, 'org:group'],
  [/^(?:occurredAt\b|identity\.4$)/, 'time:timestamp'],
];

/** Says of an event that is refused which of its attributes is to blame. */
export const xesBlame: Blame = (violation, reading) => {
  const { field, message } = violation;
  const other = /^personal\.(?:unmapped|caseAttributes)\.(.+)$/.exec(field)?.[1];
  const attribute = attributes.find(([pattern]) => pattern.test(field))?.[1] ?? other;
  return attribute === undefined
    ? blameField(violation, reading)
    : { column: attribute, reason: `${attribute} ${message}` };
};
