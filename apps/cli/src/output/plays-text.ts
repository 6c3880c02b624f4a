import type { PlayArm } from '#measures/plays/play-effect.js';
import type {
  PlayCommandAnswer,
  PlayEffectRow,
  PlayEffectsAnswer,
  PlayRow,
  PlaysAnswer,
} from '#workspace/plays/play-answers.js';
import { tableOf } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, dayOf, minuteOf, nameOf, oneLine } from './text.js';

/** What is recommended, as a table, and at its foot how much was answered. */
export function playsText(answer: PlaysAnswer, width: number): string {
  if (answer.plays.length === 0 && answer.total === 0)
    return 'No play is published. `tend rules --type PlayPublished` shows an example; infra/docs/plays.json holds proposals.\n';
  const list =
    answer.rows.length === 0 ? (answer.total > 0 ? 'No further rows.\n' : 'Nothing here.\n') : tableText(answer, width);
  const { open, accepted, declined, done } = answer.states;
  return `${list}${count(open)} open, ${count(accepted)} accepted, ${count(declined)} declined, ${count(done)} done\n`;
}

function tableText({ rows, total, next }: PlaysAnswer, width: number): string {
  const table = tableOf(
    [
      { heading: 'recommended' },
      { heading: 'play', widthMax: 28 },
      { heading: 'version', widthMax: 10 },
      { heading: 'relationship', widthMax: 28 },
      { heading: 'state', widthMax: 44 },
      { heading: 'why', widthMax: 80, optional: true },
    ],
    rows.map((row) => [
      minuteOf(row.recommendedAt),
      row.play,
      oneLine(row.version),
      oneLine(nameOf(row.relationship)),
      stateText(row),
      row.why ?? 'Not recommended any more.',
    ]),
    width,
  );
  return next === undefined
    ? table
    : `${table}${count(rows.length)} of ${counted(total, 'play')}; more with --after ${shellWord(next)}\n`;
}

/** `declined (no-time) by Ann on 2026-03-01` */
function stateText({ state, reason, outcome, by, at }: PlayRow): string {
  const told = reason ?? outcome;
  const who = by === undefined ? '' : ` by ${oneLine(nameOf(by))} on ${dayOf(at)}`;
  return `${state}${told === undefined ? '' : ` (${oneLine(told)})`}${who}`;
}

/** Where the play stands now. */
export function playCommandText(row: PlayCommandAnswer): string {
  const says = `${row.play} ${oneLine(row.version)}, ${oneLine(nameOf(row.relationship))}: ${stateText(row)}\n`;
  return row.unchanged ? `${says}It stood so already: nothing was recorded.\n` : says;
}

/** Each version of each play with its two arms, the effect where there is one, and what is no effect. */
export function playEffectsText({ rows, fewestInArm }: PlayEffectsAnswer): string {
  if (rows.length === 0) return 'No play is published: there is nothing to measure.\n';
  return rows.map((row) => effectText(row, fewestInArm)).join('\n');
}

function effectText(row: PlayEffectRow, fewestInArm: number): string {
  const { recommended, heldOut, effect, association, notShown, mixed, horizonDays } = row;
  const holds = `${row.phases.join(', ') || 'no phase'}, from ${dayOf(row.from)}${row.until === undefined ? '' : ` until ${dayOf(row.until)}`}`;
  const told =
    effect === undefined
      ? `Effect: not enough data (fewer than ${fewestInArm} in an arm).`
      : `Effect: ${points(effect.difference)} percentage points, 95 % ${points(effect.low)} to ${points(effect.high)}.`;
  return [
    `${row.play} ${oneLine(row.version)} (${holds}): came back within ${counted(horizonDays, 'day')}`,
    `  recommended  ${armText(recommended)}`,
    `  held out     ${armText(heldOut)} (${Math.round(row.holdout * 1000) / 10} % by chance, shown to nobody)`,
    `  ${told}`,
    `  Association, no effect: of those who chose, accepted ${armText(association.accepted)}; declined ${armText(association.declined)}; unanswered ${armText(association.unanswered)}.`,
    ...(notShown === 0 ? [] : [`  Counted in neither: ${count(notShown)} that nobody can have been shown in time.`]),
    ...(mixed === 0
      ? []
      : [
          `  Counted in neither: ${count(mixed)} that were drawn apart before they were linked, or held out and answered all the same.`,
        ]),
    '',
  ].join('\n');
}

/** `54 of 70 (77.1 %; 95 % 66.0 to 85.4)` and who is counted apart. */
function armText({ n, cameBack, notYetKnown, unknown, share }: PlayArm): string {
  const limits =
    share === undefined ? '' : ` (${percent(share.share)} %; 95 % ${percent(share.low)} to ${percent(share.high)})`;
  const apart = [
    ...(notYetKnown === 0 ? [] : [`${count(notYetKnown)} not yet known`]),
    ...(unknown === 0 ? [] : [`${count(unknown)} unknown (a feed was down)`]),
  ];
  return `${count(cameBack)} of ${count(n)}${limits}${apart.length === 0 ? '' : `, ${apart.join(', ')}`}`;
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference * 100).toFixed(1)}`;
}
