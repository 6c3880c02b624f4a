import type { Id } from '#core/time.js';
import type { KeyQuarantined, KeyReleased } from '#domain/events/builds.js';
import { streamOf } from '#domain/streams.js';
import type { Mirror } from '#event-store/port.js';
import { Fault } from '../calls/fault.js';

/** Somebody has set a key apart at an event, or released it. */
export type KeyDecision =
  | { readonly type: 'KeyQuarantined'; readonly data: Readonly<KeyQuarantined> }
  | { readonly type: 'KeyReleased'; readonly data: Readonly<KeyReleased> };

export const keyDecisions = ['KeyQuarantined', 'KeyReleased'] as const;

export function isKeyDecision<E extends { readonly type: string }>(event: E): event is E & KeyDecision {
  return event.type === 'KeyQuarantined' || event.type === 'KeyReleased';
}

/** What a fold meets in the place of an event at which its key was set apart. */
export function setApart(): Fault {
  return new Fault('quarantined', new Error('A function did not come back, and the key was set apart at this event'));
}

/**
 * The keys that were set apart, of one state of one definition's code (engine.md §10). Like what is permitted it is taken as
 * of now, wherever a fold stands: a call that does not come back must not be made again for the past. Who folds brings it
 * up to date before each batch, and folds the key anew where the batch holds a decision about it; so a build is the same
 * whether it met the decision before the event or behind it.
 */
export class SetApart {
  private readonly keys = new Map<Id, Set<string>>();
  /** Also those at which a key was set apart once and is not any more. */
  private readonly events = new Map<string, Set<Id>>();
  /** How many decisions it knows. */
  decided = 0;

  constructor(private readonly book: Pick<SetApartBook, 'refresh'>) {}

  /** Takes in what was decided meanwhile. */
  refresh(): this {
    this.book.refresh();
    return this;
  }

  /** The keys that are set apart at an event; of an event that is given to parts (`within`), values as a whole. */
  keysAt(event: Id): ReadonlySet<string> | undefined {
    return this.keys.size === 0 ? undefined : this.keys.get(event);
  }

  /** Events at which a key is, or was, set apart. */
  eventsOf(key: string): Iterable<Id> {
    return this.events.get(key) ?? [];
  }

  /** Those that are set apart now. */
  inEffect(): readonly { readonly key: string; readonly event: Id }[] {
    this.refresh();
    return Array.from(this.keys, ([event, keys]) => Array.from(keys, (key) => ({ key, event }))).flat();
  }

  take({ type, data }: KeyDecision): void {
    this.decided++;
    const { key } = data;
    if (type === 'KeyQuarantined') {
      add(this.keys, data.event, key);
      add(this.events, key, data.event);
      return;
    }
    for (const event of this.eventsOf(key)) {
      const keys = this.keys.get(event);
      keys?.delete(key);
      if (keys?.size === 0) this.keys.delete(event);
    }
  }
}

/** The decisions about keys of all projections, as a ledger holds them. */
export class SetApartBook {
  private readonly all = new Map<string, SetApart>();
  private readonly decisions: KeyDecision[] = [];
  private revision = -1;

  constructor(private readonly mirror: Pick<Mirror, 'readStream' | 'revisionOf'>) {}

  of(name: string, fingerprint: string): SetApart {
    this.refresh();
    const code = codeOf(name, fingerprint);
    let apart = this.all.get(code);
    if (apart === undefined) {
      this.all.set(code, (apart = new SetApart(this)));
      for (const decision of this.decisions) if (isAbout(decision, code)) apart.take(decision);
    }
    return apart;
  }

  /** A projection that leaves out what was set apart of a build of it. */
  without<Projection extends { readonly name: string }>(
    projection: Projection,
    { fingerprint }: { readonly fingerprint: string },
  ): Projection & { readonly fingerprint: string; readonly apart: SetApart } {
    return { ...projection, fingerprint, apart: this.of(projection.name, fingerprint) };
  }

  refresh(): void {
    if (this.mirror.revisionOf(stream) === this.revision) return;
    for (const event of this.mirror.readStream(stream, { from: this.revision + 1 })) {
      this.revision = event.revision;
      const { type, data } = event as unknown as KeyDecision & { readonly revision: number };
      if (!isKeyDecision({ type })) continue;
      const decision = { type, data } as KeyDecision;
      this.decisions.push(decision);
      this.all.get(codeOf(data.projection, data.fingerprint))?.take(decision);
    }
  }
}

const stream = streamOf('KeyQuarantined', {});

function codeOf(name: string, fingerprint: string): string {
  return `${name} ${fingerprint}`;
}

function isAbout({ data }: KeyDecision, code: string): boolean {
  return codeOf(data.projection, data.fingerprint) === code;
}

function add<A, B>(sets: Map<A, Set<B>>, at: A, one: B): void {
  const set = sets.get(at);
  if (set === undefined) sets.set(at, new Set([one]));
  else set.add(one);
}
