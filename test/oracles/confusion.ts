import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openTend } from '#workspace/local-tend.js';
import { confusionOf, confusionText } from './confusion-table.js';
import { findStories } from './generated-stories.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    relationships: { type: 'string', default: '600' },
    /** About how many for each relationship. */
    touchpoints: { type: 'string', default: '80' },
  },
});

const [seed, relationships, touchpoints] = [values.seed, values.relationships, values.touchpoints].map((text) => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is no whole number from 1.`);
  return number;
});

/**
 * `node infra/scripts/run.mjs test/oracles/confusion [--seed N] [--relationships N] [--touchpoints N]`: tells stories of
 * which the truth is known, and prints as Markdown as what they are found, how late, and what is said of the untouched.
 */
const folder = mkdtempSync(join(tmpdir(), 'tend-confusion-'));
try {
  const tend = await openTend({ directory: join(folder, 'data') });
  const options = { seed: seed!, relationships: relationships!, events: relationships! * touchpoints! };
  const text = confusionText(confusionOf(await findStories(tend, options)));
  await tend.close();
  process.stdout.write(`Seed ${seed}, ${relationships} relationships, about ${options.events} touchpoints.\n\n${text}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
