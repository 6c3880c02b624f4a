import { voiceDefinitions } from '#workspace/voice/voice-definitions.js';
import { code, markdownTable } from './markdown.js';

/** What the measures of the voice of customers are, as answers and pages say it. */
export function voiceTable(): string {
  const rows = Object.values(voiceDefinitions).map(({ name, says, source, madeOf }) => [
    name,
    says,
    source,
    code(madeOf),
  ]);
  return markdownTable(['measure', 'what it is', 'source', 'made of'], rows);
}
