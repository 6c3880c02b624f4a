import { context, defineFamily } from '../event-definition.js';
import { IsCount, Optional } from '../fields.js';

/** A connector began to feed the ledger; which one is in the record's source. */
export class FeedStarted {
  /** It promises to be heard at least once in so many seconds; silence beyond that means down. */
  @Optional() @IsCount() heartbeatSec?: number;
}

/** A connector is alive, whether or not it had anything to bring. */
export class FeedHeartbeat {
  /** How far it is behind its source, in events, when it knows. */
  @Optional() @IsCount() lagEvents?: number;
}

/** A connector ended, by itself or because somebody paused it. */
export class FeedStopped {}

/** Context that is valid by recordedAt: whether a number that depends on a feed is known. */
export const feeds = defineFamily(
  { stream: 'feed', captured: false, personal: ['text'] },
  {
    FeedStarted: context(FeedStarted, {
      description: "A connector began to feed the ledger; which one is in the record's source.",
      example: { heartbeatSec: 300 },
      broken: { data: { heartbeatSec: 0.5 }, field: 'heartbeatSec' },
    }),
    FeedHeartbeat: context(FeedHeartbeat, {
      description: 'A connector is alive, whether or not it had anything to bring.',
      example: { lagEvents: 0 },
      broken: { data: { lagEvents: null }, field: 'lagEvents' },
    }),
    FeedStopped: context(FeedStopped, {
      description: 'A connector ended, by itself or because somebody paused it.',
      example: {},
      broken: { data: { error: 'login refused' }, field: 'error' },
    }),
  },
);
