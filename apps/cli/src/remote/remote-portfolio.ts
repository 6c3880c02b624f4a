import { isId } from '#core/ids.js';
import type { Id } from '#core/time.js';
import type { MomentQuery } from '#workspace/moments/moment-query.js';
import type { OverviewAnswer } from '#workspace/portfolio/overview-answers.js';
import type {
  MovementsAnswer,
  MovementsQuery,
  OverviewQuery,
  PortfolioQuestions,
  TeamQuery,
  TeamsAnswer,
} from '#workspace/portfolio/portfolio-answers.js';
import { noOwner } from '#workspace/today/today-answers.js';
import type { Work } from '#workspace/work.js';
import type { HttpClient } from './http-client.js';

/** Questions about the portfolio of a workspace behind a running server. */
export class RemotePortfolio implements PortfolioQuestions {
  readonly #http: HttpClient;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  async movements({ team, ...query }: MovementsQuery, work?: Work): Promise<MovementsAnswer> {
    const { from, to: asOf, knownBy } = query;
    const id = await this.teamIn({ team, asOf, knownBy, from });
    return this.#http.get('/movements', { ...query, ...id }, work?.signal);
  }

  async overview({ team, figures, ...query }: OverviewQuery, work?: Work): Promise<OverviewAnswer> {
    const { asOf, knownBy } = query;
    const id = await this.teamIn({ team, asOf, knownBy });
    const only = figures === undefined ? {} : { figures: figures.join(',') };
    return this.#http.get('/overview', { ...query, ...id, ...only }, work?.signal);
  }

  teams(query: MomentQuery, work?: Work): Promise<TeamsAnswer> {
    return this.#http.get('/teams', { ...query }, work?.signal);
  }

  async findTeam({ team, asOf, knownBy, from }: TeamQuery): Promise<{ readonly id: Id }> {
    return this.#http.post('/teams/find', { team, asOf, knownBy, from });
  }

  /** Names are personal, and addresses end up in logs: a name goes in a body, and its id into the address. */
  async teamIn({
    team,
    asOf,
    knownBy,
    from,
  }: { readonly [Name in keyof TeamQuery]?: TeamQuery[Name] | undefined }): Promise<{ readonly team?: Id }> {
    if (team === undefined) return {};
    if (team === noOwner || isId(team)) return { team };
    return { team: (await this.findTeam({ team, asOf, knownBy, from } as TeamQuery)).id };
  }
}
