import { setTimeout as wait } from 'node:timers/promises';
import { touchpoint } from '../faults/server-appends.js';
import type { ServerProcess } from '../faults/server-process.js';

/** What clients were told while a node was killed. */
export interface LoadReport {
  /** Id of each event that was acknowledged, with the external id that it was sent under. */
  readonly acknowledged: ReadonlyMap<string, string>;
  /** Those of which nobody was ever told that they were recorded. */
  readonly given: number;
  readonly perSecond: number;
  /** The longest time in which nothing at all was acknowledged. */
  readonly longestPauseMs: number;
  /** What was answered last of those that were never acknowledged. */
  readonly refusals: readonly string[];
}

export interface LoadOptions {
  readonly clients: number;
  /** Touchpoints a second, of all clients together. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly customers: number;
  /** Makes the external ids of this run its own. */
  readonly round: string;
}

const givesUpMs = 5_000;
/** What is not acknowledged by then never is, and counts as lost. */
const patienceMs = 60_000;

/**
 * Sends touchpoints at a steady pace to several nodes, as clients behind a balancer do: what was not answered is sent again,
 * with the same id, to the next node, until it is acknowledged.
 */
export async function load(
  nodes: () => readonly Pick<ServerProcess, 'url' | 'token'>[],
  { clients, perSecond, seconds, customers, round }: LoadOptions,
): Promise<LoadReport> {
  const acknowledged = new Map<string, string>();
  const began = performance.now();
  const ends = began + seconds * 1000;
  let [given, last, longestPauseMs] = [0, began, 0];
  const refusals: string[] = [];
  const client = async (number: number): Promise<void> => {
    for (let at = 0; ; at++) {
      const due = began + ((at * clients + number) * 1000) / perSecond;
      if (due > ends) return;
      await wait(Math.max(0, due - performance.now()));
      const externalId = `${round}-${number}-${at}`;
      given++;
      let refusal = 'nothing';
      for (let attempt = number; ; attempt++) {
        const living = nodes();
        if (performance.now() - due > patienceMs) {
          refusals.push(`${externalId}: ${refusal}`);
          break;
        }
        if (living.length === 0) {
          await wait(20);
          continue;
        }
        const answer = await send(living[attempt % living.length]!, touchpoint(externalId, (number + at) % customers));
        const id = answer.events?.[0]?.id;
        if (id === undefined) {
          refusal = JSON.stringify(answer);
          await wait(20);
          continue;
        }
        acknowledged.set(id, externalId);
        const now = performance.now();
        longestPauseMs = Math.max(longestPauseMs, now - last);
        last = now;
        break;
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return { acknowledged, given, perSecond: (given * 1000) / (performance.now() - began), longestPauseMs, refusals };
}

interface Answer {
  readonly events?: readonly { readonly id: string }[];
}

/** @returns what was answered; why not, where nobody answered */
async function send({ url, token }: Pick<ServerProcess, 'url' | 'token'>, event: object): Promise<Answer> {
  try {
    const response = await fetch(`${url}/api/v1/touchpoints`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(givesUpMs),
    });
    return (await response.json()) as Answer;
  } catch (error) {
    return { detail: String(error) } as Answer;
  }
}
