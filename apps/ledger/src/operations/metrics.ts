import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ImportReport, WrittenAnswer } from '#workspace/answers.js';
import type { Tend } from '#workspace/tend.js';
import { LiveFeed } from '../live/live-feed.js';
import { TEND } from '../tokens.js';
import { watchLedger } from './ledger-metrics.js';
import { watchMachine } from './machine-metrics.js';

/** What operators watch. Labels are names of routes and projections, never of people. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #touchpoints: Counter<'outcome' | 'by'>;

  constructor(@Inject(TEND) tend: Tend, live: LiveFeed) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'tend_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.#touchpoints = new Counter({
      name: 'tend_touchpoints_total',
      help: 'Touchpoints taken in since the start, by outcome',
      labelNames: ['outcome', 'by'],
      registers,
    });
    new Gauge({
      name: 'tend_live_clients',
      help: 'Pages that are live',
      registers,
      collect() {
        this.set(live.size);
      },
    });
    watchLedger(this.#registry, tend);
    this.#watchWebhooks(tend);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Also tells what runs out on the machine of a data directory. */
  watchMachine(directory: string): void {
    watchMachine(this.#registry, directory);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  answered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  recorded({ events }: WrittenAnswer): void {
    const appended = events.filter(({ outcome }) => outcome === 'appended').length;
    this.#count('http', { appended, known: events.length - appended });
  }

  imported({ appended, known, refused, differing }: ImportReport): void {
    this.#count('import', { appended, known, refused, differing });
  }

  #count(by: string, outcomes: Readonly<Record<string, number>>): void {
    for (const [outcome, count] of Object.entries(outcomes)) {
      if (count > 0) this.#touchpoints.inc({ outcome, by }, count);
    }
  }

  /** By the ids of webhooks: what opens one may stand in its address. */
  #watchWebhooks(tend: Tend): void {
    new Gauge({
      name: 'tend_webhook_messages',
      help: 'Messages that a webhook has taken (delivered), that wait for it (pending), that were given up (dead)',
      labelNames: ['webhook', 'state'],
      registers: [this.#registry],
      async collect() {
        const told = await tend.webhooks.list().catch(() => undefined);
        this.reset();
        for (const { id, delivered, pending, deadLetters: dead } of told?.webhooks ?? [])
          for (const [state, count] of Object.entries({ delivered, pending, dead }))
            this.set({ webhook: id, state }, count);
      },
    });
  }
}
