import { randomBytes } from 'node:crypto';
import type { Clock } from '#core/ports.js';
import { beatScript, leaveScript } from './lease-scripts.js';
import { shareOf } from './slot-shares.js';
import type { LeaseMember } from './slot-shares.js';

/** Runs a script in Redis; all keys of it carry one tag. */
export interface ScriptRunner {
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

export interface LeaseOptions {
  readonly redis: ScriptRunner;
  /** That of the read store whose builds are folded. */
  readonly namespace: string;
  readonly clock: Clock;
  /** Milliseconds that never go back; those of the process unless told. */
  readonly monotonicMs?: () => number;
  /** How often a node says that it lives. */
  readonly beatMs?: number;
  /** For how long the others believe it. */
  readonly ttlMs?: number;
  /** Redis could not be asked: it is tried again with the next beat. */
  readonly failed?: (error: unknown) => void;
}

type Slots = ReadonlySet<number>;
type ByCode<T> = Record<string, T>;

const noSlots: Slots = new Set();
/** After a change: so long what is under way may still be done before slots are given up. */
const soonMs = 100;

/**
 * Which slots of which builds this node folds, of all that share a read store in Redis: by lease, so that an orderly change
 * hands over, and slots of a node that has gone are taken when its time is over. A node that has not been heard for so long
 * knows that by its own clocks, and folds nothing more. Two may still believe to have one slot (a failover has lost the
 * lease): every batch is a compare-and-set, so that it costs work and no document.
 */
export class SlotLeases {
  private readonly token = randomBytes(8).toString('hex');
  private readonly keys: readonly string[];
  private readonly listeners = new Set<() => void>();
  private announced: Omit<LeaseMember, 'token'> = { runs: new Set(), wants: new Set() };
  private members: readonly LeaseMember[] = [];
  /** Of whom each slot is, by fingerprint. */
  private owners: ReadonlyMap<string, readonly string[]> = new Map();
  private version = '';
  private shares = new Map<string, Slots>();
  private owned = new Map<string, Slots>();
  /** When it was heard last, by both clocks: either may stand still while a machine is paused. */
  private heardAt: { readonly monotonic: number; readonly wall: number } | undefined;
  private beating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lapse: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: LeaseOptions) {
    const tag = `tend:{${options.namespace}:leases}`;
    this.keys = ['alive', 'members', 'slots', 'version'].map((name) => `${tag}:${name}`);
  }

  /** Joins the others; what it is to fold it has been told by `announce`, then or later. */
  async start(): Promise<void> {
    await this.beat();
  }

  /** Leaves: others have its slots at once. What folds must have ended before. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearTimeout(this.lapse);
    await this.beating;
    this.owned.clear();
    // Nobody knows of one that never was among them.
    if (this.heardAt === undefined) return;
    this.heardAt = undefined;
    await this.options.redis.run(leaveScript, this.keys, [this.token]).catch(this.options.failed ?? ignore);
  }

  slotsOf(fingerprint: string): Slots {
    if (!this.isHeard()) return noSlots;
    return this.owned.get(fingerprint) ?? noSlots;
  }

  /** Who has the first slot of what it wants decides about its builds. */
  decides(fingerprint: string): boolean {
    return this.announced.wants.has(fingerprint) && this.slotsOf(fingerprint).has(0);
  }

  wantedElsewhere(): ReadonlySet<string> {
    return new Set(this.others().flatMap(({ wants }) => [...wants]));
  }

  announce({ runs, wants }: Omit<LeaseMember, 'token'>): void {
    const isKnown = isSame(runs, this.announced.runs) && isSame(wants, this.announced.wants);
    this.announced = { runs, wants };
    if (!isKnown) void this.beat();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private get ttlMs(): number {
    return this.options.ttlMs ?? 3_000;
  }

  /** One at a time; what changes meanwhile is said with the next one. */
  private async beat(): Promise<void> {
    clearTimeout(this.timer);
    if (this.beating !== undefined) return this.beating.then(() => this.beatSoon(0));
    if (this.isClosed) return;
    this.beating = this.say();
    await this.beating;
  }

  private async say(): Promise<void> {
    const { redis, beatMs = 750, failed = ignore } = this.options;
    let nextMs = beatMs;
    try {
      const sentAt = this.clocks();
      const wasHeard = this.isHeard();
      const reply = await redis.run(beatScript, this.keys, [JSON.stringify(this.wish(wasHeard))]);
      if (this.isClosed) return;
      this.heardAt = sentAt;
      clearTimeout(this.lapse);
      this.lapse = setTimeout(() => this.lapsed(), Math.max(1, this.ttlMs - this.silentMs() + 1)).unref();
      const hasChanged = this.read(reply as readonly unknown[]);
      if (this.settle() || hasChanged || !wasHeard) this.tell();
      if (this.hasWishes()) nextMs = Math.min(soonMs, beatMs);
    } catch (error) {
      failed(error);
    } finally {
      this.beating = undefined;
      this.beatSoon(nextMs);
    }
  }

  private beatSoon(ms: number): void {
    clearTimeout(this.timer);
    if (!this.isClosed) this.timer = setTimeout(() => void this.beat(), ms).unref();
  }

  private clocks(): { readonly monotonic: number; readonly wall: number } {
    const { clock, monotonicMs = () => performance.now() } = this.options;
    return { monotonic: monotonicMs(), wall: clock.now() };
  }

  private silentMs(): number {
    if (this.heardAt === undefined) return Infinity;
    const { monotonic, wall } = this.clocks();
    return Math.max(monotonic - this.heardAt.monotonic, wall - this.heardAt.wall);
  }

  private isHeard(): boolean {
    return this.silentMs() < this.ttlMs;
  }

  /** Nobody believes any more that it lives. */
  private lapsed(): void {
    if (this.isHeard()) return;
    this.owned.clear();
    this.tell();
  }

  /** What it says, and wants. Who was not heard for long asks how everything is now. */
  private wish(wasHeard: boolean) {
    const { runs, wants } = this.announced;
    const says = JSON.stringify({ runs: [...runs], wants: [...wants] });
    const gives: ByCode<readonly number[]> = {};
    const takes: ByCode<readonly number[]> = {};
    for (const [code, owners] of this.owners) {
      const share = this.share(code);
      const given = slotsWhere(owners, (owner, slot) => owner === this.token && !share.has(slot));
      if (given.length > 0) gives[code] = given;
    }
    for (const code of runs) {
      const taken = this.free(code);
      if (taken.length > 0) takes[code] = taken;
    }
    const known = wasHeard ? this.version : '';
    return { token: this.token, ttlMs: this.ttlMs, says, known, gives, takes, forgets: this.abandoned() };
  }

  private hasWishes(): boolean {
    const { gives, takes } = this.wish(true);
    return Object.keys(gives).length + Object.keys(takes).length > 0;
  }

  /** Slots that should be of this node, and are of nobody who lives. */
  private free(code: string): readonly number[] {
    const live = new Set(this.members.map(({ token }) => token));
    const owners = this.owners.get(code) ?? [];
    return [...this.share(code)].filter((slot) => !live.has(owners[slot] ?? ''));
  }

  private abandoned(): readonly string[] {
    return [...this.owners.keys()].filter((code) => !this.members.some(({ runs }) => runs.has(code)));
  }

  private share(code: string): Slots {
    const known = this.shares.get(code) ?? shareOf(this.token, code, this.members);
    this.shares.set(code, known);
    return known;
  }

  private others(): readonly LeaseMember[] {
    return this.members.filter(({ token }) => token !== this.token);
  }

  /** @returns whether what others want has changed */
  private read([version, members, slots]: readonly unknown[]): boolean {
    this.version = String(version);
    if (members === undefined) return false;
    const before = this.wantedElsewhere();
    this.shares.clear();
    this.members = pairsOf(members).map(([token, says]) => {
      const { runs, wants } = JSON.parse(says) as Record<'runs' | 'wants', string[]>;
      return { token, runs: new Set(runs), wants: new Set(wants) };
    });
    this.owners = new Map(pairsOf(slots).map(([code, owners]) => [code, JSON.parse(owners) as string[]]));
    return !isSame(before, this.wantedElsewhere());
  }

  /** It folds what it holds and should hold; the rest of what it holds it gives up next. @returns whether that is new */
  private settle(): boolean {
    let hasChanged = false;
    for (const code of new Set([...this.announced.runs, ...this.owned.keys()])) {
      const share = this.announced.runs.has(code) ? this.share(code) : noSlots;
      const owners = this.owners.get(code) ?? [];
      const next = new Set(slotsWhere(owners, (owner, slot) => owner === this.token && share.has(slot)));
      if (isSame(next, this.owned.get(code) ?? noSlots)) continue;
      this.owned.set(code, next);
      hasChanged = true;
    }
    return hasChanged;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function slotsWhere(owners: readonly string[], holds: (owner: string, slot: number) => boolean): readonly number[] {
  return [...owners.keys()].filter((slot) => holds(owners[slot]!, slot));
}

/** A hash as Redis answers it: names and values by turns. */
function pairsOf(flat: unknown): (readonly [string, string])[] {
  const texts = (flat as readonly unknown[]).map(String);
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[2 * i]!, texts[2 * i + 1]!] as const);
}

function isSame<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && one.isSubsetOf(other);
}

function ignore(): void {}
