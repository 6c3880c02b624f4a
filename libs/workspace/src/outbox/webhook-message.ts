import { sha256Hex } from '#core/hashing.js';
import { canonicalJson } from '#core/canonical-json.js';
import { formatInstant, type Instant } from '#core/time.js';
import type { Signal } from '#projections/definition/definition.js';
import type { TransitionKind } from '#projections/signals/signal-transitions.js';
import type { Told } from './outbox-store.js';

/** What is told of a signal: it was raised, has another severity, has ended, or never was, as is known now. */
export interface SignalNews {
  readonly became: TransitionKind;
  readonly id: string;
  readonly projection: string;
  readonly key: string;
  readonly signal: Signal;
  /** Since when it is so, as is known now. */
  readonly time: Instant;
}

/**
 * The body of a message, as Standard Webhooks has it: `type`, `timestamp`, `data`. Ids stand in it and whatever the
 * definition gives its signals; names and addresses of people never do, because they are sealed.
 */
export function messageBody({ became, id, projection, key, signal, time }: SignalNews, zone: string): string {
  const { kind, severity, since, event, party, organisation: _organisation, ...more } = signal;
  return JSON.stringify({
    type: typeOf(became),
    timestamp: formatInstant(time, zone),
    data: {
      id,
      kind,
      severity,
      since: formatInstant(since, zone),
      event,
      ...(party === undefined ? {} : { party }),
      projection,
      key,
      ...(Object.keys(more).length === 0 ? {} : { more }),
    },
  });
}

export function typeOf(became: TransitionKind): string {
  return `signal.${became}`;
}

/**
 * The id of a message, by which a receiver knows it again: of the webhook, the signal and how many messages about it
 * came before. So it is the same whenever the same is told, whatever was forgotten in between.
 */
export function messageIdOf(webhook: string, { projection, id }: SignalNews, told: Told | undefined): string {
  return `msg_${sha256Hex(canonicalJson([webhook, projection, id, told?.times ?? 0])).slice(0, 40)}`;
}
