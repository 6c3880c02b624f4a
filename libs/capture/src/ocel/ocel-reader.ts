import { LedgerError } from '#core/errors.js';
import type { Instant } from '#core/time.js';
import type { TouchpointDraft } from '#domain/touchpoint.js';
import { checkDraft } from '#domain/touchpoint-validation.js';
import { CellRefusal } from '../csv/cells.js';
import type { DraftReading, RawOcel, Reading } from '../reading.js';
import { CaseTally, proposedCase } from './flattening.js';
import type { CaseChoice, Flattening } from './flattening.js';
import { placeOf, problemOfDraft, rawOf, refusedElement } from './ocel-blame.js';
import type { OcelEvent } from './ocel-document.js';
import { OcelDrafts } from './ocel-drafts.js';
import type { OcelLog } from './ocel-log.js';
import type { OcelMapping } from './ocel-mapping.js';
import { typeDraft } from './ocel-objects.js';
import type { Problem } from './ocel-schema.js';
import { weigh } from './weighed-log.js';
import type { WeighedLog } from './weighed-log.js';

export interface OcelReaderOptions {
  /** Name of the process that the cases run through. */
  readonly process: string;
  readonly zone: string;
  readonly now: Instant;
  readonly mapping?: OcelMapping | undefined;
  /** The type of objects that somebody says are the cases. */
  readonly caseType?: string | undefined;
  /** The type that was the cases of this dataset before. */
  readonly caseBefore?: string | undefined;
}

/** Readings that are given at a time. */
const readingsAtOnce = 500;

/**
 * Gives a log as readings: its events, each followed by its copies; then what it says of objects, and of types. The choice of
 * cases is made when it is opened, since every event depends on it.
 */
export class OcelReader {
  private readonly tally = new CaseTally();
  private events = 0;

  private constructor(
    private readonly log: OcelLog,
    private readonly options: OcelReaderOptions,
    private readonly weighed: WeighedLog,
    readonly caseType: string | undefined,
    private readonly drafts: OcelDrafts,
  ) {}

  /** @throws LedgerError `invalid` when no type of objects is called as the cases are said to be */
  static async open(log: OcelLog, options: OcelReaderOptions): Promise<OcelReader> {
    const { process, zone, now, mapping, caseType, caseBefore } = options;
    const weighed = await weigh(log, now);
    requireType(caseType, weighed.choices);
    const chosen = caseType ?? caseBefore ?? proposedCase(weighed.choices);
    const drafts = new OcelDrafts(log, { process, caseType: chosen, mapping, zone });
    return new OcelReader(log, options, weighed, chosen, drafts);
  }

  /** What has become of the events that were given so far. */
  flattening(): Flattening {
    const { caseType, events, options } = this;
    const { choices } = this.weighed;
    const objects = this.log.document.objects.length;
    if (caseType === undefined) return { events, objects, choices };
    const choice = this.tally.choice(caseType, events);
    const because =
      options.caseType !== undefined ? 'said' : options.caseBefore !== undefined ? 'as-before' : 'proposed';
    return { events, objects, chosen: { ...choice, because }, choices };
  }

  async *readings(): AsyncGenerator<readonly Reading[]> {
    let some: Reading[] = [];
    for (const reading of this.each()) {
      some.push(reading);
      if (some.length < readingsAtOnce) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }

  private *each(): Generator<Reading> {
    const { document } = this.log;
    for (const [index, event] of document.events.entries()) yield* this.eventReadings(event, index);
    for (const [index, object] of document.objects.entries()) {
      const problems = this.weighed.bad.objects.get(index);
      if (problems !== undefined) yield refusedElement(this.log, 'objects', index, problems);
      else for (const draft of this.drafts.object(object, index)) yield this.reading('objects', index, draft);
    }
    for (const [list, of] of [
      ['objectTypes', 'objects'],
      ['eventTypes', 'events'],
    ] as const) {
      for (const [index, type] of document[list].entries()) {
        yield { kind: 'draft', draft: typeDraft(of, type, index), line: this.log.places.lineOf(list, index) };
      }
    }
  }

  private *eventReadings(event: OcelEvent, index: number): Generator<Reading> {
    const problems = this.weighed.bad.events.get(index);
    const { draft, refused } = problems === undefined ? this.eventDraft(event, index) : { refused: problems };
    if (draft === undefined) return void (yield refusedElement(this.log, 'events', index, refused));
    this.events++;
    this.tally.add(this.drafts.casesOf(event));
    yield this.reading('events', index, draft);
    for (const copy of this.drafts.copies(event, draft)) yield this.reading('events', index, copy);
  }

  /** Only a mapping can make a sound event into what cannot be recorded. */
  private eventDraft(event: OcelEvent, index: number): Outcome {
    const at = `/events/${index}`;
    try {
      const draft = this.drafts.event(event, placeOf(event, index));
      const found = this.options.mapping === undefined ? [] : checkDraft(draft, this.options.now);
      return found.length === 0 ? { draft } : { refused: found.map((problem) => problemOfDraft(problem, at)) };
    } catch (error) {
      if (!(error instanceof CellRefusal)) throw error;
      return {
        refused: [{ pointer: `${at}/attributes`, message: error.reason.replaceAll('the column', 'the attribute') }],
      };
    }
  }

  private reading(list: RawOcel['list'], index: number, draft: TouchpointDraft): DraftReading {
    const raw = rawOf(this.log, list, index);
    const line = this.log.places.lineOf(list, index);
    return {
      kind: 'draft',
      draft,
      line,
      raw,
      chars: raw.text.length,
      place: placeOf(this.log.document[list][index], index),
    };
  }
}

type Outcome =
  | { readonly draft: TouchpointDraft; readonly refused?: undefined }
  | { readonly draft?: undefined; readonly refused: readonly Problem[] };

function requireType(caseType: string | undefined, choices: readonly CaseChoice[]): void {
  const names = choices.map(({ objectType }) => objectType);
  if (caseType === undefined || names.includes(caseType)) return;
  const shown = `${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}`;
  throw new LedgerError('invalid', `No type of objects of the log is called “${caseType}”`, {
    violations: [{ field: 'case', message: names.length === 0 ? 'must be left out' : `must be one of ${shown}` }],
    hint: 'A dry run without it shows what each choice of cases would come to.',
  });
}
