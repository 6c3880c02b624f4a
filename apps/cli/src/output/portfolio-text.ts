import type { PortfolioRow, RelationshipsAnswer } from '#workspace/answers.js';
import type { Figure, FigureEvidence, OverviewAnswer, VerbNumber } from '#workspace/portfolio/overview-answers.js';
import type { Amount } from '#workspace/portfolio/standing-answers.js';
import { tableOf, type Column } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

/** A page of the portfolio: where each relationship stands, what it is worth, and what is open. */
export function portfolioText(answer: RelationshipsAnswer, width: number, sort?: string): string {
  // What it is sorted by stays in sight; of the rest the last gives way first.
  const perhaps = (heading: string, field: string): Column => ({ heading, numeric: true, optional: sort !== field });
  const table = tableOf(
    [
      { heading: 'name', widthMax: 28 },
      { heading: 'phase', widthMax: 16 },
      { heading: 'since' },
      { heading: 'silent', numeric: true },
      { heading: 'value', numeric: true },
      { heading: 'at risk', widthMax: 28 },
      perhaps('broken', 'brokenPromises'),
      { heading: 'renewal', optional: sort !== 'nextRenewal' },
      { heading: 'last', optional: sort !== 'lastTouchpoint' },
      perhaps('theirs', 'theirs'),
      perhaps('ours', 'ours'),
      perhaps('open', 'openCases'),
      perhaps('cases', 'cases'),
      perhaps('touchpoints', 'touchpoints'),
      { heading: 'segment', widthMax: 16, optional: true },
      { heading: 'owner', widthMax: 20, optional: true },
      { heading: 'team', widthMax: 20, optional: true },
      { heading: 'channel', optional: true },
    ],
    answer.rows.map(cellsOf),
    width,
  );
  const more =
    answer.next === undefined
      ? ''
      : `${count(answer.rows.length)} of ${counted(answer.total, 'relationship')}; more with --after ${shellWord(answer.next)}\n`;
  return `${table}${more}${explanation}${missingText(answer)}`;
}

const explanation =
  'since: when the phase could first be told; too early: fewer than 4 contact-days of theirs. silent: days, and how likely so long a silence is; unknown while a feed is down.\n' +
  'value: booked in 365 days, net, or contracts in force where these come to more. broken: promises of ours. renewal: to be settled by then.\n' +
  'theirs, ours: contact-days of each side. open: cases opened and not resolved since.\n';

function cellsOf(row: PortfolioRow): string[] {
  const { phase, cause, tooEarly, value = [], atRisk = [], promises, nextRenewal } = row;
  const { segment, owner, team, channel } = row;
  return [
    nameOf(row),
    cause ?? phase ?? '–',
    tooEarly === true ? 'too early' : dayOf(row.detectedAt),
    silentText(row),
    value.length === 0 ? '–' : value.map(moneyText).join('; '),
    atRisk.join(', '),
    promises === undefined ? '–' : count(promises.broken),
    dayOf(nextRenewal),
    dayOf(row.lastTouchpoint),
    count(row.contactDays.theirs),
    count(row.contactDays.ours),
    count(row.openCases),
    count(row.cases),
    count(row.touchpoints),
    segment ?? '–',
    owner === undefined ? '–' : nameOf(owner),
    team === undefined ? '–' : nameOf(team),
    channel ?? '–',
  ];
}

/** Unknown is not silent. */
function silentText({ silence, unknownSince }: PortfolioRow): string {
  if (unknownSince !== undefined) return `unknown since ${dayOf(unknownSince)}`;
  const p = silence?.p === undefined ? '' : ` (${percent(silence.p)})`;
  return silence?.days === undefined ? '–' : `${count(Math.floor(silence.days))} d${p}`;
}

/** A line for each projection that could not be asked. */
export function missingText({ missing = [] }: { readonly missing?: readonly string[] }): string {
  return missing.map((name) => `Not asked, because it is not ready: ${oneLine(name)}\n`).join('');
}

const titles = {
  loyalty: 'Increase loyalty',
  risk: 'Reduce risk',
  engagement: 'Engage all stakeholders',
  activities: 'Influence activities',
  needs: 'Align with wants and needs',
} as const;

/** The five verbs in numbers, with the same quarter a year before. */
export function overviewText(answer: OverviewAnswer, width: number): string {
  const { quarter, yearBefore, numbers, comeAgainDays, cohorts, segments } = answer;
  const head = `${quarter.name}, from ${dayOf(quarter.from)} to ${minuteOf(quarter.to)}; beside it ${yearBefore.name}, to ${minuteOf(yearBefore.to)}.\n`;
  const verbs = [...Map.groupBy(numbers, ({ verb }) => verb)].map(
    ([verb, all]) => `\n${titles[verb]}\n${numbersText(all, width)}`,
  );
  const again = [...cohorts, ...(segments.length > 1 ? segments : [])];
  const loyalty =
    again.length === 0
      ? ''
      : `\nWho came again, by quarter of the first contact-day${segments.length > 1 ? ', and by segment' : ''}\n${tableOf(
          [
            { heading: 'cohort', widthMax: 24 },
            { heading: 'began', numeric: true },
            { heading: `2nd within ${comeAgainDays.second} days`, numeric: true },
            { heading: `5th within ${comeAgainDays.fifth} days`, numeric: true },
          ],
          again.map(({ cohort, segment, second, fifth }) => [
            cohort ?? segment ?? '–',
            count(second.n),
            figureText(second, 'share'),
            figureText(fifth, 'share'),
          ]),
          width,
        )}`;
  return `${head}${verbs.join('')}${loyalty}\nWhat each number counts, and all that stands behind it: --json (definition, evidence).\n${missingText(answer)}`;
}

function numbersText(numbers: readonly VerbNumber[], width: number): string {
  return tableOf(
    [
      { heading: '', widthMax: 56 },
      { heading: 'now' },
      { heading: 'of', numeric: true },
      { heading: 'a year before' },
      { heading: 'of', numeric: true },
      { heading: 'what stands behind it', optional: true },
    ],
    numbers.map(({ label, unit, currency, now, yearBefore, evidence }) => [
      label,
      figureText(now, unit, currency),
      count(now.n),
      figureText(yearBefore, unit, currency),
      count(yearBefore.n),
      behindText(evidence),
    ]),
    width,
  );
}

/** The command that opens it; at a moment before now with the same `--as-of`. */
function behindText({ relationships = {}, totals = [] }: FigureEvidence = {}): string {
  const options = Object.entries(relationships).map(([name, value]) => `--${name} ${shellWord(value)}`);
  if (options.length > 0) return `tend relationships ${options.join(' ')}`;
  const [first] = totals;
  if (first === undefined) return '';
  const cell = first.cell.map((word) => shellWord(String(word))).join(' ');
  return `tend evidence ${first.projection} ${cell}${totals.length > 1 ? ` … (${count(totals.length)} totals)` : ''}`;
}

function figureText({ value, low, high, lacks }: Figure, unit: VerbNumber['unit'], currency = ''): string {
  if (value === undefined) return lacks ?? '–';
  if (unit === 'money') return moneyText({ currency, amount: value });
  if (unit === 'count') return count(value);
  if (unit === 'per-hundred') return `${value.toFixed(1)} per 100`;
  if (unit === 'ratio') return `${value.toFixed(2)} to 1`;
  return low === undefined || high === undefined
    ? percent(value)
    : `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

export function moneyText({ currency, amount }: Amount): string {
  return `${currency} ${amount.toLocaleString('en', { maximumFractionDigits: Math.abs(amount) < 1000 ? 2 : 0 })}`;
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
