import { Command } from 'commander';
import { verbs } from '../../../apps/cli/src/command-line.js';
import { code, markdownTable } from './markdown.js';

/** What can be typed, short: for the README. */
export function verbsTable(): string {
  return markdownTable(
    ['verb', 'what it does'],
    verbs.map(({ usage, description }) => [code(`tend ${usage}`), sentence(description)]),
  );
}

/** Every verb with its options and an example. */
export function verbSections(): string {
  return verbs
    .map(({ usage, description, example, configure }) => {
      const command = new Command();
      configure?.(command);
      const options = command.options
        .filter(({ hidden }) => !hidden)
        .map((option) => [code(option.flags), option.description]);
      const table = options.length === 0 ? '' : `\n\n${markdownTable(['option', 'what it means'], options)}`;
      return `## \`tend ${usage}\`\n\n${sentence(description)}${table}\n\n\`\`\`\n${example}\n\`\`\``;
    })
    .join('\n\n');
}

function sentence(text: string): string {
  const begun = text[0]!.toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
