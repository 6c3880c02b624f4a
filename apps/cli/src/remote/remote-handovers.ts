import { isId } from '#core/ids.js';
import type {
  HandoverPack,
  Handovers,
  OwnerHandover,
  OwnerHandoverQuery,
} from '#workspace/handover/handover-answers.js';
import type { ClaimedMomentQuery } from '#workspace/tend.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/**
 * Handover packs of a workspace behind a running server.
 * @param idOf the id that a name stands for: names go in a body
 */
export function remoteHandovers(
  http: HttpClient,
  idOf: (name: string, moment: ClaimedMomentQuery) => Promise<string>,
): Handovers {
  return {
    async relationship(name: string, query: ClaimedMomentQuery, work?: Work): Promise<HandoverPack> {
      return http.get(`/relationships/${await idOf(name, query)}/handover`, { ...query }, work?.signal);
    },
    async owner(query: OwnerHandoverQuery, work?: Work): Promise<OwnerHandover> {
      // Names are personal, and addresses end up in logs: a name goes in a body.
      return isId(query.owner)
        ? http.get('/handover', { ...query }, work?.signal)
        : http.post('/handover', { ...query });
    },
  };
}
