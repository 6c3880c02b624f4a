import { limits } from '#core/limits.js';
import type { Clock } from '#core/ports.js';
import { severities, type Severity } from '#core/severities.js';
import type { Id, Instant } from '#core/time.js';
import type { Snapshot } from '#read-store/port.js';
import type { HeadView } from '#projections/queries/projection-reader.js';
import type { CompiledProjection } from '#projections/definition/compiled-projection.js';
import type { Signal } from '#projections/definition/definition.js';
import { followSignals } from '#projections/signals/signal-log.js';
import { joinSteps } from '#projections/signals/signal-steps.js';
import { idsOfKey } from '#projections/signals/signals.js';
import type { SignalSource } from '#projections/signals/signals.js';
import { byId, SignalHistory } from '#projections/signals/signal-transitions.js';
import type { SignalTransition } from '#projections/signals/signal-transitions.js';
import { equalityOf, type Equality } from '../signals/equal-signals.js';
import type { OutboxStore, Receiver, Told } from './outbox-store.js';
import { messageBody, messageIdOf, typeOf } from './webhook-message.js';
import type { SignalNews } from './webhook-message.js';

/** Transitions that are read at once. */
const pageTransitions = 500;

interface Ports {
  readonly store: OutboxStore;
  readonly clock: Clock;
  readonly zone: string;
  /** When an event was recorded; undefined where it is not there. */
  readonly recordedAt: (event: Id) => Instant | undefined;
  /** Whether somebody has acknowledged, snoozed or resolved any of some signals. */
  readonly isDealtWith: (ids: readonly string[]) => boolean;
}

/** The definition whose signals are compared: in the order of the ledger steps are dated by what was known, and not by instants. */
type ComparedSource = SignalSource & Pick<CompiledProjection, 'order'>;

/**
 * What one webhook is to be told of one projection. It follows the numbers of the build that serves; where they do not
 * lead on (another build serves, or was made anew) what stands is compared once with what the webhook was told.
 *
 * Told is what is news: a signal that was raised, or has another severity, within the last day, and not of history. Of a signal that a webhook was told
 * of it is told everything that follows, and never twice the same.
 * What somebody has dealt with already is no news; neither is what another projection has told of the same event.
 * While one that tells the same stands, nothing is told to have ended: when the last of them ends, that of the one that was told.
 */
export class OutboxFollowing {
  constructor(
    private readonly ports: Ports,
    private readonly webhook: Receiver,
    private readonly projection: string,
  ) {}

  /**
   * Writes messages, and up to where they tell, in one transaction.
   * @param source of the build that is read; undefined where its code cannot be run here: then it cannot be compared with
   * @returns whether there may be more
   */
  advance(head: HeadView, source: ComparedSource | undefined): boolean {
    const { store } = this.ports;
    const { build, position } = head;
    const { snapshot } = head.source;
    const from = store.places(this.webhook.id).get(this.projection);
    const { place, transitions } = followSignals(snapshot, build, from, position.from, pageTransitions);
    // A batch that is written in parts is waited for: what a link moves would seem to have ended.
    if (transitions === undefined && (source === undefined || position.to > position.from)) return false;
    if (transitions !== undefined && place.number === from?.number) return false;
    store.transaction(() => {
      if (transitions === undefined) this.compare(snapshot, source!);
      else for (const transition of transitions) this.follow(transition);
      store.setPlace(this.webhook.id, this.projection, place);
    });
    return true;
  }

  /** The projection is no more: nothing stands of what was told. */
  end(): void {
    const { store } = this.ports;
    store.transaction(() => {
      for (const { id, ...told } of store.followed(this.webhook.id, this.projection))
        if (told.keys.length > 0) this.over(id, told, undefined);
      store.forgetPlace(this.webhook.id, this.projection);
    });
  }

  private follow({ id, became, time, key, signal }: SignalTransition): void {
    if (!this.isWanted(signal)) return;
    const news = { id, key, signal, time };
    const told = this.toldOf(id);
    const others = told?.keys.filter(([other]) => other !== key) ?? [];
    if (became === 'raised' || became === 'changed') {
      const keys = [...others, [key, signal.severity] as const];
      this.stands({ ...news, became }, keys, told);
    } else if (told !== undefined && told.keys.length > 0) {
      if (others.length === 0) this.gone({ ...news, became }, told);
      else if (told.stands) this.stands({ ...news, became: 'changed', signal: told.signal }, others, told);
      else this.keep(id, { ...told, keys: others });
    }
  }

  private compare(snapshot: Snapshot, source: ComparedSource): void {
    const { store } = this.ports;
    const found = new Map<string, { news: News; keys: (readonly [string, Severity])[]; told: Told | undefined }>();
    for (const { key, signals } of snapshot.signals()) {
      const idOf = idsOfKey(source, key);
      let history: SignalHistory | undefined;
      for (const [id, signal] of byId(joinSteps(signals), idOf)) {
        if (!this.isWanted(signal)) continue;
        const told = this.toldOf(id);
        history ??= SignalHistory.of(snapshot.signalSteps(key), idOf);
        const time = source.order === 'recorded' ? signal.since : history.sinceWhen(id).time;
        const isFollowed = told !== undefined || this.equalsOf({ key, signal }).length > 0;
        if (!isFollowed && !this.isNews({ id, key, signal, time })) continue;
        const before = found.get(id);
        if (before === undefined)
          found.set(id, { news: { became: 'raised', id, key, signal, time }, keys: [[key, signal.severity]], told });
        else before.keys.push([key, signal.severity]);
      }
    }
    for (const { news, keys, told } of found.values())
      this.stands(told?.stands === true ? { ...news, became: 'changed' } : news, keys, told);
    for (const { id, ...told } of store.followed(this.webhook.id, this.projection)) {
      if (found.has(id) || told.keys.length === 0) continue;
      const ends = told.keys.flatMap(([key]) => this.endIn(snapshot, source, key, id) ?? []);
      this.over(id, told, ends.length === 0 ? undefined : Math.max(...ends));
    }
  }

  /** @param keys all in which it stands now, each with how grave it is there: the gravest is what counts */
  private stands(news: News, keys: Told['keys'], told: Told | undefined): void {
    const gravest = severities.findLast((severity) => keys.some(([, own]) => own === severity))!;
    const signal = { ...news.signal, severity: gravest };
    const state = { signal, stands: true, keys, times: told?.times ?? 0 };
    if (told?.stands === true) {
      if (told.signal.severity !== gravest) this.tell({ ...news, became: 'changed', signal }, state);
      else this.keep(news.id, state);
      return;
    }
    const equals = this.equalsOf(news);
    const wasTold = state.times > 0;
    // What stands again that somebody has dealt with is told without an alarm.
    const again = this.isDealtWith(news) ? 'changed' : 'raised';
    const isToBeTold = !equals.some((one) => this.isTold(one)) && (wasTold || this.isNews(news));
    if (isToBeTold) this.tell({ ...news, became: wasTold ? again : news.became, signal }, state);
    else if (equals.length > 0) this.keep(news.id, { ...state, stands: false });
  }

  /** It stands in no key any more: that is told of what was told to stand, when none that tells the same stands. */
  private gone(news: News, told: Told): void {
    const { store } = this.ports;
    const equals = this.equalsOf(news).map((one) => ({
      ...one,
      told: store.told(this.webhook.id, one.projection, one.id),
    }));
    const isLast = !equals.some((one) => (one.told?.keys.length ?? 0) > 0);
    if (!told.stands || !isLast) this.keep(news.id, { ...told, keys: [] });
    else this.tell(news, { ...told, stands: false, keys: [] });
    if (!isLast) return;
    for (const { id, projection, told: other } of equals)
      if (other?.stands === true)
        this.tell({ ...news, id, signal: other.signal }, { ...other, stands: false }, projection);
  }

  /** @param time when it ended; undefined: it never was */
  private over(id: string, told: Told, time: Instant | undefined): void {
    const { signal, keys } = told;
    const news = { id, key: keys[0]?.[0] ?? '', signal, time: time ?? this.ports.clock.now() };
    this.gone({ ...news, became: time === undefined ? 'withdrawn' : 'ended' }, told);
  }

  private toldOf(id: string): Told | undefined {
    return this.ports.store.told(this.webhook.id, this.projection, id);
  }

  /** What was history already when it was recorded is no news, even where only now something comes of it. */
  private isNews(news: Omit<News, 'became'>): boolean {
    const { clock, recordedAt } = this.ports;
    const { event, since } = news.signal;
    if (news.time <= clock.now() - limits.signalFreshMs) return false;
    if ((recordedAt(event) ?? since) - since > limits.signalHistoricMs) return false;
    return !this.isDealtWith(news);
  }

  private isDealtWith(news: Pick<News, 'id' | 'key' | 'signal'>): boolean {
    return this.ports.isDealtWith([news.id, ...this.equalsOf(news).map(({ id }) => id)]);
  }

  private equalsOf({ key, signal }: Pick<News, 'key' | 'signal'>): Equality['others'] {
    return equalityOf({ name: this.projection }, key, signal)?.others ?? [];
  }

  /** Whether it is told to stand of another projection. */
  private isTold({ projection, id }: Equality['others'][number]): boolean {
    return this.ports.store.told(this.webhook.id, projection, id)?.stands === true;
  }

  private keep(id: string, state: Told): void {
    this.ports.store.tell(this.webhook.id, this.projection, id, state, this.ports.clock.now());
  }

  private tell(told: News, state: Told, projection = this.projection): void {
    const { store, clock, zone } = this.ports;
    const { webhook } = this;
    const news = { ...told, projection };
    const now = clock.now();
    store.messages.add({
      id: messageIdOf(webhook.id, news, state),
      receiver: webhook.id,
      subject: `${projection} ${news.id}`,
      type: typeOf(news.became),
      body: messageBody(news, zone),
      createdAt: now,
    });
    store.tell(webhook.id, projection, news.id, { ...state, times: state.times + 1 }, now);
  }

  private isWanted({ kind }: Signal): boolean {
    return this.webhook.kinds?.includes(kind) ?? true;
  }

  /** When a signal has ended in a key; undefined where it never stood there, or the key was set apart. */
  private endIn(snapshot: Snapshot, source: ComparedSource, key: string, id: string): Instant | undefined {
    if (snapshot.entry(key)?.quarantine !== undefined) return undefined;
    const end = SignalHistory.of(snapshot.signalSteps(key), idsOfKey(source, key)).endOf(id);
    return end && (source.order === 'recorded' ? this.ports.clock.now() : end.time);
  }
}

type News = Omit<SignalNews, 'projection'>;
