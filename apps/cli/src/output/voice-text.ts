import { durationText } from '#measures/process/duration-text.js';
import type {
  CountedAnswersAnswer,
  ReplyTimes,
  ResponseOfInstrument,
  ToneOfTexts,
  Unplaced,
  VoiceAnswer,
  VoiceMeasure,
  VoiceMeasures,
} from '#workspace/voice/voice-answers.js';
import { effortLines, escalationLines } from './effort-text.js';
import { fewerThanFive, percentText, type Line } from './measure-line.js';
import { tableOf } from './table.js';
import { shellWord } from '#core/shell-word.js';
import { count, counted, minuteOf, nameOf, oneLine } from './text.js';

/** The measures, a line each, whole or by group; below them what each is, and what is not in them. */
export function voiceText(answer: VoiceAnswer, width: number): string {
  const { groups, groupsTotal, definitions } = answer;
  const isGrouped = groups !== undefined;
  const rows = isGrouped
    ? groups.flatMap((group) =>
        linesOf(group).map((line) => ({
          ...line,
          cells: [oneLine(group.of === undefined ? group.group : nameOf(group.of)), ...line.cells],
        })),
      )
    : linesOf(answer);
  if (rows.length === 0) return emptyText(answer);
  const table = tableOf(
    [
      ...(isGrouped ? [{ heading: answer.asked.by ?? 'group', widthMax: 32 }] : []),
      { heading: 'measure', widthMax: 30 },
      { heading: 'n', numeric: true },
      { heading: 'value', widthMax: 100 },
      { heading: '95 % limits', widthMax: 60 },
    ],
    rows.map(({ cells }) => cells),
    width,
  );
  const shown = new Set(rows.map(({ measure }) => measure));
  const said = [...shown].map(
    (name) => `${definitions[name].name}: ${definitions[name].says} (${definitions[name].source})\n`,
  );
  const cut =
    isGrouped && groups.length < (groupsTotal ?? 0)
      ? `${count(groups.length)} of ${counted(groupsTotal!, 'group')}; more with --limit\n`
      : '';
  return `${table}${cut}\n${notesOf(answer)}${said.join('')}`;
}

function emptyText({ asked, example }: VoiceAnswer): string {
  const isNarrowed = Object.keys(asked).some((name) => name !== 'by');
  if (isNarrowed) return 'Nothing fits. Ask without --instrument, --segment, --channel, --from and --to.\n';
  const how = 'Import survey answers as lines of JSON, such as: tend import answers.ndjson, with lines like';
  return `No customer has told anything yet. ${how}\n${JSON.stringify(example)}\n`;
}

function linesOf({ surveys, responses, replies, told, tone, effort, escalations }: VoiceMeasures): Line[] {
  return [
    ...surveys.map(surveyLine),
    ...responses.map(responseLine),
    ...replyLines('firstReply', 'first reply', replies.first),
    ...replyLines('nextReply', 'next reply', replies.next),
    ...(told === undefined || told.complaints + told.praise + told.referrals === 0
      ? []
      : [
          {
            measure: 'told' as const,
            cells: [
              'told unasked',
              count(told.complaints + told.praise + told.referrals),
              `${counted(told.complaints, 'complaint')}, ${count(told.praise)} praise, ${counted(told.referrals, 'referral')}`,
              '–',
            ],
          },
        ]),
    ...tone.map(toneLine),
    ...effortLines(effort),
    ...escalationLines(escalations, effort),
  ];
}

const toneSources = { measured: 'tone, measured', source: 'tone, as the source says', person: 'tone, as we say' };

function toneLine({ by, n, missing, positive = 0, neutral = 0, negative = 0, suppressed }: ToneOfTexts): Line {
  const known = `${count(positive)} positive, ${count(neutral)} neutral, ${count(negative)} negative`;
  const value = `${n === 0 ? 'none known' : suppressed === true ? fewerThanFive : known} · ${count(missing)} missing`;
  return { measure: 'tone', cells: [toneSources[by], count(n), value, '–'] };
}

export function surveyLine({
  measure,
  instrument,
  scale,
  polarity,
  n,
  counts,
  mean,
  figure,
  suppressed,
}: VoiceMeasure): Line {
  const turned = polarity === 'lower-is-better' ? ', low is good' : '';
  const name = `${oneLine(instrument)} ${scale.min}–${scale.max}${turned}`;
  if (suppressed === true) return { measure, cells: [name, count(n), fewerThanFive, '–'] };
  const given = counts.map(({ score, count: times }) => `${score}×${count(times)}`).join(' ');
  if (figure === undefined) {
    const value = mean === undefined ? given : `mean ${mean.toFixed(2)} · ${given}`;
    return { measure, cells: [name, count(n), value, mean === undefined ? 'fewer than 20: the answers' : '–'] };
  }
  const isNps = instrument === 'nps';
  const text = (value: number): string => (isNps ? value.toFixed(1) : percentText(value));
  const { value, interval, over } = figure;
  const overText = over.kind === 'organisations' ? ` over ${counted(over.count, 'organisation')}` : '';
  const limitsText =
    interval === undefined
      ? `fewer than 20 organisations (${over.kind === 'organisations' ? over.count : n})`
      : `${text(interval.low)} to ${text(interval.high)}${overText}`;
  const meanText = instrument === 'ces' && mean !== undefined ? ` · mean ${mean.toFixed(2)}` : '';
  return { measure, cells: [name, count(n), `${text(value)}${isNps ? ' points' : ''}${meanText}`, limitsText] };
}

function responseLine({ instrument, sent, answered, rate }: ResponseOfInstrument): Line {
  const value =
    rate === undefined
      ? sent > 0
        ? 'not known: no answer names its survey'
        : '–'
      : `${percentText(rate.share)} · ${count(answered)} answered`;
  const limitsText = rate === undefined ? '–' : `${percentText(rate.low)} to ${percentText(rate.high)}`;
  return { measure: 'responseRate', cells: [`response rate ${oneLine(instrument)}`, count(sent), value, limitsText] };
}

function replyLines(measure: 'firstReply' | 'nextReply', name: string, times: ReplyTimes): Line[] {
  if (times.n === 0) return [];
  const median =
    times.medianSeconds === undefined ? 'median not reached' : `median ${durationText(times.medianSeconds)}`;
  const never =
    times.neverAnsweredShare === undefined ? '' : ` · never answered ${percentText(times.neverAnsweredShare)}`;
  return [{ measure, cells: [name, count(times.n), `${median}${never} · ${count(times.waiting)} waiting`, '–'] }];
}

function notesOf({ apart, double, unplaced, unclassified }: VoiceAnswer): string {
  const aside = apart.filter(({ reason }) => reason === 'off-scale' || reason === 'no-time');
  return [
    ...aside.map(
      ({ reason, instrument, answers }) =>
        `In no measure (${reason}): ${counted(answers, 'answer')} to ${oneLine(instrument)}\n`,
    ),
    ...(double === 0 ? [] : [`Counted in another relationship, and once in all: ${counted(double, 'answer')}\n`]),
    ...(unplaced === undefined ? [] : [unplacedText(unplaced)]),
    ...(unclassified === 0
      ? []
      : [
          `Classified neither as b2b nor b2c: ${counted(unclassified, 'relationship')}, whose answers count as if each were alone\n`,
        ]),
  ].join('');
}

function unplacedText({ answers, waits, texts, matters, escalations }: Unplaced): string {
  const what = [
    [answers, 'answer'],
    [waits, 'wait'],
    [texts, 'text'],
    [matters, 'matter'],
    [escalations, 'escalation'],
  ] as const;
  const some = what.flatMap(([of, name]) => (of === 0 ? [] : [counted(of, name)])).join(', ');
  return `Left out, counted without channel and month as their relationship has too many: ${some}\n`;
}

export function countedAnswersText({ rows, next }: CountedAnswersAnswer, width: number): string {
  if (rows.length === 0) return 'No answers count here.\n';
  const table = tableOf(
    [
      { heading: 'answered' },
      { heading: 'relationship', widthMax: 32 },
      { heading: 'person', widthMax: 24 },
      { heading: 'instrument', widthMax: 16 },
      { heading: 'score', numeric: true },
      { heading: 'said', widthMax: 48 },
      { heading: 'event', optional: true },
    ],
    rows.map(({ answeredAt, relationship, person, instrument, score, verbatim, erased, event }) => [
      minuteOf(answeredAt),
      oneLine(nameOf(relationship)),
      person === undefined ? '–' : oneLine(nameOf(person)),
      oneLine(instrument),
      String(score),
      erased === true ? 'erased' : oneLine(verbatim ?? '–'),
      event,
    ]),
    width,
  );
  return next === undefined ? table : `${table}More with --after ${shellWord(next)}\n`;
}
