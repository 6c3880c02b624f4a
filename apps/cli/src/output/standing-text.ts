import type { RelationshipAnswer } from '#workspace/answers.js';
import { healthChangeText } from '#workspace/relationships/health-words.js';
import { phaseGlyph, unknownGlyph } from '#workspace/relationships/phase-words.js';
import { promiseText } from './promise-text.js';
import { standingSignalsText } from './standing-signals-text.js';
import { tableOf } from './table.js';
import { count, counted, dayOf, idsText, nameOf, oneLine, wrapped } from './text.js';

/** How a relationship stands, as sections below its head. What cannot be told says why; what there is none of is left out. */
export function standingSections(answer: RelationshipAnswer, width: number): string[] {
  return [
    linesOf(answer, width),
    standingSignalsText(answer, width),
    historyOf(answer, width),
    promisesOf(answer, width),
    needsOf(answer, width),
    contractsOf(answer, width),
    peopleOf(answer, width),
  ].filter((section) => section !== '');
}

/** “Acme Ltd  ▽ deterioration by neglect · since 2026-05-12 (seen 2026-05-20) · 46 contact-days”. */
export function phaseLine({ phase, cause, phaseWords, onset, detectedAt, basis, parts }: RelationshipAnswer): string {
  if (phase === undefined || basis === undefined) {
    const why = parts.find(({ projection }) => projection === 'trajectory')?.says;
    return why === undefined ? '' : `${unknownGlyph} phase not known: ${oneLine(why)}`;
  }
  const days = `${counted(basis.contactDays, 'contact-day')} of theirs`;
  const unknown = basis.unknownSince === null ? '' : ` · unknown since ${dayOf(basis.unknownSince)}: a feed is down`;
  if (basis.tooEarly) {
    const since = basis.since === null ? '' : ` since ${dayOf(basis.since)}`;
    return `${phaseGlyph(phase, cause)} too early to tell (${phaseWords}) · ${days}${since}${unknown}`;
  }
  const seen = dayOf(detectedAt) === dayOf(onset) ? '' : ` (seen ${dayOf(detectedAt)})`;
  return `${phaseGlyph(phase, cause)} ${phaseWords} · since ${dayOf(onset)}${seen} · ${days}${unknown}`;
}

const alarmsShown = 3;

function linesOf(answer: RelationshipAnswer, width: number): string {
  const {
    why,
    silence,
    trend,
    alarms = [],
    promises,
    needs,
    contracts,
    people,
    voice,
    replies,
    health,
    signals,
  } = answer;
  const lines: [label: string, text: string | undefined][] = [
    ['because', why],
    ['silence', silence?.theirs?.sentence],
    ['our side', silence?.ours?.sentence],
    ['trend', trend?.sentence],
    ...alarms
      .slice(0, alarmsShown)
      .map((alarm): [string, string] => [
        'alarm',
        `${dayOf(alarm.since)} ${alarm.sentence} (${idsText(alarm.evidence)})`,
      ]),
    ['', alarms.length > alarmsShown ? counted(alarms.length - alarmsShown, 'more alarm') : undefined],
    ...healthLines(health),
    ['promises', promises?.sentence],
    ['needs', needs?.sentence],
    ['contracts', contracts?.sentence],
    ['people', people?.sentence],
    ['owner', people?.owner && `${nameOf(people.owner)} since ${dayOf(people.owner.since)}`],
    ['they say', voice?.sentence],
    ['replies', replies?.sentence],
    ['signals', signals?.sentence],
    ['by rules', rulesText(answer)],
    ...untold(answer),
  ];
  const shown = lines.filter(([, text]) => text !== undefined && text !== '');
  const widest = Math.max(0, ...shown.map(([label]) => label.length));
  const indent = ' '.repeat(widest + 2);
  return shown
    .map(([label, text]) => `${label.padEnd(widest)}  ${wrapped(oneLine(text!), width, indent).trimStart()}\n`)
    .join('');
}

function healthLines(health: RelationshipAnswer['health']): [string, string | undefined][] {
  if (health === undefined) return [];
  const [latest] = health.changes;
  return [
    ['health', `${health.sentence}; ${health.model.sentence}`],
    ['changed by', latest && healthChangeText(latest)],
    ['people say', health.assessed],
  ];
}

function rulesText({ rules, hindsightParameters }: RelationshipAnswer): string | undefined {
  if (rules === undefined) return undefined;
  const of = (version: string) => (version === '0' ? 'v0, not calibrated' : version);
  const hindsight = hindsightParameters === true ? '; fitted on what came later (hindsight)' : '';
  return `phases ${of(rules.version)}; rhythm ${of(rules.rhythm.version)} of ${rules.rhythm.segment}${hindsight}`;
}

/** What is simply not there is not told again and again. */
function untold({ parts, signals }: RelationshipAnswer): [string, string][] {
  const without = parts.filter(({ state }) => state !== 'told' && state !== 'nothing');
  // Whoever raises signals may tell nothing else here.
  const others = signals?.notAsked.filter((one) => without.every(({ projection }) => projection !== one.projection));
  return [
    ...without.map(({ projection, state, says = '' }): [string, string] => [
      projection,
      state === 'set-apart' ? says : `cannot be told: ${says}`,
    ]),
    ...(others ?? []).map(({ projection, says }): [string, string] => [
      projection,
      `its signals cannot be told: ${says}`,
    ]),
  ];
}

function historyOf({ history = [], earlierPhases = 0 }: RelationshipAnswer, width: number): string {
  if (history.length < 2) return '';
  const table = tableOf(
    [
      { heading: 'since' },
      { heading: 'seen' },
      { heading: '' },
      { heading: 'phase' },
      { heading: 'because', widthMax: 72 },
      { heading: 'evidence', optional: true },
    ],
    history
      .toReversed()
      .map(({ phase, cause, phaseWords, onset, detectedAt, why, evidence }) => [
        dayOf(onset),
        dayOf(detectedAt),
        phaseGlyph(phase, cause),
        phaseWords,
        why,
        idsText(evidence),
      ]),
    width,
  );
  return earlierPhases === 0 ? table : `${table}${counted(earlierPhases, 'older phase')} not kept\n`;
}

function promisesOf({ promises }: RelationshipAnswer, width: number): string {
  const rows = promises?.rows.filter(({ state }) => state !== 'kept' && state !== 'kept-late') ?? [];
  return rows.length === 0 ? '' : promiseText(rows, width);
}

/** Terminals of fewer columns have no room for ids beside texts. */
const idsFrom = 120;

function needsOf({ needs }: RelationshipAnswer, width: number): string {
  if (needs === undefined) return '';
  const open = needs.rows.map(({ id, status, statedAt, days, topic, text }) => [
    text ?? topic ?? '',
    status,
    dayOf(statedAt),
    count(days),
    id,
  ]);
  const goals = needs.goals.rows.map(({ id, measure, target, overdue, agreedAt, dueAt, text }) => [
    `${text ?? measure}: ${target} by ${dayOf(dueAt)}`,
    overdue ? 'overdue goal' : 'goal',
    dayOf(agreedAt),
    '',
    id,
  ]);
  if (open.length + goals.length === 0) return '';
  const columns = [
    { heading: 'what they want', widthMax: 48 },
    { heading: 'state' },
    { heading: 'stated' },
    { heading: 'days', numeric: true },
    { heading: 'evidence', optional: true },
  ];
  // In a narrow terminal what they want matters more than the id of the event that says so.
  const shown = width < idsFrom ? columns.length - 1 : columns.length;
  return tableOf(
    columns.slice(0, shown),
    [...open, ...goals].map((row) => row.slice(0, shown)),
    width,
  );
}

function contractsOf({ contracts }: RelationshipAnswer, width: number): string {
  if (contracts === undefined || contracts.rows.length === 0) return '';
  return tableOf(
    [
      { heading: 'contract', widthMax: 32 },
      { heading: 'state' },
      { heading: 'ends' },
      { heading: 'settle by' },
      { heading: 'value' },
      { heading: 'evidence', optional: true },
    ],
    contracts.rows.map(({ product, id, status, endAt, settleBy, amounts, evidence }) => [
      product ?? id.slice(0, 8),
      status,
      dayOf(endAt),
      dayOf(settleBy),
      amounts.map(({ currency, value }) => `${count(value)} ${currency}`).join(', '),
      idsText(evidence),
    ]),
    width,
  );
}

function peopleOf({ people }: RelationshipAnswer, width: number): string {
  if (people === undefined || people.rows.length === 0) return '';
  return tableOf(
    [
      { heading: 'person of theirs', widthMax: 36 },
      { heading: 'roles', widthMax: 24 },
      { heading: 'last exchange' },
      { heading: 'in 90 days' },
    ],
    people.rows.map((row) => [
      nameOf(row),
      row.leftAt === undefined ? row.roles.join(', ') : `left ${dayOf(row.leftAt)}`,
      row.lastExchange === undefined ? 'never' : dayOf(row.lastExchange),
      row.engaged ? 'yes' : 'no',
    ]),
    width,
  );
}
