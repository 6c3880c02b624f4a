import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tend: API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/open.js"></script>
  </body>
</html>
`;
const openScript = `SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#docs', deepLinking: true });\n`;
/** It describes; there is nothing of the ledger in it. */
const open = { config: { isOpen: true } };
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/**
 * The description of the API: `/api/docs` for people, `/api/docs-json` for programs. Nothing of it is loaded before
 * somebody asks, because it would double the time of the start.
 */
export function serveDocs(
  fastify: FastifyInstance,
  app: NestFastifyApplication,
  controllers: readonly Type[],
  version: string,
): void {
  let document: Promise<object> | undefined;
  fastify.get('/api/docs', open, (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  fastify.get('/api/docs/open.js', open, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(openScript),
  );
  fastify.get('/api/docs-json', open, async () => {
    document ??= import('./api-document.js').then(({ apiDocument }) => apiDocument(app, controllers, version));
    return document;
  });
  for (const asset of assets) {
    fastify.get(`/api/docs/${asset}`, open, (_request, reply) => {
      const root = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
      return reply.sendFile(asset, root, { cacheControl: false });
    });
  }
}
