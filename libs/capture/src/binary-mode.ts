import { LedgerError } from '#core/errors.js';
import { parseJson } from './json/json-text.js';

const required = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];

/**
 * A request in CloudEvents binary mode (HTTP protocol binding 1.0, 3.1) as the event in its JSON format: `ce-` headers
 * are the attributes, percent-decoded; the body is `data`.
 *
 * @param headers names in lower case; a header that stands twice as a list
 * @returns undefined when the request is in another mode
 * @throws LedgerError `invalid` when a header or the body is broken
 */
export function eventOfBinaryMode(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Uint8Array,
): Readonly<Record<string, unknown>> | undefined {
  if (!Object.keys(headers).some((name) => name.startsWith('ce-'))) return undefined;
  // Here a sender knows them as headers; later on they would be missed under other names.
  for (const name of required) if (headers[name] === undefined) throw refusal(name, 'is missing');
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('ce-') || value === undefined) continue;
    if (typeof value !== 'string') throw refusal(name, 'stands twice');
    event[name.slice(3)] = decoded(name, value);
  }
  const contentType = headers['content-type'];
  if (typeof contentType === 'string') event['datacontenttype'] = contentType;
  if (body.length > 0) event['data'] = parseJson(body);
  return event;
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value.replace(/^"(.*)"$/, '$1'));
  } catch {
    throw refusal(name, 'is not percent-encoded UTF-8');
  }
}

function refusal(name: string, message: string): LedgerError {
  return new LedgerError('invalid', `The header ${name} ${message}`, { violations: [{ field: name, message }] });
}
