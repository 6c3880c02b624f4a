import { Controller, Get, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import type { Tend } from '#workspace/tend.js';
import { Described } from '../docs/described.js';
import { TEND } from '../tokens.js';
import { Metrics } from './metrics.js';

/** For whoever runs it: open without credentials, and with nothing personal. */
@Controller()
export class OperationsController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly numbers: Metrics,
    @Inject(TEND) private readonly tend: Tend,
  ) {}

  @Described({ says: 'Is the process alive?', answer: { type: 'application/json', is: '{status}' }, isOpen: true })
  @Get('health/live')
  live(@Res() reply: FastifyReply): void {
    void reply.header('cache-control', 'no-store').send({ status: 'ok' });
  }

  /** Ready when the ledger can be read; how far the projections are is told beside. */
  @Described({
    says: 'Can it serve? With the state of the ledger and the projections',
    answer: { type: 'application/json', is: '{status, details}; 503 when not' },
    isOpen: true,
  })
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    try {
      await reply.send(await this.health.check([() => this.#ledger(), () => this.#projections()]));
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      await reply.status(503).send(error.getResponse());
    }
  }

  @Described({ says: 'Prometheus', answer: { type: 'text/plain', is: 'Metrics' }, isOpen: true })
  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.numbers.text();
    await reply.header('cache-control', 'no-store').header('content-type', this.numbers.contentType).send(text);
  }

  async #ledger(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('ledger');
    try {
      return check.up({ sequence: (await this.tend.status()).head.sequence });
    } catch {
      return check.down('The ledger cannot be read.');
    }
  }

  async #projections(): Promise<HealthIndicatorResult> {
    const check = this.indicators.check('projections');
    try {
      const { projections } = await this.tend.projections();
      const stalled = projections.filter(({ state }) => state === 'stalled').map(({ name }) => name);
      const lagEvents = Math.max(0, ...projections.map((row) => row.lagEvents));
      return check.up({ lagEvents, ...(stalled.length > 0 ? { stalled } : {}) });
    } catch {
      return check.down('The projections cannot be read.');
    }
  }
}
