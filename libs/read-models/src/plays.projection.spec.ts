import { describe, expect, it, jest } from '@jest/globals';
import { eventOf, idOf } from '#domain/testing.js';
import { customer, fact, given, late, retraction } from '#projections/testing/testing.js';
import { answersMax } from './plays-document.js';
import { plays } from './plays.projection.js';
import { foldAll } from './testing.js';

jest.setTimeout(60_000);

const day = 86_400_000;
const recommendedAt = Date.parse('2024-03-01T10:00Z');
const data = { play: 'call', version: '1', recommendedAt };
const accepted = fact('PlayAccepted', recommendedAt + day, { data });
const declined = fact('PlayDeclined', recommendedAt + 2 * day, { data, reasonCode: 'no-time' });
const done = fact('PlayDone', recommendedAt + 3 * day, { data: { ...data, outcome: 'meeting agreed' } });
const row = { accepted: 0, declined: 0, done: 0 };
const cell = ['play', 'call', '1', '2024-03'];

describe('plays', () => {
  it('are accepted, declined for a reason, or done: the last answer counts', async () => {
    const facts = given([accepted, declined, done]).of(plays);
    const at = (days: number) => facts.asOf(recommendedAt + days * day);
    await at(1).expectRow({ ...row, accepted: 1, lastAnswerAt: accepted.occurredAt });
    await at(1).expectTotal(cell, { accepted: 1 });
    await at(2).expectRow({ ...row, declined: 1, lastAnswerAt: declined.occurredAt });
    await at(2).expectTotal(cell, { declined: 1 });
    await at(2).expectTotal(['declined', 'call', 'no-time', '2024-03'], { plays: 1 });
    await at(3).expectRow({ ...row, done: 1, lastAnswerAt: done.occurredAt });
    await at(3).expectTotal(cell, { done: 1 });
    await at(3).expectTotal(['declined', 'call', 'no-time', '2024-03'], {});
  });

  it('are of the month in which they were answered last, in the zone of the workspace', async () => {
    const first = fact('PlayAccepted', Date.parse('2024-03-31T23:30Z'), { data });
    const next = fact('PlayDeclined', Date.parse('2024-04-02T10:00Z'), { data, reasonCode: 'no-time' });
    const facts = given([first, next], { parameters: { zone: 'Europe/Zurich' } }).of(plays);
    await facts.asOf(first.occurredAt).expectTotal(['play', 'call', '1', '2024-04'], { accepted: 1 });
    await facts.expectTotal(['play', 'call', '1', '2024-04'], { declined: 1 });
    await given([first]).of(plays).expectTotal(cell, { accepted: 1 });
    const inMay = fact('PlayDone', Date.parse('2024-05-02T10:00Z'), { data });
    const moved = given([first, next, inMay]).of(plays);
    await moved.expectTotal(['play', 'call', '1', '2024-05'], { done: 1 });
    await moved.expectTotal(['play', 'call', '1', '2024-04'], {});
  });

  it('are told apart by version and by when they were recommended', async () => {
    const next = fact('PlayAccepted', recommendedAt + 5 * day, { data: { ...data, version: '2' } });
    const again = fact('PlayAccepted', recommendedAt + 50 * day, {
      data: { ...data, recommendedAt: recommendedAt + 40 * day },
    });
    const facts = given([declined, next, again]).of(plays);
    await facts.expectRow({ accepted: 2, declined: 1, done: 0, lastAnswerAt: again.occurredAt });
    await facts.expectTotal(cell, { declined: 1 });
    await facts.expectTotal(['play', 'call', '1', '2024-04'], { accepted: 1 });
    await facts.expectTotal(['play', 'call', '2', '2024-03'], { accepted: 1 });
  });

  it('are what is known of them on both axes', async () => {
    const told = late(done, recommendedAt + 30 * day);
    await given([accepted, told])
      .of(plays)
      .knownBy(recommendedAt + 20 * day)
      .expectTotal(cell, { accepted: 1 });
    await given([accepted, told])
      .of(plays)
      .asOf(recommendedAt + 20 * day)
      .expectTotal(cell, { done: 1 });
    const back = given([accepted, declined, retraction(declined, recommendedAt + 4 * day)]).of(plays);
    await back.expectTotal(cell, { accepted: 1 });
  });

  it('count once for two relationships, and as none without a reason', async () => {
    const both = { ...fact('PlayDeclined', recommendedAt, { data }), parties: [customer(100), customer(200)] };
    const facts = given([both]).of(plays);
    await facts.key(idOf(100)).expectTotal(cell, { declined: 1 });
    await facts.key(idOf(100)).expectTotal(['declined', 'call', 'none', '2024-03'], { plays: 1 });
  });

  it('stay counted when there are too many to keep one by one', () => {
    const events = Array.from({ length: answersMax + 30 }, (_, i) =>
      eventOf('PlayDeclined', {
        id: idOf(5_000 + i),
        sequence: i + 1,
        occurredAt: recommendedAt + i,
        parties: [customer(100)],
        reasonCode: `reason-${i % 3}`,
        data: { ...data, recommendedAt: i },
      }),
    );
    const folded = foldAll(plays, events);
    expect([...folded.documents.values()][0]!.answers).toHaveLength(answersMax);
    expect(folded.cells('play').map(({ sums }) => sums)).toEqual([{ declined: 130n }]);
    expect(folded.cells('declined').map(({ sums }) => Number(sums['plays']))).toEqual([44, 43, 43]);
  });
});
