import type { ProjectionRow } from '#workspace/answers.js';
import type { BuildChange, BuildsAnswer, ChangeSubject, DiffAnswer } from '#workspace/builds/build-answers.js';
import type { WhatIfAnswer } from '#workspace/builds/flag-answers.js';
import type { BuildLife, DiffQuery, WhatIfQuery } from '#workspace/builds/build-questions.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** Builds of a workspace behind a running server. */
export class RemoteBuilds implements BuildLife {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  list(name: string): Promise<BuildsAnswer> {
    return this.#http.get(`${projection(name)}/builds`);
  }

  rebuild(name: string, options: { activate?: boolean }, work: Work): Promise<ProjectionRow> {
    return this.#http.work<ProjectionRow>(`${projection(name)}/rebuild`, { query: options }, work);
  }

  change(name: string, change: BuildChange, subject: ChangeSubject, work: Work): Promise<BuildsAnswer> {
    return this.#http.work<BuildsAnswer>(`${projection(name)}/${change}`, { query: { ...subject } }, work);
  }

  diff(name: string, query: DiffQuery, work: Work): Promise<DiffAnswer> {
    return this.#http.work<DiffAnswer>(`${projection(name)}/diff`, { query: { ...query } }, work);
  }

  whatIf(name: string, query: WhatIfQuery, work: Work): Promise<WhatIfAnswer> {
    const headers = { 'content-type': 'application/json' };
    return this.#http.work<WhatIfAnswer>(`${projection(name)}/what-if`, { headers, text: JSON.stringify(query) }, work);
  }
}

function projection(name: string): string {
  return `/projections/${encodeURIComponent(name)}`;
}
