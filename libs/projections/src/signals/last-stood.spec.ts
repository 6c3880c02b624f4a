import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SignalStep } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { packList } from './signal-steps.js';
import { SignalHistory } from './signal-transitions.js';

const signal = (kind: string): Signal => ({ kind, severity: 'notice', event: kind, since: 0 });

/** At which times which of three signals stand; of one time only the last is ever seen. */
const histories = fc
  .array(fc.record({ wait: fc.nat({ max: 2 }), kinds: fc.subarray(['a', 'b', 'c']) }), { maxLength: 12 })
  .map((all) => {
    let time = 0;
    return all.map(({ wait, kinds }) => ({ time: (time += wait), kinds }));
  });

test('a history tells from when until when a signal stood last', () => {
  fc.assert(
    fc.property(histories, (all) => {
      const steps = all.map(({ time, kinds }, sequence): SignalStep => ({
        time,
        sequence,
        signals: packList({ signals: kinds.map(signal), rest: 0 }),
      }));
      const history = SignalHistory.of(steps, ({ kind }) => kind);
      for (const kind of ['a', 'b', 'c']) {
        // By the clock: at each instant that is seen it stands or does not.
        const stands = Array.from({ length: 30 }, (_, t) =>
          all.findLast(({ time }) => time <= t)?.kinds.includes(kind),
        );
        const last = stands.lastIndexOf(true);
        const from = stands.slice(0, last + 1).findLastIndex((isThere) => isThere !== true) + 1;
        const found = history.lastStood(kind);
        expect(found && [found.from.time, found.end?.time]).toEqual(
          last < 0 ? undefined : [from, last === 29 ? undefined : last + 1],
        );
      }
    }),
  );
});
