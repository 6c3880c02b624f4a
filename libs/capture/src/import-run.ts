import { LedgerError } from '#core/errors.js';
import type { LedgerErrorCode } from '#core/errors.js';
import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import type { Mirror } from '#event-store/port.js';
import type { ImportJournal } from './import-journal.js';
import { refuse } from './reading.js';
import type { DraftReading, Raw, Reading, Readings, RefusedReading } from './reading.js';
import type { Recorded, Recorder } from './recorder.js';
import { refusalOf } from './refusals.js';
import type { Blame } from './refusals.js';
import type { RejectsFormat } from './rejects.js';

export interface ImportCounts {
  readonly read: number;
  readonly appended: number;
  readonly known: number;
  /** Rows that break a rule. */
  readonly refused: number;
  /** Rows whose id is recorded with other content. */
  readonly differing: number;
}

export interface Refusal {
  readonly line: number;
  readonly code: LedgerErrorCode;
  readonly reason: string;
  readonly column?: string;
}

export interface ImportRunParts {
  readonly recorder: Recorder;
  readonly ledger: Pick<Mirror, 'get'>;
  readonly clock: Clock;
  /** None: a dry run. */
  readonly journal: ImportJournal | undefined;
  readonly rejects: RejectsFormat;
  readonly blame: Blame;
  readonly work: { readonly signal?: AbortSignal; readonly reject?: (line: string) => void | Promise<void> };
}

/** What a group may hold, whatever the number of its rows: memory must not grow with their size. */
const groupCharsMax = 4 * 1024 * 1024;

/** How many refusals the report itself names, and how many rows it shows. */
const refusalsReported = 100;
const rowsShown = 5;

/**
 * One pass over the readings of a file, in groups of `limits.importBatchRows`. Two groups are under way: while one goes to
 * the disk, the next is read and made.
 */
export class ImportRun {
  readonly counts: { -readonly [Name in keyof ImportCounts]: number } = {
    read: 0,
    appended: 0,
    known: 0,
    refused: 0,
    differing: 0,
  };
  readonly refusals: Refusal[] = [];
  /** The first rows, as they were decided. */
  readonly preview: Reading[] = [];
  state: 'completed' | 'interrupted' = 'interrupted';
  onGroup: () => void = () => {};
  private group: DraftReading[] = [];
  private groupChars = 0;
  private underWay: Promise<void> = Promise.resolve();
  private hasRejects = false;
  private lastLine = 0;

  constructor(private readonly parts: ImportRunParts) {}

  /** @throws LedgerError what ended it; what had been recorded by then is said in the message */
  async all(readings: Readings): Promise<void> {
    try {
      const isWhole = await this.readAll(readings);
      await this.underWay;
      if (!isWhole) return await this.parts.journal?.appendClaims();
      await this.parts.journal?.completed({ ...this.counts });
      this.state = 'completed';
    } catch (error) {
      const isStopped = this.parts.work.signal?.aborted === true;
      const explained = await this.explained(error);
      // Whoever aborts often ends the source too, which then fails.
      if (!(isStopped && explained instanceof LedgerError && explained.code === 'file-unreadable')) throw explained;
    } finally {
      // By now it is decided how the import ended, and a footer changes nothing of it: who keeps the file tells its failure.
      await this.endRejects().catch(() => {});
      this.onGroup();
    }
  }

  /** @returns false when it was aborted */
  private async readAll(readings: Readings): Promise<boolean> {
    for await (const some of readings) {
      for (const reading of some) {
        this.counts.read++;
        this.lastLine = reading.line;
        if (this.preview.length < rowsShown) this.preview.push(reading);
        if (reading.kind === 'refused') await this.refuse(reading);
        else await this.add(reading);
        if (this.group.length === 0 && this.parts.work.signal?.aborted === true) return false;
      }
      if (this.parts.work.signal?.aborted === true) {
        // What is read is recorded: it costs nothing, and the counts are those of the rows before one line.
        await this.send();
        return false;
      }
    }
    await this.send();
    return true;
  }

  private async add(reading: DraftReading): Promise<void> {
    this.group.push(reading);
    this.groupChars += reading.chars ?? charsOf(reading.raw);
    if (this.group.length >= limits.importBatchRows || this.groupChars >= groupCharsMax) await this.send();
  }

  /** Makes the records of the group, and has them appended while the next is read. */
  private async send(): Promise<void> {
    const { group } = this;
    this.group = [];
    this.groupChars = 0;
    if (group.length === 0) return;
    if (this.parts.journal === undefined) return this.countDry(group);
    const prepared = await this.parts.recorder.prepare(group);
    const before = this.underWay;
    const appended = before.then(() => this.parts.recorder.append(prepared));
    this.underWay = appended.then((outcomes) => this.settle(group, outcomes));
    // It is awaited by the next group but one; until then nobody else must call its failure unhandled.
    this.underWay.catch(() => {});
    await before;
  }

  private async settle(group: readonly DraftReading[], outcomes: readonly Recorded[]): Promise<void> {
    for (let index = 0; index < outcomes.length; index++) {
      const [recorded, reading] = [outcomes[index]!, group[index]!];
      switch (recorded.outcome) {
        case 'appended':
          this.counts.appended++;
          break;
        case 'known':
          this.counts.known++;
          await this.parts.journal?.claim(recorded.placed.id);
          break;
        case 'differs':
          this.counts.differing++;
          await this.refuseDraft(reading, differing(reading, recorded.placed.sequence));
          break;
        default:
          await this.refuseDraft(reading, refusalOf(reading, recorded.violations, this.parts.blame));
      }
    }
    this.onGroup();
  }

  /** What would become of a group, as far as ids tell. */
  private async countDry(group: readonly DraftReading[]): Promise<void> {
    const now = this.parts.clock.now();
    for (const reading of group) {
      const violations = this.parts.recorder.wrongWith(reading, now);
      if (violations.length > 0) await this.refuseDraft(reading, refusalOf(reading, violations, this.parts.blame));
      else if (this.parts.ledger.get(this.parts.recorder.idOf(reading)) === undefined) this.counts.appended++;
      else this.counts.known++;
    }
    this.onGroup();
  }

  /** Refuses what could be read: whoever looks at the first rows sees it refused, too. */
  private async refuseDraft(reading: DraftReading, refused: RefusedReading): Promise<void> {
    const shown = this.preview.indexOf(reading);
    if (shown >= 0) this.preview[shown] = refused;
    await this.refuse(refused);
  }

  private async refuse({ line, code, reason, column, raw, place }: RefusedReading): Promise<void> {
    if (code !== 'event-differs') this.counts.refused++;
    if (this.refusals.length < refusalsReported) {
      this.refusals.push({ line, code, reason, ...(column === undefined ? undefined : { column }) });
    }
    const { reject } = this.parts.work;
    if (reject === undefined) return;
    const { header } = this.parts.rejects;
    // Before anything is awaited: rows of the group before this one are refused at the same time.
    const isFirst = !this.hasRejects;
    this.hasRejects = true;
    if (isFirst && header !== undefined) await reject(header);
    const text = this.parts.rejects.line(raw, line, reason, place);
    if (text !== undefined) await reject(text);
  }

  private async endRejects(): Promise<void> {
    const { footer } = this.parts.rejects;
    if (!this.hasRejects || footer === undefined) return;
    await this.parts.work.reject?.(footer);
  }

  /** Finishes what is under way, and says in the message what is recorded. */
  private async explained(error: unknown): Promise<unknown> {
    // Rows that were read whole before the file broke are worth keeping.
    if (error instanceof LedgerError && error.code === 'file-unreadable') await this.send();
    await this.settled();
    if (!(error instanceof LedgerError)) return error;
    const { read, appended, known } = this.counts;
    const kept =
      this.parts.journal === undefined
        ? ''
        : `; of ${read} rows read, to line ${this.lastLine}, ${appended} were recorded and ${known} known; import it again when it is mended`;
    return new LedgerError(error.code, `${error.message}${kept}`, { violations: error.violations, cause: error });
  }

  /** Waits for what is under way, and vouches for what was met; a second failure has nothing to add to the first. */
  private async settled(): Promise<void> {
    try {
      await this.underWay;
      await this.parts.journal?.appendClaims();
    } catch {}
  }
}

function charsOf(raw: Raw | undefined): number {
  if (typeof raw === 'string') return raw.length;
  let chars = 0;
  if (Array.isArray(raw)) for (const cell of raw as readonly string[]) chars += cell.length;
  return chars;
}

function differing({ line, raw, place }: DraftReading, sequence: number): RefusedReading {
  const reason = `differs from what is recorded under its id as event ${sequence}`;
  const refused = refuse(line, reason, { raw, code: 'event-differs' });
  return place === undefined ? refused : { ...refused, place };
}
