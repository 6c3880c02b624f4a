import type { Id } from '#core/time.js';
import type { Workspace } from '../workspace.js';
import { personalOf } from './timeline.js';

/** Members of the sealed part that say what was said, the fullest first. */
const wording = ['text', 'verbatim', 'goal', 'summary', 'subject'] as const;

/** What was said in an event, unsealed; undefined where nothing is recorded of it, or it may not be told, or is erased. */
export function textOfEvent(workspace: Workspace, id: Id): string | undefined {
  const event = workspace.ledger.get(id);
  const personal = event && personalOf(workspace, event);
  if (personal === undefined || personal === 'erased') return undefined;
  for (const member of wording) {
    const text = personal[member];
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}
