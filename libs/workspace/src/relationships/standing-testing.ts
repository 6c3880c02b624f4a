import { seededRandom } from '#core/testing.js';
import { fixedClock } from '#core/testing.js';
import type { LocalTend } from '../local-tend.js';
import { fileOf, type TestFolder } from '../testing.js';

/** For specs: the whole life of one customer with promises, needs, a contract, people and answers, and one single purchase. */

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export const quayside = 'Quayside Cranes';
export const buyer = 'Sam Oduya';

interface Line {
  readonly id: string;
  readonly occurredAt: string;
  readonly type: string;
  /** Members of `data` that name an event by the id that its source gives it. */
  readonly names?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

const organisation = {
  kind: 'organisation',
  identifiers: [{ scheme: 'customer', value: 'no 1' }],
  name: quayside,
  role: 'customer',
  side: 'customer',
};
const person = (name: string, role: string) => ({
  kind: 'person',
  identifiers: [{ scheme: 'email', value: `${name.toLowerCase().replace(' ', '.')}@example.invalid` }],
  name,
  role,
  side: 'customer',
});
const ana = person('Ana Brandt', 'champion');
const raj = person('Raj Mehta', 'user');
const sam = person(buyer, 'customer');
const agent = {
  kind: 'person',
  identifiers: [{ scheme: 'agent', value: 'A-1' }],
  name: 'Agent 1',
  role: 'agent',
  side: 'ours',
};
const all = [organisation, ana, agent];
const endOf = (day: string): number => Date.parse(`${day}T23:59:59.999Z`);

/** Everything that happens, in the order of time. */
export function quaysideLines(): readonly Line[] {
  const lines: Line[] = [];
  const add = (id: string, day: string, type: string, data: object, more: object = {}): void => {
    const at = day.includes('T') ? day : `${day}T09:00:00Z`;
    lines.push({ id, occurredAt: at, type, parties: all, actor: agent, data, ...more });
  };
  const terms = { kind: 'b2b', segment: 'mid-market', cadenceDays: 30, requiredRoles: ['champion', 'finance'] };
  add('class', '2025-01-02', 'RelationshipClassified', terms, { parties: [organisation] });
  add('joined', '2025-01-03', 'StakeholderJoined', { role: 'champion' }, { parties: [organisation, ana] });
  talk(lines);
  const promise = (id: string, made: string, due: string, confirmBy: string, text: string) =>
    add(id, made, 'PromiseMade', { by: 'ours', dueAt: endOf(due), confirmBy }, { personal: { text } });
  promise('drawings', '2025-02-10', '2025-02-14', 'customer', 'Send the drawings');
  add('drawings kept', '2025-02-13', 'PromiseKept', { confirmedBy: 'customer' }, { names: { promise: 'drawings' } });
  promise('technician', '2025-06-02', '2025-06-10', 'customer', 'A technician on site');
  add(
    'technician kept',
    '2025-06-18',
    'PromiseKept',
    { confirmedBy: 'customer' },
    { names: { promise: 'technician' } },
  );
  promise('training', '2026-10-01', '2026-10-12', 'actor', 'The dates of the training');
  promise('quote', '2026-10-19', '2026-12-04', 'customer', 'A quote for two cranes');
  const need = { parties: all, actor: ana };
  add('invoices', '2025-03-04', 'NeedStated', { topic: 'invoices per site' }, need);
  add('invoices met', '2025-05-02', 'NeedMet', {}, { names: { need: 'invoices' } });
  add(
    'delivery',
    '2026-05-04',
    'NeedStated',
    { topic: 'faster delivery' },
    { ...need, personal: { text: 'Parts in two days' } },
  );
  add('stops', '2026-04-01', 'GoalAgreed', { measure: 'unplanned stops', target: 1, dueAt: endOf('2026-12-31') });
  const contract = { startAt: Date.parse('2025-01-15'), endAt: endOf('2027-01-14'), noticeBy: endOf('2026-12-31') };
  add('contract', '2025-01-15', 'Contracted', { ...contract, product: 'Maintenance', value: 84_200, currency: 'EUR' });
  const asked = { instrument: 'nps', scale: { min: 0, max: 10 }, polarity: 'higher-is-better' };
  add('first score', '2025-08-01', 'SurveyAnswered', { ...asked, score: 9 }, { actor: ana });
  add('second score', '2026-08-01', 'SurveyAnswered', { ...asked, score: 6 }, { actor: ana });
  add(
    'asks',
    '2026-10-19',
    'MessageReceived',
    { channel: 'email', direction: 'inbound' },
    { actor: ana, thread: 'last' },
  );
  add('hose', '2026-08-10', 'OrderPlaced', { value: 49, currency: 'EUR' }, { parties: [sam], actor: sam });
  return lines.toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
}

/** They write every three to nine days, and are answered within hours, until they fall silent. */
function talk(lines: Line[]): void {
  let seed = 5;
  const draw = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let at = Date.parse('2025-01-06T09:00:00Z');
  for (let i = 0; at < Date.parse('2026-10-18T00:00:00Z'); i++) {
    const who = i % 3 === 2 ? raj : ana;
    const parties = [organisation, who, agent];
    const shared = { parties, thread: `thread ${i}`, personal: { summary: 'About the cranes' } };
    const one = (id: string, instant: number, type: string, actor: object, direction: string): void => {
      const occurredAt = new Date(instant).toISOString().replace('.000Z', 'Z');
      lines.push({ id, occurredAt, type, actor, data: { channel: 'email', direction }, ...shared });
    };
    one(`asked ${i}`, at, 'MessageReceived', who, 'inbound');
    one(`answered ${i}`, at + Math.round((1 + 3 * draw()) * hourMs), 'MessageSent', agent, 'outbound');
    at += Math.round((3 + 6 * draw()) * dayMs);
  }
}

/**
 * Opens a workspace whose ids depend on nothing but what it was given, and in which order.
 * @param now its clock, to be set further by who imports more
 */
export async function openSeeded(folder: TestFolder, name: string, now: number) {
  const clock = fixedClock(now);
  const tend = await folder.open({ name, clock, random: seededRandom('the same') });
  return { tend, clock };
}

/** Imports lines in their order; those that name others get the ids of these, which were imported before. */
export async function importStory(tend: LocalTend, lines: readonly Line[]): Promise<void> {
  const send = async (some: readonly object[]): Promise<void> => {
    if (some.length === 0) return;
    const text = some.map((line) => `${JSON.stringify(line)}\n`).join('');
    const report = await tend.import(fileOf('story.ndjson', text), { dataset: 'story', format: 'ndjson' }, {});
    if (report.refused > 0) throw new Error(JSON.stringify(report.refusals));
  };
  await send(lines.filter(({ names }) => names === undefined));
  const ids = await idsOf(tend);
  await send(
    lines.flatMap(({ names, data, ...line }) =>
      names === undefined
        ? []
        : [
            {
              ...line,
              data: {
                ...(data as object),
                ...Object.fromEntries(Object.entries(names).map(([member, id]) => [member, ids.get(id)!])),
              },
            },
          ],
    ),
  );
}

/** Events by the id that their source gave them. */
export async function idsOf(tend: LocalTend): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const name of [quayside, buyer]) {
    try {
      const { rows } = await tend.timeline(name, { limit: 1_000 });
      for (const { id, personal } of rows)
        if (typeof personal === 'object') ids.set(String(personal['externalId']), id);
    } catch {
      // Whoever comes later is not known yet.
    }
  }
  return ids;
}
