import type { LocalTend } from '../local-tend.js';
import { fileOf } from '../testing.js';

/** A touchpoint as a line of an import; whoever reads a spec sees which. */
export type Line = Readonly<Record<string, unknown>>;

export const organisation = (name: string, role: string, side: string) => ({
  kind: 'organisation',
  identifiers: [{ scheme: side, value: `no ${name}` }],
  name,
  role,
  side,
});
export const person = (name: string, role: string) => ({ ...organisation(name, role, 'ours'), kind: 'person' });
export const customer = (name: string) => organisation(name, 'customer', 'customer');

export const messageBy = (name: string, occurredAt: string, channel = 'email', direction = 'inbound'): Line => ({
  type: direction === 'inbound' ? 'MessageReceived' : 'MessageSent',
  occurredAt,
  parties: [customer(name)],
  data: { channel, direction },
});
export const owned = (name: string, occurredAt: string, owner: Line): Line => ({
  type: 'OwnerChanged',
  occurredAt,
  parties: [customer(name), owner],
  data: {},
});
export const memberOf = (member: Line, team: Line, from: string, to?: string): Line => ({
  type: 'PartyAffiliated',
  occurredAt: from,
  parties: [{ ...member, role: 'member' }, team],
  data: { from: Date.parse(from), ...(to === undefined ? {} : { to: Date.parse(to) }) },
});

const peopleOf = (team: string, count: number) =>
  Array.from({ length: count }, (_none, i) => person(`${team} ${i + 1}`, 'owner'));

/** Some people of a team, each with a customer `${team} customer ${i}`; the first message of each is by a channel. */
export function staffed(team: string, count: number, since: string, channelOf: (i: number) => string = () => 'email') {
  return peopleOf(team, count).flatMap((member, i): Line[] => [
    messageBy(`${team} customer ${i + 1}`, since, channelOf(i)),
    owned(`${team} customer ${i + 1}`, since, member),
    memberOf(member, organisation(team, 'organisation', 'ours'), '2020-01-01T00:00:00Z'),
  ]);
}

let imported = 0;

/** Records lines; who is named in them is who was named so before: all are of one dataset. */
export async function importTeams(tend: LocalTend, lines: readonly Line[]): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify({ id: `${imported++}`, ...line })}\n`).join('');
  const report = await tend.import(fileOf('teams.ndjson', text), { dataset: 'teams', format: 'ndjson' }, {});
  if (report.refusals.length > 0 || report.appended < lines.length) throw new Error(JSON.stringify(report));
}

/** Lets any number of people be told of, or from so many on. */
export async function publishTeamMin(tend: LocalTend, teamMin: number): Promise<void> {
  const data = { version: `${teamMin}`, agreementRef: 'works agreement 12', teamMin };
  await tend.rules.publish([{ type: 'WorkforcePolicyPublished', data }], {});
}
