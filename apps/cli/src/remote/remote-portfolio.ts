import type { MomentQuery } from '#workspace/moments/moment-query.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type { MovementsAnswer, MovementsQuery, PortfolioQuestions } from '#workspace/portfolio/portfolio-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** Questions about the portfolio of a workspace behind a running server. */
export class RemotePortfolio implements PortfolioQuestions {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  movements(query: MovementsQuery, work?: Work): Promise<MovementsAnswer> {
    return this.#http.get('/movements', { ...query }, work?.signal);
  }

  overview(query: MomentQuery, work?: Work): Promise<OverviewAnswer> {
    return this.#http.get('/overview', { ...query }, work?.signal);
  }
}
