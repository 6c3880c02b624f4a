import { checkZone } from '#core/zones.js';
import { isLabel, isRecordObject } from '#domain/fields.js';
import { definitionOf } from '#domain/vocabulary.js';
import { dataKinds } from './mapping.js';
import type { Mapping } from './mapping.js';
import { listOf, mapOf, must, objectOf, oneOf } from './mapping-rules.js';
import type { Member, Rule, Shape } from './mapping-rules.js';
import { encodings } from './text-encoding.js';
import { timeReader } from './time-format.js';

export const label = must(isLabel, 'one line of text');
const column = must((value) => typeof value === 'string' && value.length > 0, 'the name of a column');

const zone = must((value) => {
  try {
    checkZone(String(value));
    return true;
  } catch {
    return false;
  }
}, 'an IANA time zone such as Europe/Rome');

export const timeFormat: Rule = {
  is: 'a time format',
  check(value, field, violations) {
    try {
      timeReader(String(value));
    } catch (error) {
      violations.push({ field, message: (error as Error).message });
    }
  },
};

const time = objectOf({
  column: { ...column, required: true, about: 'The column that holds it.' },
  format: { ...timeFormat, about: 'How it is written there; `iso` when not given.' },
});

const party = objectOf({
  column: { ...column, required: true, about: 'The column with the identifier of the party; blank: no party.' },
  scheme: {
    ...label,
    about:
      'What kind of identifier it is. `email` and `phone` mean the same in every file; any other only within the dataset. The name of the column when not given.',
  },
  kind: { ...oneOf(['person', 'organisation']), required: true, about: 'What it is.' },
  role: { ...label, required: true, about: 'What it is in the touchpoint: `customer`, `contact`, `agent` …' },
  side: { ...oneOf(['customer', 'ours', 'other']), required: true, about: 'On whose side it stands.' },
  name: { ...column, about: 'The column with the name to show; without one the identifier is shown.' },
  also: {
    ...listOf(
      objectOf({
        column: { ...column, required: true, about: 'A column with another identifier of the same party.' },
        scheme: { ...label, about: 'What kind it is.' },
      }),
    ),
    about: 'Further identifiers of the same party.',
  },
});

export const eventType: Rule = {
  is: 'an event type',
  check(value, field, violations) {
    const definition = typeof value === 'string' ? definitionOf(value) : undefined;
    if (definition === undefined) violations.push({ field, message: 'is no type of the vocabulary' });
    else if (!definition.captured) violations.push({ field, message: 'is no type that a file can bring' });
  },
};

const typeByColumn = objectOf({
  column: { ...column, required: true, about: 'The column whose values decide.' },
  values: { ...mapOf('a value', eventType), required: true, about: 'The type of each value.' },
  default: { ...eventType, required: true, about: 'The type of all other values.' },
});
const type: Rule = {
  ...typeByColumn,
  is: 'an event type for all rows, or an object that decides by a column',
  check: (value, field, violations) =>
    (typeof value === 'string' ? eventType : typeByColumn).check(value, field, violations),
};

const fixedValue: Shape = {
  value: {
    ...must((value) => ['string', 'number', 'boolean'].includes(typeof value), 'a plain value'),
    about: 'In place of a column: the same value for every row.',
  },
};
const columnValue: Shape = {
  column: { ...column, required: true, about: 'The column that holds it.' },
  as: {
    ...oneOf(dataKinds),
    about:
      'What its cells are; `text` when not given. `deadline` is a time, and a date alone, or midnight, means the end of that day; `event` is the id of another row, and becomes that of its event.',
  },
  format: { ...timeFormat, about: 'Beside `as: time` or `as: deadline`: how it is written; `iso` when not given.' },
  dataset: { ...label, about: 'Beside `as: event`: the dataset of the other row; this one when not given.' },
  part: { ...label, about: 'Beside `as: event`: the `part` that made the event of that row, where one did.' },
};
const dataRule: Rule = {
  is: 'where its value comes from',
  members: { path: '.', shape: { ...columnValue, ...fixedValue } },
  check: (value, field, violations) =>
    objectOf(isRecordObject(value) && 'value' in value ? fixedValue : columnValue).check(value, field, violations),
};

/** Every field that a mapping can have, with what may stand there: `mapping.ts` as values, in the order of reading. */
export const mappingShape: Readonly<Record<keyof Mapping, Member>> = {
  version: { ...oneOf([1]), required: true, about: 'The version of this format.' },
  format: { ...oneOf(['csv']), required: true, about: 'The format of the files that it is for.' },
  dataset: { ...label, about: 'The name of the source, part of every id; the command line goes before it.' },
  process: { ...label, about: 'The name of the process that the rows are steps of; the command line goes before it.' },
  zone: { ...zone, about: 'The zone of times without offset; the one of the data directory when not given.' },
  delimiter: {
    ...must((value) => typeof value === 'string' && /^[^"\r\n]$/.test(value), 'one character'),
    about: 'What stands between cells; guessed when not given.',
  },
  encoding: { ...oneOf(encodings), about: 'The character set; guessed when not given.' },
  time: { ...time, required: true, about: 'When it happened.' },
  endTime: { ...time, about: 'When it ended: the row becomes two events, `start` and `complete`.' },
  sourceRecordedAt: { ...time, about: 'When the source says that it was written there.' },
  id: { ...column, about: 'The column with an id that no other row of the dataset has.' },
  identity: {
    ...listOf(column),
    about:
      'Without `id`: the columns that rows are recognised by, whenever they come again; rows that are equal in them are told apart by their order in the file.',
  },
  part: {
    ...label,
    about:
      'Where several mappings make an event each of the same rows (ordered, delivered): what tells this one from the others. Not beside `endTime`.',
  },
  case: { ...column, about: 'The case that the row is a step of; goes with `activity`.' },
  activity: { ...column, about: 'What was done; goes with `case`.' },
  lifecycle: { ...column, about: 'Whether it began, ended …; `complete` when not given. Not beside `endTime`.' },
  type: { ...type, required: true, about: 'What happened, in the vocabulary of the ledger.' },
  parties: { ...listOf(party), about: 'Whom it concerns. A row without a case needs one of the customer’s side.' },
  actor: { ...party, about: 'Who did it; a party of the event too.' },
  data: {
    ...mapOf('a field of the type', dataRule),
    about: 'What is **not personal** and stands in clear; a name such as `scale.min` is that of a member of `scale`.',
  },
  personal: {
    ...mapOf('a field such as `text`, `subject` or `summary`', column),
    about: 'What is sealed under a name of its own.',
  },
  matter: { ...column, about: 'The matter that it belongs to: a deal, a contract.' },
  thread: { ...column, about: 'The conversation that it belongs to.' },
  drop: { ...listOf(column), about: 'Columns that are not kept at all.' },
  unmapped: {
    ...oneOf(['seal', 'drop']),
    required: true,
    about: 'What becomes of columns that are not named here: sealed with the event, or not kept.',
  },
};
