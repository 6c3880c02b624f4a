import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';

/**
 * The address of a webhook as it is kept.
 * @param field how it is called where it is given
 * @throws LedgerError `invalid`
 */
export function checkedUrl(text: string, field = 'url'): string {
  const refused = (message: string): LedgerError =>
    new LedgerError('invalid', `The address of a webhook ${message}.`, { violations: [{ field, message }] });
  if (!URL.canParse(text)) throw refused('must be a URL, such as https://example.org/hook');
  if (text.length > limits.webhookUrlChars) throw refused(`must have at most ${limits.webhookUrlChars} characters`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw refused('must hold no name and no password');
  url.hash = '';
  return url.href;
}
