/**
 * The one table of operating errors. A code is a promise to users: it stands in problem details, in JSON answers and in
 * the README. The apps map `kind` to an HTTP status and to an exit status, so this file knows neither.
 *
 * A business refusal worth remembering is an event, not an error; a broken invariant asserts and stops.
 */
export const errorTable = {
  'body-too-large': {
    kind: 'too-large',
    title: 'The body is larger than the limit',
    hint: 'Send fewer events at once.',
  },
  'build-conflict': {
    kind: 'conflict',
    title: 'The build is not in a state for this',
    hint: 'See the builds of the projection: tend projections builds NAME.',
  },
  'busy': {
    kind: 'unavailable',
    title: 'More is asked at once than can be answered',
    hint: 'Ask again in a moment.',
  },
  'cancelled': {
    kind: 'cancelled',
    title: 'The work was cancelled',
    hint: 'Run it again: what was recorded stays, nothing is doubled.',
  },
  'cursor-expired': {
    kind: 'gone',
    title: 'The list that the cursor belongs to is no longer served',
    hint: 'Begin again with the first page.',
  },
  'data-directory-foreign': {
    kind: 'unusable',
    title: 'The directory belongs to something else or to another version of Tend',
    hint: 'Choose another directory with --data, or use the version that made it.',
  },
  'data-directory-locked': {
    kind: 'unavailable',
    title: 'Another process writes this data directory',
    hint: 'Act through the server with --server, or stop it first.',
  },
  'disk-full': {
    kind: 'unavailable',
    title: 'There is no space left on the disk, or no memory in Redis',
    hint: 'Free some space, or give Redis more memory; nothing acknowledged is lost.',
  },
  'event-differs': {
    kind: 'conflict',
    title: 'An event with this id is recorded with other content',
    hint: 'Correct the source; what is recorded stays.',
  },
  'file-unreadable': {
    kind: 'invalid',
    title: 'The file cannot be read as what it claims to be',
    hint: 'Look whether it is the right file, and whole.',
  },
  'file-missing': { kind: 'invalid', title: 'There is no such file', hint: 'Correct the path.' },
  'forbidden': {
    kind: 'forbidden',
    title: 'This is not answered to whoever asks so',
    hint: 'Use the address and the link that `npm start` prints.',
  },
  'import-running': {
    kind: 'conflict',
    title: 'Another import is running',
    hint: 'Wait until it is done, or cancel it.',
  },
  'integrity': {
    kind: 'broken',
    title: 'Stored data do not match their hashes',
    hint: 'Run `tend doctor`; restore a backup.',
  },
  'internal': {
    kind: 'broken',
    title: 'Internal error',
    hint: 'What happened is in the log of the server; `tend doctor` looks through the data directory.',
  },
  'invalid': { kind: 'invalid', title: 'The input breaks a rule', hint: 'Correct what the sentence names.' },
  'key-missing': {
    kind: 'unusable',
    title: 'The key that is needed is not in the key store',
    hint: 'Restore the key store and its master key file.',
  },
  'limit-exceeded': { kind: 'too-large', title: 'A limit is exceeded', hint: 'See the limit that is named.' },
  'link-expired': {
    kind: 'gone',
    title: 'The link is too old',
    hint: 'The page Today shows what there is to do now.',
  },
  'mapping-invalid': {
    kind: 'invalid',
    title: 'The mapping does not fit the file',
    hint: 'Correct what is named; infra/docs/mapping.md says what a mapping may hold.',
  },
  'method-not-allowed': {
    kind: 'method-not-allowed',
    title: 'The address does not take this method',
    hint: 'Use one of the methods in the header Allow.',
  },
  'misdirected': {
    kind: 'misdirected',
    title: 'This node is not for that',
    hint: 'Ask a node that has the role (TEND_ROLES).',
  },
  'not-found': {
    kind: 'not-found',
    title: 'There is no such thing',
    hint: 'Look how it is written where such things are listed.',
  },
  'outcome-unknown': {
    kind: 'unavailable',
    title: 'It is not known whether this was recorded',
    hint: 'Send the same again: what was recorded is recognised, nothing is doubled.',
  },
  'port-taken': {
    kind: 'unavailable',
    title: 'The port cannot be listened on',
    hint: 'Stop what uses it, or set TEND_PORT to another one.',
  },
  'revision-conflict': {
    kind: 'conflict',
    title: 'The stream has another revision than expected',
    hint: 'Read it again and decide anew.',
  },
  'stalled': {
    kind: 'unavailable',
    title: 'A projection has stopped',
    hint: 'See `tend projections` for the key and the event.',
  },
  'unauthorised': {
    kind: 'unauthorised',
    title: 'Credentials are missing or not valid',
    hint: 'Open the link that the server printed, or give a key.',
  },
  'unavailable': { kind: 'unavailable', title: 'The service is stopping or not ready', hint: 'Try again in a moment.' },
} as const satisfies Record<string, { kind: string; title: string; hint: string }>;

export type LedgerErrorCode = keyof typeof errorTable;
export type LedgerErrorKind = (typeof errorTable)[LedgerErrorCode]['kind'];

/** One thing wrong with the input: where (a path of field names, a column, a line) and what. */
export interface Violation {
  readonly field: string;
  readonly message: string;
}

/** An operating error: a code of the table, a sentence for this case, and, for bad input, every violation. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode;
  readonly violations: readonly Violation[];
  /** What to do in this case; without an own one, what the table says. */
  readonly hint: string;

  constructor(
    code: LedgerErrorCode,
    detail?: string,
    options: { violations?: readonly Violation[]; hint?: string; cause?: unknown } = {},
  ) {
    super(detail ?? errorTable[code].title, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LedgerError';
    this.code = code;
    this.violations = options.violations ?? [];
    this.hint = options.hint ?? errorTable[code].hint;
  }

  get kind(): LedgerErrorKind {
    return errorTable[this.code].kind;
  }

  get title(): string {
    return errorTable[this.code].title;
  }
}
