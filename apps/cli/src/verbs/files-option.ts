import { UsageError } from '../usage-error.js';
import type { Session } from '../session.js';

/** Of verbs that look at files where they lie, also while a server has them open. @throws UsageError */
export function requireFilesHere({ options }: Session): void {
  if (options.server === undefined) return;
  throw new UsageError('--server: files are looked at where they lie. Give --data, also while a server runs on it.');
}
