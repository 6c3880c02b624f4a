import type { HandoverPack, HandoverSection, OwnerHandover } from '#workspace/handover/handover-answers.js';
import { counted, dayOf, idsText, minuteOf, nameOf, oneLine, wrapped } from './text.js';

/** Packs of an owner: how many there are, then each. */
export function ownerHandoverText({ rows, total, next }: OwnerHandover, owner: string, width: number): string {
  const head = `${counted(total, 'relationship')} of ${oneLine(owner)}, value at risk first${rows.length < total ? `; ${rows.length} here` : ''}\n`;
  const more = next === undefined ? '' : `\nMore: --after ${next}\n`;
  return `${[head, ...rows.map((pack) => handoverText(pack, width))].join('\n')}${more}`;
}

/** One relationship as whoever takes it over reads it; behind each line the event that says so, where one does. */
export function handoverText(pack: HandoverPack, width: number): string {
  const { relationship, asClaimed } = pack;
  const claimed = asClaimed === true ? 'As claimed by the sources, and not as it was recorded here.\n' : '';
  return [
    `${headText(pack)}  ${relationship.id}\n${claimed}`,
    ...pack.sections.map((one) => sectionText(one, width)),
  ].join('\n');
}

function headText({ relationship, horizon, readingSeconds }: HandoverPack): string {
  return `${oneLine(nameOf(relationship))}: handover as of ${minuteOf(horizon)}, ${minutesText(readingSeconds)}`;
}

function minutesText(seconds: number): string {
  return `${counted(Math.max(1, Math.round(seconds / 60)), 'minute')} to read`;
}

function sectionText({ title, lines, more }: HandoverSection, width: number): string {
  const shown = lines.map(({ text, evidence }) => {
    const behind = evidence.length === 0 ? '' : ` [${idsText(evidence)}]`;
    return `- ${wrapped(oneLine(`${text}${behind}`), width - 2, '  ').trimStart()}\n`;
  });
  return `${title}\n${shown.join('')}${more === 0 ? '' : `  and ${more} more\n`}`;
}

/** How a Markdown file of packs begins. */
export const markdownBeginning = '# Handover as of ';

/** The same as Markdown, to be printed or put elsewhere. @param packs at least one */
export function handoverMarkdown(packs: readonly HandoverPack[], total = packs.length): string {
  const rest = total > packs.length ? `\n${packs.length} of ${counted(total, 'relationship')}.\n` : '';
  return `${markdownBeginning}${dayOf(packs[0]!.horizon)}\n${rest}${packs.map(packMarkdown).join('')}`;
}

function packMarkdown({ relationship, sections, readingSeconds }: HandoverPack): string {
  const parts = sections.map(({ title, lines, more }) => {
    const shown = lines.map(({ text, evidence }) => {
      const behind = evidence.length === 0 ? '' : ` (${evidence.map((id) => `\`${id}\``).join(', ')})`;
      return `- ${escaped(text)}${behind}\n`;
    });
    return `\n### ${title}\n\n${shown.join('')}${more === 0 ? '' : `- and ${more} more\n`}`;
  });
  return `\n## ${escaped(nameOf(relationship))}\n\n${minutesText(readingSeconds)}\n${parts.join('')}`;
}

/** What somebody wrote is text, and no mark-up. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]<>#|]/g, String.raw`\$&`);
}
