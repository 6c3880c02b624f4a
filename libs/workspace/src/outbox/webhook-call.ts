import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { useAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import { limits } from '#core/limits.js';
import type { Call, CallOutcome } from './call.js';

/** Sends by HTTP, whatever the message is about. */
export type WebhookSender = (
  call: Pick<Call, 'url' | 'id' | 'body' | 'secret' | 'at'>,
  signal: AbortSignal,
) => Promise<CallOutcome>;

export interface SenderOptions {
  /** Whether receivers may stand on this machine or in its private networks. */
  readonly allowPrivate: boolean;
  readonly callMs?: number;
}

/**
 * Sends messages as Standard Webhooks says: a POST, signed with HMAC-SHA-256. Taken is what is answered with 2xx within the time
 * limit; a redirect is not followed, because nobody has registered where it leads. Addresses are looked at when the
 * connection is made, so that a name that leads into a private network is refused whatever it led to before.
 */
export function webhookSender({ allowPrivate, callMs = limits.webhookCallMs }: SenderOptions): WebhookSender {
  return async ({ url, id, body, secret, at }, signal) => {
    const timeLimit = AbortSignal.timeout(callMs);
    try {
      const response = await post(url, {
        agent: useAgent(url, {
          allowPrivateIPAddress: allowPrivate,
          allowMetaIPAddress: allowPrivate,
          keepAlive: false,
        }),
        signal: AbortSignal.any([signal, timeLimit]),
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'tend-webhooks',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at / 1000)),
          'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
        },
      });
      return outcomeOf(response.statusCode ?? 0);
    } catch (error) {
      const failure = timeLimit.aborted ? `no answer within ${callMs / 1000} s` : reasonOf(error as Error);
      return { taken: false, failure };
    }
  };
}

interface Post {
  readonly agent: ReturnType<typeof useAgent>;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Resolves with the head of the answer; of the rest nothing is kept. */
function post(url: string, { agent, signal, headers, body }: Post): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, signal, headers: { ...headers, ...length } }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(response);
    });
    sent.on('error', reject).end(body);
  });
}

function outcomeOf(status: number): CallOutcome {
  if (status >= 200 && status < 300) return { taken: true };
  if (status === 410) return { taken: false, failure: 'answered 410: it wants nothing more', gone: true };
  if (status >= 300 && status < 400) return { taken: false, failure: `answered ${status}: redirects are not followed` };
  return { taken: false, failure: `answered ${status}` };
}

function reasonOf({ message, code }: NodeJS.ErrnoException): string {
  if (/is not allowed/.test(message)) return 'its address is private or reserved: TEND_WEBHOOKS_PRIVATE=1 allows it';
  return code === undefined ? message : `not reached (${code})`;
}
