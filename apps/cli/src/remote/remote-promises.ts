import type { Promises } from '#workspace/relationships/promise-answers.js';
import type { MomentQuery } from '#workspace/tend.js';
import type { HttpClient } from './http-client.js';

/**
 * Promises of a workspace behind a running server.
 * @param idOf the id that a name stands for: names go in a body
 */
export function remotePromises(
  http: HttpClient,
  idOf: (name: string, moment: MomentQuery) => Promise<string>,
): Promises {
  return {
    async list({ relationship: name, ...query }, work) {
      const relationship = name === undefined ? undefined : decodeURIComponent(await idOf(name, query));
      return http.get('/promises', { ...query, relationship }, work?.signal);
    },
  };
}
