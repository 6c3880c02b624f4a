import { InvalidArgumentError } from 'commander';
import { LedgerError } from '#core/errors.js';
import { didYouMean } from '#core/near-names.js';
import type { CalendarPublished, HolidaysOf, OpenHours } from '#domain/events/rules.js';
import { publishOne } from '#workspace/rules/publish-one.js';
import type { NewRule, PublishedAnswer, RuleAnswer, Rules } from '#workspace/rules/rule-answers.js';
import type { Work } from '#workspace/work.js';
import { calendarsText, calendarText } from '../output/calendar-text.js';
import { publishedText } from '../output/published-text.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { moreNames } from './name-list.js';
import { moreHours } from './opening-hours.js';
import { given, requireNone } from './options.js';
import type { Verb } from './verb.js';

interface CalendarOptions {
  readonly zone?: string;
  readonly hours?: readonly OpenHours[];
  readonly holidays?: readonly string[];
  readonly country?: string;
  readonly region?: string;
  readonly years?: Pick<HolidaysOf, 'fromYear' | 'toYear'>;
  readonly from?: string;
  readonly versionName?: string;
  readonly dryRun?: true;
}

const ofDefine = ['zone', 'hours', 'holidays', 'country', 'region', 'years', 'from', 'versionName', 'dryRun'] as const;
const type = 'CalendarPublished';

export const calendarsVerb: Verb = {
  usage: 'calendars [action] [name]',
  description:
    'when we are open: the published calendars; or: show NAME with all its days, define NAME, what is not named staying as it is. Public holidays are added when it is published: whole days, as a package knows them, so look at them first (--dry-run)',
  example: 'tend calendars define office --hours "Mon-Fri 9-17" --zone Europe/Berlin',
  stopsInOrder: true,
  configure: (command) =>
    void command
      .option('--zone <zone>', 'define: the time zone of its hours, such as Europe/Berlin')
      .option('--hours <hours>', 'define: "Mon-Fri 9-17, Sat 10:00-13:30"; 22-6 goes on into the next day', moreHours)
      .option(
        '--holidays <days>',
        'define: days of our own on which nothing is open, as "2026-12-24, 2026-12-31"',
        moreNames,
      )
      .option('--country <code>', 'define: whose public holidays are added, as AU, DE or US (ISO 3166-1)')
      .option('--region <code>', 'define: a part of it that has holidays of its own, as NSW, BY or BY-A')
      .option('--years <years>', 'define: the years of these holidays, as 2026-2028', yearsIn)
      .option('--from <time>', 'define: from when on it holds: a date (its beginning) or a time; now, unless told')
      .option('--version-name <name>', 'define: how the version is called (default: the next number)')
      .option('--dry-run', 'define: only show it with all its days'),
  run: async (session, [action, name], options) => {
    if (action !== undefined && action !== 'define' && action !== 'show')
      throw new UsageError('Use `tend calendars`, or one of define, show.');
    if (action !== undefined && name === undefined)
      throw new UsageError(`${action} needs the name of a calendar, such as office.`);
    if (action === 'define') return define(session, name!, options);
    requireNone(options, ofDefine, 'Say first: tend calendars define NAME.');
    const { rules } = await session.open();
    const { rules: published } = await rules.list({ type });
    if (action === undefined)
      return session.answer({ calendars: published }, ({ calendars }, width) => calendarsText(calendars, width));
    return session.answer(found(published, name!), ({ data }, width) => calendarText(dataOf(data), width));
  },
};

/** @throws LedgerError `not-found`, with the names that may be meant */
function found(published: readonly RuleAnswer[], name: string): RuleAnswer {
  const one =
    published.find(({ scope, standing }) => scope === name && standing === 'valid') ??
    published.find(({ scope }) => scope === name);
  if (one !== undefined) return one;
  const near = didYouMean(name, new Set(published.map(({ scope = '' }) => scope)));
  throw new LedgerError('not-found', `No calendar “${name}” is published.${near}`, {
    hint: '`tend calendars` lists those that are; `tend calendars define` publishes one.',
  });
}

async function define(session: Session, name: string, options: CalendarOptions): Promise<void> {
  const { from, dryRun } = options;
  if (ofDefine.every((one) => one === 'dryRun' || options[one] === undefined))
    throw new UsageError(
      'Say what it is, such as --zone Europe/Berlin --hours "Mon-Fri 9-17"; `tend calendars show NAME` shows what is published.',
    );
  const { rules } = await session.open();
  const { rules: published } = await rules.list({ type, all: true });
  const versions = published.filter(({ scope }) => scope === name);
  const rule = await ruleOf(rules, name, versions, options, session.work);
  const answer = await publishOne(
    rules,
    { ...rule, ...given({ effectiveFrom: from }) },
    session.work,
    given({ dryRun }),
  );
  await session.answer(answer, definedText);
}

function definedText(answer: PublishedAnswer, width: number): string {
  const { published, wouldPublish } = answer;
  const calendars = [...published, ...(wouldPublish ?? [])].map(({ data }) => calendarText(dataOf(data), width));
  if (wouldPublish === undefined) return [...calendars, publishedText(answer)].join('\n');
  if (calendars.length === 0) return 'It holds already as it would be published.\n';
  return [...calendars, 'Nothing is published.\n'].join('\n');
}

/** What holds then, with what is given. What says the same keeps its version. */
async function ruleOf(
  rules: Rules,
  name: string,
  versions: readonly RuleAnswer[],
  options: CalendarOptions,
  work: Work,
): Promise<NewRule> {
  const holding =
    versions.find((one) => holdsFrom(one, options.from)) ??
    versions.find(({ standing }) => standing === 'valid') ??
    versions.find(({ standing }) => standing === 'coming');
  const before = holding === undefined ? undefined : dataOf(holding.data);
  const { zone = before?.zone, hours = before?.hours, versionName } = options;
  if (zone === undefined || hours === undefined)
    throw new UsageError(`A calendar begins with --zone and --hours: ${name} is not published yet.`);
  const holidaysOf = holidaysOfIn(options, before?.holidaysOf);
  const holidays = options.holidays ?? (before === undefined ? [] : await ownDays(rules, before, work));
  const data = { calendar: name, zone, hours, holidays, ...given({ holidaysOf }) };
  const version = versionName ?? before?.version;
  const isSame = async (): Promise<boolean> =>
    (await publishOne(rules, { type, data: { ...data, version } }, work, { dryRun: true })).unchanged === 1;
  if (versionName === undefined && version !== undefined && (await isSame()))
    return { type, data: { ...data, version } };
  return { type, data: { ...data, version: versionName ?? nextVersion(versions) } };
}

/** Whether a version holds at a start, or now; of several the one that comes first, because the latest to hold is. */
function holdsFrom({ standing, effectiveFrom }: RuleAnswer, from: string | undefined): boolean {
  if (from === undefined) return standing === 'valid';
  // A day is one in the zone that starts are written in.
  return /^\d{4}-\d{2}-\d{2}$/.test(from)
    ? effectiveFrom.slice(0, 10) <= from
    : Date.parse(effectiveFrom) <= Date.parse(from);
}

/** Its days without those of the country, which are added anew: for other years, or for another one. */
async function ownDays(rules: Rules, before: CalendarPublished, work: Work): Promise<readonly string[]> {
  if (before.holidaysOf === undefined) return before.holidays;
  const ofCountry = { ...before, version: `${before.version} alone`, holidays: [] };
  const { wouldPublish = [] } = await publishOne(rules, { type, data: ofCountry }, work, { dryRun: true });
  const added = new Set(wouldPublish.flatMap(({ data }) => dataOf(data).holidays));
  return before.holidays.filter((day) => !added.has(day));
}

function holidaysOfIn(
  { country, region, years }: CalendarOptions,
  before: HolidaysOf | undefined,
): HolidaysOf | undefined {
  if (country === undefined && region === undefined && years === undefined) return before;
  const of = country ?? before?.country;
  if (of === undefined) throw new UsageError('--region and --years are about the holidays of a --country.');
  const span = years ?? (before && { fromYear: before.fromYear, toYear: before.toYear });
  if (span === undefined) throw new UsageError('--country needs --years, as 2026-2028.');
  const part = region ?? (country === undefined ? before?.region : undefined);
  return { country: of, ...(part === undefined ? {} : { region: part }), ...span };
}

function yearsIn(text: string): Pick<HolidaysOf, 'fromYear' | 'toYear'> {
  const [, from, to = from] = /^\s*(\d{4})(?:\s*[-–]\s*(\d{4}))?\s*$/u.exec(text) ?? [];
  if (from === undefined) throw new InvalidArgumentError('It must be years, as 2026 or 2026-2028.');
  return { fromYear: Number(from), toYear: Number(to) };
}

function dataOf(data: RuleAnswer['data']): CalendarPublished {
  return data as unknown as CalendarPublished;
}

function nextVersion(versions: readonly RuleAnswer[]): string {
  const numbers = versions.map(({ version }) => (/^\d{1,9}$/.test(version) ? Number(version) : 0));
  return String(Math.max(0, ...numbers) + 1);
}
