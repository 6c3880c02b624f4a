import type { RecordedEvent } from '#core/record.js';
import type { Id } from '#core/time.js';
import { definitionOf } from '#domain/vocabulary.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { Mirror } from '#event-store/port.js';
import { Belonging, belongingTypes } from './belonging.js';
import type { CompiledProjection } from '../definition/compiled-projection.js';
import type { KeyDimension } from '../definition/definition.js';
import { Permissions, permissionTypes } from './permissions.js';

/** Why a fact is hidden: it was taken back, replaced by another, or its import was taken back. */
export type Withdrawal = 'retracted' | 'superseded' | 'reverted';

/** A correction: from this sequence on its target is hidden, or, without a withdrawal, holds again. */
interface Correction {
  readonly sequence: number;
  readonly withdrawal: Withdrawal | undefined;
}

/** An import vouches for an event that was there before it. */
interface Claim {
  readonly sequence: number;
  readonly importId: Id;
}

type Known = Pick<Mirror, 'head' | 'get' | 'readAll' | 'readDimension' | 'readStream'>;

const corrections = new Map<string, Withdrawal | undefined>([
  ['TouchpointRetracted', 'retracted'],
  ['TouchpointSuperseded', 'superseded'],
  ['TouchpointReinstated', undefined],
]);

/** Types of events that change which facts a fold sees, whose they are, or who is in them. */
export const amendingTypes: ReadonlySet<string> = new Set([
  ...corrections.keys(),
  'ImportReverted',
  'ImportClaimed',
  ...belongingTypes,
  ...permissionTypes,
]);

export function amendsFolds(type: string): boolean {
  return amendingTypes.has(type);
}

/** What amends others is there for ever, but for what says whose events are: links and affiliations can be taken back too. */
function canBeHidden(type: string): boolean {
  return definitionOf(type)?.kind === 'fact' || belongingTypes.has(type);
}

/**
 * Which facts a fold sees (engine.md §2, "Visible at k"): those that the last correction known at k does not hide, and
 * that come from no import, or from one at least of whose claiming imports is not reverted at k; and whose they are. One
 * of these serves all builds of an engine, however far each of them is: every answer is for the k that is asked.
 *
 * Corrections and reverts are few and held in memory. Claims may be as many as events; they are looked at only once an
 * import has been reverted.
 */
export class Visibility {
  /** Whose events are: what is hidden says nothing of that either. */
  readonly belonging: Belonging;
  /** What may be used for which purpose. */
  readonly permissions: Permissions;
  private readonly corrected = new Map<Id, Correction[]>();
  /** Import → the sequence at which it was first reverted. */
  private readonly reverted = new Map<Id, number>();
  private claims: Map<Id, Claim[]> | undefined;
  private claimsTo = 0;
  /** Up to where it knows what was recorded. */
  learntTo: number;
  /** Of what hides or shows others, whoever's they are. */
  private lastSequence = 0;

  /** @param permissions where they are known already, and not only those of this mirror count */
  constructor(
    private readonly mirror: Known,
    permissions?: Permissions,
  ) {
    this.belonging = new Belonging(mirror, (event, k) => this.withdrawalOf(event, k) === undefined);
    this.permissions = permissions ?? new Permissions(mirror);
    this.learntTo = mirror.head().sequence;
    const own = permissions === undefined ? permissionTypes : [];
    const types = [...corrections.keys(), 'ImportReverted', ...belongingTypes, ...own];
    const known = types.flatMap((type) => [...mirror.readDimension('type', type)]);
    if (known.some(({ type }) => type === 'ImportReverted'))
      known.push(...mirror.readDimension('type', 'ImportClaimed'));
    for (const event of known.sort((a, b) => a.sequence - b.sequence))
      if (event.sequence <= this.learntTo) this.take(event);
  }

  /** Takes in what was recorded since, in order; what is known already changes nothing. */
  learn(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.sequence <= this.learntTo) continue;
      this.learntTo = event.sequence;
      if (amendsFolds(event.type)) this.take(event);
    }
  }

  /** The sequence of the last event that may have changed what a value of a dimension is given; 0 when there is none. */
  lastAmendmentOf(by: KeyDimension, value: string): number {
    return Math.max(this.lastSequence, this.belonging.lastStatementOf(by, value));
  }

  isHidden(event: RecordedEvent, k: number): boolean {
    return this.withdrawalOf(event, k) !== undefined;
  }

  /** Why an event is hidden at k, if it is. */
  withdrawalOf({ id, type, source }: Pick<RecordedEvent, 'id' | 'type' | 'source'>, k: number): Withdrawal | undefined {
    if (this.corrected.size === 0 && this.reverted.size === 0) return undefined;
    if (!canBeHidden(type)) return undefined;
    const last = this.corrected.get(id)?.findLast(({ sequence }) => sequence <= k);
    if (last?.withdrawal !== undefined) return last.withdrawal;
    if (source.importId === undefined || !this.isReverted(source.importId, k)) return undefined;
    const isClaimed = this.claimsOf(id).some(
      ({ sequence, importId }) => sequence <= k && !this.isReverted(importId, k),
    );
    return isClaimed ? undefined : 'reverted';
  }

  /**
   * The events that amendments may show, hide, give to other keys, or to the same with other parties, perhaps more than
   * once. The events of one party are read once, however much is said of them.
   * @param sequences what was known at them is compared
   */
  *subjectsOf(
    amendments: readonly RecordedEvent[],
    { by, purpose }: Pick<CompiledProjection, 'by' | 'purpose'>,
    sequences: readonly number[],
  ): Generator<RecordedEvent> {
    if (amendments.some((amendment) => this.permissions.concernsAll(amendment, purpose))) {
      yield* this.mirror.readAll();
      return;
    }
    const [subjects, persons] = [new Set<Id>(), new Set<Id>()];
    for (const amendment of amendments) {
      if (permissionTypes.has(amendment.type)) for (const id of this.permissions.partiesOf(amendment)) persons.add(id);
      if (belongingTypes.has(amendment.type)) this.belonging.addSubjects(subjects, amendment, by, sequences);
      for (const event of this.hiddenOrShownBy(amendment)) {
        yield event;
        if (belongingTypes.has(event.type)) this.belonging.addSubjects(subjects, event, by, sequences);
      }
    }
    // One after the other, and not merged: in which order they are looked at does not matter, and there may be many.
    if (by === 'relationship' || by === 'party') for (const id of subjects) yield* this.mirror.readDimension(by, id);
    yield* this.permissions.eventsOf(persons);
  }

  private *hiddenOrShownBy(amendment: RecordedEvent): Generator<RecordedEvent> {
    const { type, data, source } = amendment;
    if (corrections.has(type)) yield* this.found([(data as EventTypes['TouchpointRetracted']).target]);
    const { importId } = source;
    if (importId === undefined) return;
    if (type === 'ImportReverted') {
      yield* this.mirror.readDimension('import', importId);
      for (const { type: other, data: claimed } of this.mirror.readStream(`import-${importId}`))
        if (other === 'ImportClaimed') yield* this.found((claimed as EventTypes['ImportClaimed']).ids);
    }
    // As long as nothing was reverted, nothing is hidden that a claim could show.
    if (type === 'ImportClaimed' && this.reverted.size > 0)
      yield* this.found((data as EventTypes['ImportClaimed']).ids);
  }

  private *found(ids: readonly Id[]): Generator<RecordedEvent> {
    for (const id of ids) {
      const event = this.mirror.get(id);
      if (event !== undefined) yield event;
    }
  }

  private isReverted(importId: Id, k: number): boolean {
    return (this.reverted.get(importId) ?? Infinity) <= k;
  }

  private take(event: RecordedEvent): void {
    const { type, sequence, data, source } = event;
    if (permissionTypes.has(type)) {
      this.permissions.take(event);
      return;
    }
    if (belongingTypes.has(type)) {
      this.belonging.take(event);
      return;
    }
    // Claims alone hide nothing, and are many.
    if (type !== 'ImportClaimed' || this.reverted.size > 0) this.lastSequence = Math.max(this.lastSequence, sequence);
    this.belonging.amended(sequence);
    if (corrections.has(type)) {
      const { target } = data as EventTypes['TouchpointRetracted'];
      append(this.corrected, target, { sequence, withdrawal: corrections.get(type) });
    } else if (type === 'ImportReverted' && source.importId !== undefined) {
      if (!this.reverted.has(source.importId)) this.reverted.set(source.importId, sequence);
    } else if (this.claims !== undefined && sequence > this.claimsTo) {
      this.takeClaim(this.claims, event);
    }
  }

  private claimsOf(id: Id): readonly Claim[] {
    if (this.claims === undefined) {
      this.claims = new Map();
      this.claimsTo = this.mirror.head().sequence;
      for (const event of this.mirror.readDimension('type', 'ImportClaimed')) this.takeClaim(this.claims, event);
    }
    return this.claims.get(id) ?? none;
  }

  private takeClaim(claims: Map<Id, Claim[]>, { sequence, data, source }: RecordedEvent): void {
    const { importId } = source;
    if (importId === undefined) return;
    for (const id of (data as EventTypes['ImportClaimed']).ids) append(claims, id, { sequence, importId });
  }
}

const none: readonly never[] = [];

function append<Value>(lists: Map<Id, Value[]>, id: Id, value: Value): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [value]);
  else list.push(value);
}
