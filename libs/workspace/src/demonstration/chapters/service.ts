import type { Instant } from '#core/time.js';
import { dayMs } from '#core/zones.js';
import { hourMs, type Pen } from '../pen.js';

/** The help desk's process, with its waits, hand-backs and reopenings. */
export function supportCase(pen: Pen, at: Instant): void {
  const { chance } = pen;
  const { helper, products } = pen.scene;
  const number = pen.name('S');
  const step = (type: string, activity: string, when: Instant, data: object = {}): void => {
    const process = { definition: 'support', case: number, activity };
    if (type === 'CaseOpened' || type === 'MessageReceived') pen.theirs(type, when, { ...data }, { process });
    else pen.ours(type, when, { ...data }, { process }, helper);
  };
  let after = at;
  const later = (shape: number, mean: number): Instant => (after += chance.gamma(shape, mean));
  const priority = chance.pick(['low', 'normal', 'normal', 'high']);
  step('CaseOpened', 'Open ticket', at, {
    channel: 'email',
    openedBy: 'customer',
    priority,
    product: chance.pick(products),
  });
  step('CaseAssigned', 'Assign ticket', later(1, 2 * hourMs), { team: 'first line' });
  if (chance.happens(0.8))
    step('MessageSent', 'Reply to customer', later(1.2, 4 * hourMs), { channel: 'email', direction: 'outbound' });
  const rounds = chance.happens(0.15) ? 2 : 1;
  for (let round = 0; round < rounds; round++) {
    step('ActivityRecorded', 'Work on ticket', later(1.5, 6 * hourMs));
    if (chance.happens(0.15))
      step('CaseTransferred', 'Transfer ticket', later(1, 3 * hourMs), { fromTeam: 'first line', team: 'second line' });
    if (chance.happens(0.25)) {
      step('ActivityRecorded', 'Wait for customer', later(1, 20 * hourMs));
      // Most answer as they wrote at first.
      const channel = Math.floor(after / hourMs) % 3 === 0 ? 'chat' : 'email';
      step('MessageReceived', 'Answer of customer', (after += hourMs), { channel, direction: 'inbound' });
      step('MessageSent', 'Reply to customer', (after += hourMs), { channel, direction: 'outbound' });
    }
    step('CaseResolved', 'Resolve ticket', later(1.5, 10 * hourMs), { resolution: 'fixed' });
    if (round + 1 < rounds) step('CaseReopened', 'Reopen ticket', later(1, 2 * dayMs));
  }
  if (chance.happens(0.8)) step('ActivityRecorded', 'Close ticket', after + 7 * dayMs);
}

/** What is grave goes a tier up, and has somebody to own it within hours. */
function escalate(pen: Pen, dueAt: Instant, matter: string): void {
  const at = Math.max(dueAt, pen.from);
  const hours = 1 + (Math.floor(at / hourMs) % 7);
  pen.ours('CaseEscalated', at, { tier: 2 }, { matter });
  pen.ours('CaseAssigned', at + hours * hourMs, { team: 'second line' }, { matter });
}

/** How a complaint ends. */
export interface Redress {
  readonly apologyDays?: number;
  /** From the complaint until what was wrong is mended. */
  readonly mendedDays?: number;
  readonly compensation?: boolean;
}

/** They complain, in a matter of its own. */
export function complaint(pen: Pen, at: Instant, redress: Redress): void {
  const { chance } = pen;
  const { currency } = pen.scene;
  const matter = pen.name('M');
  const topic = chance.pick(['delivery', 'billing', 'quality', 'support']);
  const severity = redress.mendedDays === undefined ? 'high' : chance.pick(['low', 'normal', 'high']);
  const raised = pen.theirs(
    'ComplaintRaised',
    at,
    { channel: 'email', direction: 'inbound', topic, severity },
    { matter, summary: 'A complaint' },
  );
  if (severity === 'high') escalate(pen, at + dayMs, matter);
  const about = { matter, references: { for: { externalId: raised } } };
  if (redress.apologyDays !== undefined)
    pen.ours(
      'ApologyMade',
      at + redress.apologyDays * dayMs,
      { channel: 'phone', direction: 'outbound' },
      { ...about, summary: 'An apology' },
    );
  if (redress.compensation === true)
    pen.ours('CompensationGiven', at + 3 * dayMs, { value: pen.amount(60), currency }, about);
  if (redress.mendedDays !== undefined)
    pen.ours('CaseResolved', at + redress.mendedDays * dayMs, { resolution: 'mended' }, { matter });
}
