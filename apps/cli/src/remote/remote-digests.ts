import type {
  AddedDigest,
  DigestPreview,
  DigestRow,
  Digests,
  DigestsAnswer,
  NewDigest,
} from '#workspace/digests/digest-answers.js';
import type { HttpClient } from './http-client.js';

/** The digests of a workspace behind a running server. */
export class RemoteDigests implements Digests {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(): Promise<DigestsAnswer> {
    return this.#http.get('/digests');
  }

  add(digest: NewDigest): Promise<AddedDigest> {
    return this.#http.post('/digests', digest);
  }

  remove(id: string): Promise<DigestsAnswer> {
    return this.#http.delete(`/digests/${encodeURIComponent(id)}`);
  }

  change(id: string, change: 'enable' | 'disable'): Promise<DigestRow> {
    return this.#http.post(`/digests/${encodeURIComponent(id)}/${change}`, {});
  }

  send(id: string): Promise<DigestRow> {
    return this.#http.post(`/digests/${encodeURIComponent(id)}/send`, {});
  }

  preview(id: string): Promise<DigestPreview> {
    return this.#http.get(`/digests/${encodeURIComponent(id)}/preview`);
  }
}
