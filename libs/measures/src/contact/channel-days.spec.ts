import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addChannelDay, leadingChannel, type ChannelDays } from './channel-days.js';

/** By the definition alone, from the list of all that happened. */
function naiveChannel(acts: readonly (readonly [number, string])[], today: number): string | undefined {
  const seen = new Map<string, Set<number>>();
  for (const [day, channel] of acts)
    if (day <= today && today - day < 365) seen.set(channel, (seen.get(channel) ?? new Set()).add(day));
  let best: { name: string; n: number; last: number } | undefined;
  for (const name of [...seen.keys()].sort()) {
    const days = seen.get(name)!;
    const [n, last] = [days.size, Math.max(...days)];
    if (best === undefined || n > best.n || (n === best.n && last > best.last)) best = { name, n, last };
  }
  return best?.name;
}

describe('the channel of a relationship', () => {
  it('is the one with most days, however often it was used on one', () => {
    const state: ChannelDays = [];
    for (const [channel, day] of [
      ['chat', 1],
      ['email', 1],
      ['email', 1],
      ['chat', 2],
      ['email', 3],
    ] as const)
      // prettier-ignore
      addChannelDay(state, channel, day);
    expect(leadingChannel(state, 3)).toEqual({ channel: 'email', untilDay: 366 });
    expect(addChannelDay(state, 'email', 3)).toBe(false);
  });

  it('is none without any, and none again when all lie a year back', () => {
    const state: ChannelDays = [];
    expect(leadingChannel(state, 1)).toBeUndefined();
    addChannelDay(state, 'phone', 10);
    expect(leadingChannel(state, 374)?.channel).toBe('phone');
    expect(leadingChannel(state, 375)).toBeUndefined();
  });

  it('is what all that happened says, on every day, and stays so until it says', () => {
    const act = fc.tuple(fc.nat(140), fc.constantFrom('email', 'phone', 'chat'));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (steps) => {
        const state: ChannelDays = [];
        const acts: [number, string][] = [];
        let today = 1_000;
        for (const [after, channel] of steps) {
          // A clock that is put back across midnight shows the day before once more.
          const day = after === 140 ? today - 1 : (today += after);
          acts.push([day, channel]);
          addChannelDay(state, channel, day);
          const lead = leadingChannel(state, today);
          expect(lead?.channel).toBe(naiveChannel(acts, today));
          expect(state.reduce((most, { days }) => Math.max(most, days.length), 0)).toBeLessThanOrEqual(366);
          for (let later = today; later < lead!.untilDay; later += 7)
            expect(naiveChannel(acts, later)).toBe(lead!.channel);
          expect(naiveChannel(acts, lead!.untilDay - 1)).toBe(lead!.channel);
          expect(leadingChannel(state, lead!.untilDay)?.channel).toBe(naiveChannel(acts, lead!.untilDay));
        }
      }),
    );
  });
});
