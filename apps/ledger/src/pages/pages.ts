import staticFiles from '@fastify/static';
import { NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pagesRoute } from '../security/gate.js';

const yearMs = 365 * 24 * 60 * 60 * 1000;

/**
 * The pages: files as the build left them, and the frame for every address that a page has. They hold nothing of the
 * ledger, so they are open; what they ask for is not.
 * @param root folder of the built pages
 */
export async function servePages(fastify: FastifyInstance, root: string): Promise<void> {
  await fastify.register(staticFiles, { root, serve: false, suppressWarning: true });
  fastify.get(pagesRoute, (request, reply) => servePage(request, reply, root));
}

function servePage(request: FastifyRequest, reply: FastifyReply, root: string): FastifyReply {
  const path = request.url.split('?')[0]!;
  // The build puts a hash into the name of everything below assets/.
  if (path.startsWith('/assets/')) return reply.sendFile(path, { maxAge: yearMs, immutable: true });
  if (/\.[a-z0-9]+$/i.test(path)) return reply.sendFile(path, { maxAge: 0 });
  if (!existsSync(join(root, 'index.html'))) {
    throw new NotFoundException('The pages are not built: start the server with `npm start`.');
  }
  return reply.sendFile('index.html', { maxAge: 0 });
}

/** What belongs to the API and the operators never falls back to a page: it is refused before. */
export function isOurs(path: string): boolean {
  return /^\/(?:api|health|metrics|open)(?:\/|$)/.test(path);
}
