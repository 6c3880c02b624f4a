import {
  handoverLimits,
  type HandoverPack,
  type OwnerHandover,
  type OwnerHandoverQuery,
} from '#workspace/handover/handover-answers.js';
import { handoverMarkdown, handoverText, markdownBeginning, ownerHandoverText } from '../output/handover-text.js';
import { beginsWith, requireWritable } from '../output/overwriting.js';
import { oneLine } from '../output/text.js';
import { writeWhole } from '../output/whole-file.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { addClaimedMomentOptions, momentIn } from './moment-options.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

export const handoverVerb: Verb = {
  usage: 'handover [name]',
  description:
    'what whoever takes a relationship over has to know, in minutes: one relationship, or with --owner all of an owner, value at risk first',
  example: 'tend handover --owner "Agent 7" --as-of 2026-06-30',
  configure: (command) =>
    void addClaimedMomentOptions(command)
      .option('--owner <name>', 'of all that somebody of ours owns at that moment: an id or a name')
      .option(
        '--limit <n>',
        `how many relationships of an owner, ${handoverLimits.default} unless told`,
        wholeNumber(1, handoverLimits.max),
      )
      .option('--after <cursor>', 'go on after this page (`next` of the JSON answer)')
      .option('--markdown <file>', 'write it into a Markdown file, such as handover.md'),
  run: async (session, [name], options) => {
    const owner = options['owner'] as string | undefined;
    const moment = momentIn(options);
    if ((name === undefined) === (owner === undefined))
      throw new UsageError('Name one relationship, or whose relationships with --owner.');
    if (owner === undefined && (options['limit'] !== undefined || options['after'] !== undefined))
      throw new UsageError('--limit and --after go with --owner.');
    if (owner !== undefined && moment.asClaimed === true)
      throw new UsageError('--as-claimed is told of one relationship: name it.');
    const file = options['markdown'] as string | undefined;
    if (file !== undefined) {
      const isOwn = (path: string) => beginsWith(path, new RegExp(`^${markdownBeginning}`));
      const replaces = { what: 'an earlier handover', isOwn };
      requireWritable({ option: '--markdown', path: file, data: session.options.data, replaces });
    }
    const { handovers } = await session.open();
    if (owner === undefined) {
      const pack = await handovers.relationship(name!, moment, session.work);
      if (file !== undefined) return writeTo(session, file, [pack]);
      return session.answer(pack, handoverText);
    }
    const query = given({ owner, limit: options['limit'], after: options['after'], ...moment }) as OwnerHandoverQuery;
    const answer = await handovers.owner(query, session.work);
    if (file !== undefined && answer.rows.length > 0) return writeTo(session, file, answer.rows, answer.total);
    return session.answer(answer, (all, width) =>
      all.rows.length === 0 ? nothingText(all, query) : ownerHandoverText(all, owner, width),
    );
  },
};

async function writeTo(session: Session, file: string, packs: readonly HandoverPack[], total?: number): Promise<void> {
  await writeWhole(file, [handoverMarkdown(packs, total)]);
  session.say(`Written to ${file}.`);
}

function nothingText({ total }: OwnerHandover, { owner, asOf, knownBy }: OwnerHandoverQuery): string {
  if (total > 0) return 'No further relationships.\n';
  const when = asOf === undefined && knownBy === undefined ? 'now' : 'at that moment';
  return `${oneLine(owner)} owns no relationship ${when}. Who left owned them before: --as-of the day before. Owners: tend movements --by owner\n`;
}
