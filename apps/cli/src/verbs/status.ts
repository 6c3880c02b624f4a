import type { MirrorAnswer, StatusAnswer } from '#workspace/answers.js';
import { count, minuteOf } from '../output/text.js';
import type { Verb } from './verb.js';

export const statusVerb: Verb = {
  usage: 'status',
  description: 'the head of the ledger with its root (RFC 6962): equal size and root are an equal history',
  example: 'tend status --json',
  run: async (session) => {
    const tend = await session.open();
    await session.answer(await tend.status(), statusText);
  },
};

function statusText({ version, zone, head, node, mirror, building = [] }: StatusAnswer): string {
  const last = head.recordedAt === undefined ? '' : `, the last recorded ${minuteOf(head.recordedAt)}`;
  const lines = [
    `Tend ${version}, days in ${zone}`,
    `events  ${count(head.sequence)}${last}`,
    `root    ${head.root}`,
    ...(node === undefined ? [] : [`node    ${node.name}: ${node.roles.join(', ')}`]),
    ...(mirror === undefined ? [] : [`server  ${mirrorText(mirror)}`]),
    ...building.map(({ projection, build }) => `builds  ${projection}: ${build}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function mirrorText({ caughtUp, lagSeconds, failure, foreign = 0 }: MirrorAnswer): string {
  const state = caughtUp ? 'caught up' : `${count(Math.ceil(lagSeconds))} s behind`;
  return [
    state,
    ...(failure === undefined ? [] : [failure]),
    ...(foreign === 0 ? [] : [`${count(foreign)} foreign events`]),
  ].join(', ');
}
