import type { RuleAnswer, RulesAnswer, RuleType } from '#workspace/rules/rule-answers.js';
import { publishedText, ruleTitle } from '../output/published-text.js';
import { tableOf } from '../output/table.js';
import { minuteOf, nameOf, oneLine } from '../output/text.js';
import { UsageError } from '../usage-error.js';
import { addMomentOptions, momentIn } from './moment-options.js';
import { given, requireNone } from './options.js';
import { readRules } from './rule-file.js';
import type { Verb } from './verb.js';

export const rulesVerb: Verb = {
  usage: 'rules [action] [file]',
  description:
    'what is published for projections to read (rhythms, phase rules, calendars …), as of any moment; or: publish FILE, in the shape that `tend what-if --context` tries out. Without effectiveFrom a rule holds from now on, where a what-if takes it to have held always. A calendar with "holidaysOf": {"country": "AU", "region": "NSW", "fromYear": 2026, "toYear": 2028} is published with the public holidays of these years (see also: tend calendars)',
  example: 'tend rules publish stricter-phases.json',
  stopsInOrder: true,
  configure: (command) =>
    void addMomentOptions(command)
      .option('--type <type>', 'only rules of one type, with all that they say, and an example')
      .option('--all', 'also those that were replaced')
      .option('--dry-run', 'publish: only check the file, and show what would be published, holidays included'),
  run: async (session, [action, file], options) => {
    const { type, all, dryRun } = options as { type?: string; all?: boolean; dryRun?: true };
    if (action === undefined) {
      requireNone(options, ['dryRun'], 'It is about a file: tend rules publish FILE --dry-run.');
      const { rules } = await session.open();
      const answer = await rules.list({ ...momentIn(options), ...given({ type, all }) });
      await session.answer(answer, (found, width) => rulesText(found, width, type !== undefined));
      return;
    }
    if (action !== 'publish') throw new UsageError('Use `tend rules`, or `tend rules publish FILE`.');
    if (file === undefined) throw new UsageError('publish needs a file: JSON, a list of {type, effectiveFrom?, data}.');
    const ofFile = await readRules(file, 'The file');
    const { rules } = await session.open();
    await session.answer(await rules.publish(ofFile, session.work, given({ dryRun })), publishedText);
  },
};

function rulesText({ rules, types }: RulesAnswer, width: number, isWhole: boolean): string {
  const table =
    rules.length === 0 ? 'Nothing is published: what projections ship with holds.\n' : tableOfRules(rules, width);
  if (!isWhole) return `${table}\n${typesText(types, width)}`;
  const whole = rules.map(
    ({ type, scope, version, data }) => `\n${ruleTitle(type, scope)} ${version}: ${indented(data)}\n`,
  );
  const examples = types.map(({ type, description, example, readBy }) => {
    const readers = readBy.length === 0 ? 'no projection' : readBy.join(', ');
    return `\n${type}: ${description} Read by ${readers}. A file to publish:\n${indented([{ type, effectiveFrom: '2026-01-01', data: example }])}\n`;
  });
  return [table, ...whole, ...examples].join('');
}

function tableOfRules(rules: readonly RuleAnswer[], width: number): string {
  return tableOf(
    [
      { heading: 'rule' },
      { heading: 'for', widthMax: 24 },
      { heading: 'version', widthMax: 24 },
      { heading: 'from' },
      { heading: 'standing' },
      { heading: 'published', optional: true },
      { heading: 'by', optional: true, widthMax: 24 },
    ],
    rules.map((rule) => [
      rule.type,
      oneLine(rule.scope ?? 'all'),
      oneLine(rule.version),
      minuteOf(rule.effectiveFrom),
      rule.standing,
      minuteOf(rule.recordedAt),
      oneLine(nameOf(rule.actor)),
    ]),
    width,
  );
}

function typesText(types: readonly RuleType[], width: number): string {
  return tableOf(
    [{ heading: 'can be published' }, { heading: 'for each' }, { heading: 'read by', optional: true, widthMax: 40 }],
    types.map(({ type, scope, readBy }) => [type, scope ?? '', readBy.join(', ')]),
    width,
  );
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
