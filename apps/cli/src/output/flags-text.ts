import {
  flagChanges,
  type FlagAnswer,
  type FlagCounts,
  type FlagRow,
  type FlagsAnswer,
} from '#workspace/builds/flag-answers.js';
import { tableOf } from './table.js';
import { count, counted, dayOf, nameOf, oneLine } from './text.js';

/** Who would have been flagged when under the other rule, and who really left: a summary, then a row for each flag that differs. */
export function flagsText(flags: FlagsAnswer, width: number): string {
  const { signal, kinds, before, after, rows, changes } = flags;
  if (before.flags + after.flags === 0) return `${nothingText(signal, kinds)}\n`;
  const differing = rows.filter(({ change }) => change !== 'same');
  const summary = `${summaryOf(flags)}\n\n${recordText('As it is', flags, before)}\n${recordText('What if', flags, after)}\n${caveatsText(flags)}`;
  const rest =
    flagChanges.reduce((sum, change) => sum + changes[change].flags, 0) - changes.same.flags - differing.length;
  const unseen = rest === 0 ? '' : `… and ${count(rest)} more: --limit, or --json.\n`;
  if (differing.length === 0) return `${summary}${unseen}`;
  return `${summary}\n${tableText(differing, width)}${unseen}`;
}

function nothingText(signal: string, kinds: readonly string[]): string {
  const raised = kinds.length === 0 ? 'Neither rule ever raised any signal.' : `Raised were ${kinds.join(', ')}.`;
  return oneLine(`Nobody was ever flagged by “${signal}” under either rule. ${raised}`);
}

/** In one sentence or some: who is flagged earlier and who left, what the price is, and what is not known. */
function summaryOf({ changes, before, after, medianDaysEarlier, medianDaysLater }: FlagsAnswer): string {
  const { earlier, later } = changes;
  const only = { after: changes['only-after'], before: changes['only-before'] };
  const told = [
    ...(earlier.flags === 0
      ? []
      : [`${who(earlier)} would have been flagged earlier (median ${days(medianDaysEarlier!)}), ${leftOf(earlier)}`]),
    ...(only.after.flags === 0
      ? []
      : [`${who(only.after)} would have been flagged where no alarm was, ${leftOf(only.after)}`]),
    ...(later.flags === 0
      ? []
      : [`${who(later)} would have been flagged later (median ${days(medianDaysLater!)}), ${leftOf(later)}`]),
    ...(only.before.flags === 0
      ? []
      : [`${who(only.before)} would not have been flagged where an alarm was, ${leftOf(only.before)}`]),
  ];
  if (told.length === 0) return `Every flag would have been raised when it was.${stillOpen(after)}`;
  const price = after.stayed - before.stayed;
  const alarms =
    price === 0
      ? 'as many alarms of relationships that stayed'
      : `${count(Math.abs(price))} ${price > 0 ? 'more' : 'fewer'} ${Math.abs(price) === 1 ? 'alarm' : 'alarms'} of relationships that stayed`;
  return `${[...told, alarms].join('; ')}.${stillOpen(after)}`;
}

function stillOpen({ notYetKnown, feedDown }: FlagCounts): string {
  const unknown = [
    ...(notYetKnown === 0 ? [] : [`of ${counted(notYetKnown, 'flag')} it is not yet known`]),
    ...(feedDown === 0 ? [] : [`of ${counted(feedDown, 'flag')} nobody knows, because a feed was down`]),
  ];
  return unknown.length === 0 ? '' : ` ${unknown.join('; ').replace(/^o/, 'O')}.`;
}

/** What keeps it from being what would have been seen at the time. */
function caveatsText({ before, after, acts, claimed, withheld }: FlagsAnswer): string {
  const caveats = [
    ...(before.hindsight + after.hindsight === 0
      ? []
      : [
          `By hindsight, because raised before the end of what the rhythm or season behind them was fitted to: ${count(before.hindsight)} as it is, ${count(after.hindsight)} what if. They say nothing of how well a rule foretells: \`tend backtest\` does.`,
        ]),
    ...(claimed === 0
      ? []
      : [`Of ${count(claimed)} of ${counted(acts, 'act')} of theirs only the source claims when they were known.`]),
    ...(withheld === 0 ? [] : [`Left out: ${counted(withheld, 'relationship')} that nobody may analyse.`]),
  ];
  return caveats.map((each) => `${each}\n`).join('');
}

function who({ relationships }: FlagCounts): string {
  return counted(relationships, 'relationship');
}

function leftOf({ relationshipsLeft }: FlagCounts): string {
  return `${count(relationshipsLeft)} of them left`;
}

function recordText(
  name: string,
  { relationshipYears }: FlagsAnswer,
  {
    flags,
    left,
    stayed,
    notYetKnown,
    feedDown,
    unusable,
    stayedPerYear,
    budgetPerYear,
    leadDays,
  }: FlagsAnswer['before'],
): string {
  const unknown = notYetKnown + feedDown + unusable;
  const lead = leadDays === null ? '' : ` (median ${days(leadDays.median)} before it was plain)`;
  const rate =
    stayedPerYear === null
      ? ''
      : ` (${stayedPerYear.toFixed(3)} a relationship and year of ${count(Math.round(relationshipYears))}`;
  const budget = rate === '' ? '' : budgetPerYear === undefined ? ')' : `; budget ${budgetPerYear})`;
  return `${name.padEnd(8)}  ${counted(flags, 'flag')}: ${count(left)} left${lead}, ${count(stayed)} stayed${rate}${budget}, ${count(unknown)} not known.`;
}

function tableText(rows: readonly FlagRow[], width: number): string {
  return tableOf(
    [
      { heading: 'relationship', widthMax: 32 },
      { heading: 'flagged' },
      { heading: 'what if' },
      { heading: 'days earlier', numeric: true },
      { heading: 'left?' },
      { heading: 'days before', numeric: true, optional: true },
    ],
    rows.map((row) => {
      const { relationship, before, after, daysEarlier } = row;
      const told = (after ?? before)!;
      return [
        nameOf(relationship),
        dayOf(before?.raisedAt),
        dayOf(after?.raisedAt),
        daysEarlier === undefined ? '–' : daysEarlier.toFixed(1),
        fateText(told),
        told.leadDays === undefined ? '–' : count(told.leadDays),
      ];
    }),
    width,
  );
}

function fateText({ outcome, leftOn }: FlagAnswer): string {
  switch (outcome) {
    case 'left':
      return `left ${leftOn}`;
    case 'stayed':
      return 'stayed';
    case 'not-yet-known':
      return 'not yet known';
    case 'feed-down':
      return 'feed down';
    case 'unusable':
      return 'not usable';
  }
}

function days(value: number): string {
  const rounded = Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return counted(rounded, 'day');
}
