import type { FastifyReply } from 'fastify';
import type { Socket } from 'node:net';
import { securityHeaders } from '../security/gate.js';
import { problemOf, problemType, type Problem } from './problem.js';

/** What the router refuses before any hook: an address that cannot be decoded, or a part of it that is too long. */
export function refuseAddress(error: Error, reply: FastifyReply): void {
  const problem = problemOf(error);
  const body = Buffer.from(JSON.stringify(problem));
  void reply.status(problem.status).headers(securityHeaders).header('content-type', problemType).send(body);
}

/** What is no HTTP at all, has headers over the limit, or does not come to their end. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(Object.assign(new Error(sentenceOf(error.code)), { statusCode: statusOf(error.code) }));
  socket.end(rawAnswer(problem));
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function sentenceOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The headers are larger than the limit.';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'The request did not come in time.' : 'This is no HTTP request.';
}

function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problem);
  const headers = Object.entries({
    ...securityHeaders,
    'content-type': problemType,
    'content-length': String(Buffer.byteLength(body)),
    'connection': 'close',
  });
  return `HTTP/1.1 ${problem.status} Refused\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
