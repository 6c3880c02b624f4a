import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { endOfDay, hourMs, type Pen } from '../pen.js';
import { answer, ask } from './conversations.js';

/** Somebody promises something in a conversation; most of it is done in time. */
export function promise(pen: Pen, at: Instant): void {
  const { chance } = pen;
  const isOurs = chance.happens(0.85);
  const thread = pen.name('T');
  ask(pen, at, thread, 'email', isOurs ? 'Can you take care of it?' : 'We shall send the figures');
  answer(pen, at + 2 * hourMs, thread, 'email', isOurs ? 'We shall' : 'Thank you');
  const confirm = chance.happens(0.9) ? 'connector' : 'customer';
  const dueAt = endOfDay(at, chance.whole(3, 14));
  const made = promised(pen, at + 2 * hourMs, { by: isOurs ? 'ours' : 'customer', dueAt, confirmBy: confirm }, thread);
  const draw = chance.uniform();
  const kept = (when: Instant): void => keep(pen, when, made, confirm, isOurs);
  if (draw < 0.8) kept(Math.max(at + 3 * hourMs, dueAt - chance.whole(1, 4) * dayMs));
  else if (draw < 0.9) kept(dueAt + chance.whole(1, 5) * dayMs);
  else if (draw < 0.97) {
    const until = dueAt + 7 * dayMs;
    pen.ours(
      'PromiseRenegotiated',
      dueAt - dayMs,
      { dueAt: until },
      { references: { promise: { externalId: made } }, thread },
    );
    kept(until - chance.whole(1, 3) * dayMs);
  }
}

interface Terms {
  readonly by: 'ours' | 'customer';
  readonly dueAt: Instant;
  readonly confirmBy: 'connector' | 'customer';
}

/** @returns its external id */
export function promised(pen: Pen, at: Instant, { by, dueAt, confirmBy }: Terms, thread?: string): string {
  const { customer, owner } = pen.scene;
  const [ourRole, theirRole] = by === 'ours' ? ['by', 'to'] : ['to', 'by'];
  const parties = [customer, { ...pen.contact, role: theirRole }, { ...owner, role: ourRole }];
  const extras = { parties, summary: 'A promise', ...(thread === undefined ? {} : { thread }) };
  const data = { by, dueAt, confirmBy };
  return by === 'ours' ? pen.ours('PromiseMade', at, data, extras) : pen.theirs('PromiseMade', at, data, extras);
}

export function keep(pen: Pen, at: Instant, made: string, confirmedBy: string, isOurs = true): void {
  const extras = { references: { promise: { externalId: made } } };
  // By a machine where it is theirs: an act of ours it would not be.
  if (isOurs) pen.ours('PromiseKept', at, { confirmedBy }, extras);
  else pen.theirs('PromiseKept', at, { confirmedBy, automated: true }, extras);
}

/** What they need: most of it is met, some declined, and some nobody comes back to. */
export function need(pen: Pen, at: Instant): void {
  const { chance } = pen;
  const thread = pen.name('T');
  ask(pen, at, thread, 'email', 'What we would need');
  answer(pen, at + 3 * hourMs, thread, 'email', 'We look into it');
  const topic = chance.pick(needs);
  const draw = chance.uniform();
  const stated = pen.theirs('NeedStated', at + hourMs, { channel: 'email', topic }, draw < 0.75 ? { thread } : {});
  const references = { need: { externalId: stated } };
  if (draw < 0.5) pen.ours('NeedMet', at + chance.whole(5, 60) * dayMs, {}, { references });
  else if (draw < 0.7)
    pen.ours('NeedDeclined', at + chance.whole(3, 30) * dayMs, {}, { references, reasonCode: 'out-of-scope' });
}

const needs = ['single sign-on', 'export', 'faster delivery', 'training', 'a monthly invoice', 'an interface'] as const;

/** What both sides want to reach; some of it is. */
export function goal(pen: Pen, at: Instant): void {
  const { chance } = pen;
  pen.theirs(
    'CallHeld',
    at,
    { channel: 'phone', direction: 'inbound', durationSec: 1_200 },
    { summary: 'Goals of the year' },
  );
  const [measure, target] = chance.pick([
    ['first reply, hours', 4],
    ['users', 40],
    ['orders a quarter', 12],
    ['tickets a month', 3],
  ] as const);
  const dueAt = endOfDay(at, chance.whole(60, 180));
  const agreed = pen.ours('GoalAgreed', at + hourMs, { measure, target, dueAt });
  const draw = chance.uniform();
  const references = { goal: { externalId: agreed } };
  if (draw < 0.6) pen.ours('GoalReached', dueAt - chance.whole(1, 30) * dayMs, {}, { references });
  else if (draw < 0.75) pen.ours('GoalDropped', dueAt - chance.whole(5, 40) * dayMs, {}, { references });
}
