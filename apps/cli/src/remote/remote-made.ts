import type { MadeReads } from '#workspace/documents/made-answers.js';
import type { HttpClient } from './http-client.js';

/** What projections make, behind a running server: what is no text travels as JSON in its parameter. */
export function remoteMade(http: HttpClient): MadeReads {
  return {
    documents: (projection, { filter, ...query }, work) =>
      http.get(`${pathOf(projection)}/documents`, { ...query, filter: jsonOf(filter) }, work?.signal),
    document: (projection, key, query) =>
      http.get(`${pathOf(projection)}/documents/${encodeURIComponent(key)}`, { ...query }),
    totals: (projection, { prefix, ...query }, work) =>
      http.get(`${pathOf(projection)}/totals`, { ...query, prefix: jsonOf(prefix) }, work?.signal),
  };
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function pathOf(projection: string): string {
  return `/projections/${encodeURIComponent(projection)}`;
}
