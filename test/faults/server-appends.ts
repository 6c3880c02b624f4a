import type { WrittenAnswer } from '#workspace/answers.js';
import type { ServerProcess } from './server-process.js';

export const customers = 50;

/** What concurrent clients were told. */
export interface Acknowledged {
  /** Id of each event that was acknowledged, with the external id that it was sent under. */
  readonly events: Map<string, string>;
  /** Resolves when every client has met the end of the server. */
  readonly done: Promise<void>;
}

/**
 * Sends touchpoints over as many connections as there are clients, each the next one when the one before is
 * acknowledged, until the server is no longer there.
 * @param round makes the external ids of this run its own
 */
export function appendUntilGone(
  server: Pick<ServerProcess, 'url' | 'token'>,
  clients: number,
  round: string,
): Acknowledged {
  const events = new Map<string, string>();
  const client = async (number: number): Promise<void> => {
    for (let at = 0; ; at++) {
      const externalId = `${round}-${number}-${at}`;
      const written = await record(server, touchpoint(externalId, (number + at) % customers)).catch(() => undefined);
      if (written === undefined) return;
      for (const { id } of written.events) events.set(id, externalId);
    }
  };
  const all = Array.from({ length: clients }, (_, number) => client(number));
  return { events, done: Promise.all(all).then(() => undefined) };
}

/** What is said in the touchpoint of an external id. */
export function textOf(externalId: string): string {
  return `Message ${externalId}`;
}

export function touchpoint(id: string, customer: number): object {
  const name = `Customer ${customer}`;
  return {
    specversion: '1.0',
    id,
    source: 'faults',
    type: 'tend.MessageReceived.v1',
    time: '2026-03-01T09:30:00Z',
    data: {
      parties: [
        {
          kind: 'organisation',
          role: 'customer',
          side: 'customer',
          name,
          identifiers: [{ scheme: 'number', value: `c${customer}` }],
        },
      ],
      data: { channel: 'email', direction: 'inbound' },
      personal: { text: textOf(id) },
    },
  };
}

/** @throws Error when the server refuses, stops or is gone: nothing is acknowledged then */
async function record({ url, token }: Pick<ServerProcess, 'url' | 'token'>, event: object): Promise<WrittenAnswer> {
  const response = await fetch(`${url}/api/v1/touchpoints`, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  if (response.status !== 201) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as WrittenAnswer;
}
