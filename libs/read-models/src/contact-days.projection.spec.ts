import { describe, expect, it, jest } from '@jest/globals';
import { idOf } from '#domain/testing.js';
import { fact, given, late, type GivenFact } from '#projections/testing/testing.js';
import { contactDays } from './contact-days.projection.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const at = Date.parse('2024-03-01T10:00Z');
const thread = idOf(801);

function theirs(when: number, more: Partial<GivenFact> = {}): GivenFact {
  return fact('MessageReceived', when, { ...(more as object), data: { channel: 'email', direction: 'inbound' } });
}
function ours(when: number, more: Partial<GivenFact> = {}): GivenFact {
  const data = { channel: 'email', automated: false, bulk: false } as const;
  return fact('MessageSent', when, { ...(more as object), data });
}

describe('contact-days', () => {
  it('of theirs tell when the first, the second and the fifth were', async () => {
    const days = [0, 0.1, 1, 2, 3, 4, 5].map((after) => theirs(at + after * day));
    const facts = given(days).of(contactDays);
    const row = { first: at, second: null, fifth: null, theirs: 1, ours: 0, channel: 'email' };
    await facts.asOf(at + 0.2 * day).expectRow(row);
    await facts.asOf(at + day).expectRow({ ...row, second: at + day, theirs: 2 });
    await facts.asOf(at + 4 * day - 1).expectRow({ ...row, second: at + day, theirs: 4 });
    await facts.asOf(at + 5 * day).expectRow({ ...row, second: at + day, fifth: at + 4 * day, theirs: 6 });
    await facts.asOf(at + 5 * day).expectTotal(['theirs'], { days: 6, relationships: 1 });
  });

  it('are told anew when an earlier one becomes known', async () => {
    const facts = given([theirs(at), late(theirs(at - day), at + 9 * day)]).of(contactDays);
    await facts
      .knownBy(at + 8 * day)
      .expectRow({ first: at, second: null, fifth: null, theirs: 1, ours: 0, channel: 'email' });
    await facts
      .knownBy(at + 9 * day)
      .expectRow({ first: at - day, second: at, fifth: null, theirs: 2, ours: 0, channel: 'email' });
  });

  it('of ours are proactive or reactive, by what they answer within 14 days', async () => {
    const facts = given([
      ours(at, { thread }),
      theirs(at + day, { thread }),
      ours(at + 2 * day, { thread }),
      ours(at + 2.1 * day, { thread: idOf(802) }),
      ours(at + 15 * day + 1, { thread }),
    ]).of(contactDays);
    await facts.asOf(at).expectTotal(['ours'], { days: 1, proactive: 1 });
    await facts.asOf(at + 2 * day).expectTotal(['ours'], { days: 2, proactive: 1, reactive: 1 });
    await facts.asOf(at + 3 * day).expectTotal(['ours'], { days: 2, proactive: 2, reactive: 1 });
    await facts.asOf(at + 16 * day).expectTotal(['ours'], { days: 3, proactive: 3, reactive: 1 });
  });

  it('of ours alone are plays where one was carried out on that day, whichever came first', async () => {
    const play = { play: 'call-after-silence', version: '1', recommendedAt: at };
    const facts = given([
      fact('PlayDone', at, { data: play }),
      ours(at + 1_000),
      ours(at + day),
      fact('PlayDone', at + day + 1_000, { data: play }),
      fact('PlayDone', at + day + 2_000, { data: play }),
      fact('PlayDone', at + 2 * day, { data: play }),
    ]).of(contactDays);
    await facts.asOf(at + 3 * day).expectTotal(['ours'], { days: 2, proactive: 2, plays: 2 });
  });

  it('tell the channel that most of theirs came by in 365 days, and none when that is over', async () => {
    const by = (channel: 'email' | 'phone', when: number) =>
      fact('MessageReceived', when, { data: { channel, direction: 'inbound' } });
    const ofOurs = ours(at + 4 * day);
    const facts = given([by('email', at), by('email', at + day), by('phone', at + 2 * day), ofOurs]).of(contactDays);
    const midnight = Date.parse('2024-03-01T00:00Z');
    const channelAt = async (when: number, channel: string | null): Promise<void> => {
      const row = expect.objectContaining({ channel }) as never;
      await facts.asOf(when).expectRow(row);
      await facts.asOf(when).expectTotal(['channel', channel ?? 'email'], channel === null ? {} : { relationships: 1 });
    };
    await channelAt(at + 5 * day, 'email');
    // The first of two has passed, and the other channel was used later.
    await channelAt(midnight + 365 * day - 1, 'email');
    await channelAt(midnight + 365 * day, 'phone');
    await channelAt(midnight + 367 * day - 1, 'phone');
    await channelAt(midnight + 367 * day, null);
  });
});
