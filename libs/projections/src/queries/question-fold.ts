import { LedgerError } from '#core/errors.js';
import type { AnyFact } from '#domain/fact.js';
import type { RecordedEvent } from '#core/record.js';
import type { Mirror } from '#event-store/port.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import { factsOfPart, foldKeyInParts, makesDocument } from '../folding/fold.js';
import type { FoldedKey, FoldRequest } from '../folding/fold.js';
import { CallOverdue } from '../calls/call-overdue.js';
import type { Pieces } from '../calls/pieces.js';
import { HandlerOverdue, stallAt } from '../folding/handler-overdue.js';
import type { KeyFact } from '../folding/key-fold.js';
import { QuestionGuard, WorkCutOff } from './question-guard.js';

interface Asked extends Omit<FoldRequest, 'projection'> {
  readonly key: string;
  /** The definition with functions of events that are cut off one by one. */
  readonly events: CompiledProjection;
  /** Whether an event is among what is folded. */
  readonly holds: (event: RecordedEvent) => boolean;
}

/**
 * Folds a key for a question, in the thread that answers. A handler that does not come back is cut off: the question is
 * refused, and refused at once when it is asked again. A piece is so many facts.
 * @returns undefined where there is no document
 * @throws LedgerError `stalled`
 */
export function* foldForQuestion(
  projection: CompiledProjection,
  mirror: Pick<Mirror, 'at'>,
  asked: Asked,
  guard = QuestionGuard.of(projection),
): Pieces<FoldedKey | undefined> {
  const known = guard.known(asked.key);
  if (known !== undefined && isStillSo(projection, mirror, asked, known)) throw refusal(projection, mirror, known);
  try {
    for (;;) {
      try {
        return yield* fold(guard, asked);
      } catch (error) {
        if (!(error instanceof WorkCutOff)) throw error;
      }
    }
  } catch (error) {
    if (error instanceof CallOverdue) throw refusal(projection, mirror, error);
    throw error;
  }
}

function* fold(guard: QuestionGuard, { key, events, read, ...request }: Asked): Pieces<FoldedKey | undefined> {
  if (request.from === undefined && !makesDocument(events, read())) return undefined;
  // Facts are read before they are folded, so that nothing is open when a call is cut off.
  let [after, ahead]: [AnyFact | undefined, readonly KeyFact[]] = [undefined, []];
  const parts = foldKeyInParts({
    ...request,
    projection: guard.watched,
    read: (from) => (from === after ? ahead : read(from)),
  });
  for (;;) {
    ahead = firstOf(read(after), factsOfPart + 1);
    const { done, value } = guard.run(key, () => parts.next());
    if (done === true) return value;
    yield;
    after = ahead[factsOfPart - 1]?.fact;
  }
}

function firstOf(facts: Iterable<KeyFact>, most: number): readonly KeyFact[] {
  const first: KeyFact[] = [];
  for (const fact of facts) {
    first.push(fact);
    if (first.length === most) break;
  }
  return first;
}

/** Of a moment before the event, and where the key was set apart there meanwhile, it can be asked. */
function isStillSo(
  { apart }: CompiledProjection,
  mirror: Pick<Mirror, 'at'>,
  { key, holds }: Asked,
  { place }: CallOverdue,
): boolean {
  const event = mirror.at(place.sequence);
  return event === undefined || (holds(event) && apart?.keysAt(event.id)?.has(key) !== true);
}

/** What is told to whoever has asked. */
export function refusal(
  projection: CompiledProjection,
  mirror: Pick<Mirror, 'at'>,
  { place, limitMs }: CallOverdue,
): LedgerError {
  const { name } = projection;
  const { message, hint } = new HandlerOverdue(name, stallAt(projection, place, mirror.at(place.sequence), limitMs));
  return new LedgerError(
    'stalled',
    `The projection ${name} cannot be asked that. ${message}`,
    hint === undefined ? {} : { hint },
  );
}
