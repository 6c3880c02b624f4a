import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { hourMs, type Pen } from '../pen.js';

/** They write, and we answer in the thread, now and then twice. */
export function conversation(pen: Pen, at: Instant, isAnswered = true): void {
  const { chance } = pen;
  const thread = pen.name('T');
  const channel = chance.pick(['email', 'email', 'chat']);
  ask(pen, at, thread, channel, topicOf(pen));
  if (!isAnswered) return;
  const wait = chance.gamma(1.2, 5 * hourMs);
  answer(pen, at + wait, thread, channel, 'An answer');
  if (!chance.happens(0.2)) return;
  ask(pen, at + 20 * 60_000, thread, channel, 'One more thing');
  answer(pen, at + wait + hourMs, thread, channel, 'The other answer');
}

/** One side calls the other; what we call for is no contact-day of theirs. */
export function call(pen: Pen, at: Instant): void {
  const data = { channel: 'phone', direction: 'inbound', durationSec: pen.chance.whole(40, 1_800) };
  pen.theirs('CallHeld', at, data, { summary: 'Called about an order' });
}

/** Put on the calendar some days before, and held; or they do not come, and write that they are sorry. */
export function meeting(pen: Pen, at: Instant): void {
  const agreed = Math.max(pen.from, at - 6 * dayMs);
  pen.ours(
    'MeetingScheduled',
    agreed,
    { channel: 'meeting', startAt: at, endAt: at + hourMs },
    { summary: 'Invitation to a review' },
  );
  if (pen.chance.happens(0.88)) {
    pen.ours('MeetingHeld', at, { channel: 'meeting', durationSec: 3_600 }, { summary: 'The review' });
    if (pen.chance.happens(0.3))
      pen.ours('NoteAdded', at + 2 * hourMs, { visibility: 'internal' }, { summary: 'What to do after the review' });
    return;
  }
  pen.ours('MeetingNoShow', at, { channel: 'meeting', missing: 'customer' }, { summary: 'Nobody came' });
  const thread = pen.name('T');
  ask(pen, at + 2 * hourMs, thread, 'email', 'Sorry, something came up');
  answer(pen, at + 3 * hourMs, thread, 'email', 'Another date');
}

/** They say that they are away, and from when on they are there again. @returns until when */
export function absence(pen: Pen, at: Instant): Instant {
  const to = at + pen.chance.whole(8, 22) * dayMs;
  const thread = pen.name('T');
  ask(pen, at, thread, 'email', 'Away for a while');
  pen.theirs('AbsenceAnnounced', at + 60_000, { channel: 'email', from: at + dayMs, to }, { thread });
  answer(pen, at + hourMs, thread, 'email', 'A good time');
  return to;
}

/** We get in touch by ourselves. */
export function checkIn(pen: Pen, at: Instant): void {
  const { chance } = pen;
  const isCall = chance.happens(0.4);
  if (isCall && chance.happens(0.3))
    pen.ours('CallMissed', at - 4 * hourMs, { channel: 'phone', direction: 'outbound' });
  if (isCall)
    pen.ours(
      'CallHeld',
      at,
      { channel: 'phone', direction: 'outbound', durationSec: chance.whole(60, 900) },
      { summary: 'Called to see how it goes' },
    );
  else
    pen.ours(
      'MessageSent',
      at,
      { channel: 'email', direction: 'outbound' },
      { summary: 'How is it going?', thread: pen.name('T') },
    );
}

/** To many at once, by a machine: nobody's contact. */
export function newsletter(pen: Pen, at: Instant): void {
  const data = { channel: 'email', direction: 'outbound', automated: true, bulk: true, template: 'newsletter' };
  pen.ours('MessageSent', at, data, { summary: 'News of the month' });
}

/** Who has never answered is written to a few times. */
export function outreach(pen: Pen, at: Instant, messages: number): void {
  for (let number = 0; number < messages; number++)
    pen.ours(
      'MessageSent',
      at + number * 11 * dayMs,
      { channel: 'email', direction: 'outbound' },
      { summary: 'An introduction', thread: pen.name('T') },
    );
}

/** A message of theirs. */
export function ask(pen: Pen, at: Instant, thread: string, channel: string, summary: string): void {
  pen.theirs('MessageReceived', at, { channel, direction: 'inbound' }, { thread, summary });
}

/** A message of ours. */
export function answer(pen: Pen, at: Instant, thread: string, channel: string, summary: string): void {
  pen.ours('MessageSent', at, { channel, direction: 'outbound' }, { thread, summary });
}

function topicOf(pen: Pen): string {
  return pen.chance.pick([
    'A question about an invoice',
    'How to add a user',
    'When will it be delivered?',
    'Can it do more?',
    'A change of address',
    'Something does not work as expected',
  ]);
}
