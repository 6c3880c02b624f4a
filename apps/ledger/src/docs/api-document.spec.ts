import { describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsUUID } from 'class-validator';
import { systemClock } from '#core/clock.js';
import { systemRandom } from '#core/random.js';
import { controllers, LedgerModule } from '../ledger.module.js';
import { makeLog } from '../operations/logging.js';
import { Sessions } from '../security/sessions.js';
import { tendOf, testToken } from '../testing.js';
import { apiDocument } from './api-document.js';
import { schemaOf } from './shape-schema.js';

async function routesAndDocument() {
  const adapter = new FastifyAdapter();
  const routes: string[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`);
  });
  const sessions = new Sessions(testToken, systemClock, systemRandom());
  const module = LedgerModule.of(tendOf({}), sessions, makeLog('silent'));
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { bodyParser: false, logger: false });
  await app.init();
  const document = apiDocument(app, controllers, '1.2.3');
  await app.close();
  return { routes, document };
}

describe('the API document', () => {
  it('says of every route what it is, and of nothing else', async () => {
    const { routes, document } = await routesAndDocument();
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        operation: operation as { summary?: string; responses: object; security?: object[] },
      })),
    );
    expect(operations.map(({ name }) => name).sort()).toEqual(routes.sort());
    expect(operations.filter(({ operation }) => !operation.summary).map(({ name }) => name)).toEqual([]);
    const open = operations.filter(({ operation }) => operation.security === undefined).map(({ name }) => name);
    expect(open.sort()).toEqual([
      'GET /confirm/:token',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /open/:token',
      'POST /confirm/:token',
      'POST /open/:token',
    ]);
  });

  it('holds the routes that were promised', async () => {
    const { routes } = await routesAndDocument();
    const base = '/api/v1';
    expect(routes).toEqual(
      expect.arrayContaining([
        `GET ${base}/status`,
        `GET ${base}/relationships`,
        `POST ${base}/relationships/find`,
        `GET ${base}/relationships/:id`,
        `GET ${base}/relationships/:id/timeline`,
        `GET ${base}/relationships/:id/density`,
        `GET ${base}/density`,
        `GET ${base}/processes`,
        `GET ${base}/processes/:name`,
        `GET ${base}/processes/:name/map.svg`,
        `GET ${base}/projections`,
        `POST ${base}/projections/:name/rebuild`,
        `GET ${base}/imports`,
        `POST ${base}/imports`,
        `POST ${base}/imports/:id/revert`,
        `POST ${base}/links`,
        `POST ${base}/mappings/propose`,
        `POST ${base}/touchpoints`,
        `POST ${base}/demonstration`,
        `GET ${base}/export/:format`,
        `GET ${base}/live`,
        'GET /open/:token',
        'POST /open/:token',
        'GET /health/live',
        'GET /health/ready',
        'GET /metrics',
      ]),
    );
  });

  it('takes parameters from the rules of their shapes, and names all in a path', async () => {
    const { document } = await routesAndDocument();
    const timeline = document.paths['/api/v1/relationships/{id}/timeline']!.get!;
    expect(timeline.parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000 } },
      { name: 'after', in: 'query', required: false, schema: { type: 'string', minLength: 1, maxLength: 2000 } },
      { name: 'asOf', in: 'query', required: false, schema: { type: 'string', minLength: 1, maxLength: 64 } },
      { name: 'knownBy', in: 'query', required: false, schema: { type: 'string', minLength: 1, maxLength: 64 } },
      { name: 'asClaimed', in: 'query', required: false, schema: { type: 'boolean' } },
    ]);
    const processes = document.paths['/api/v1/processes']!.get!;
    expect(processes.parameters!.map((parameter) => (parameter as { name: string }).name)).toEqual([
      'show',
      'asOf',
      'knownBy',
    ]);
    const find = document.paths['/api/v1/relationships/find']!.post!;
    expect(find.requestBody).toMatchObject({
      content: { 'application/json': { schema: { required: ['name'], additionalProperties: false } } },
    });
    expect(document.paths['/api/v1/status']!.get!.parameters).toEqual([]);
    expect(document.info.version).toBe('1.2.3');
  });

  it('shows no rule that it cannot read', () => {
    class Strange {
      @IsUUID()
      id!: string;
    }
    expect(() => schemaOf(Strange)).toThrow('isUuid');
  });
});
