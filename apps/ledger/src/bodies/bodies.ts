import { RequestTimeoutException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { parseJson } from '#capture/json/json-text.js';
import { LedgerError } from '#core/errors.js';
import { limits } from '#core/limits.js';

/** How a route takes its body: parsed JSON (the default), JSON as text with its type, or bytes as they come. */
export type BodyKind = 'json' | 'text' | 'stream';

export interface TextBody {
  readonly text: string;
  /** Without parameters, in lower case. */
  readonly type: string;
}

const jsonTypes = ['application/json'];
/** How touchpoints come: plain, as a CloudEvent, as a batch of them. */
export const touchpointTypes = [
  'application/json',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
] as const;

/**
 * Bodies are read by this program alone: the framework's JSON parser keeps the last of two equal keys, and it would hold
 * a file that is imported.
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
    const kind = (request.routeOptions.config as { body?: BodyKind }).body ?? 'json';
    requirePlain(request);
    if (kind === 'stream') return payload;
    const type = typeOf(request, kind === 'text' ? touchpointTypes : jsonTypes);
    const text = decoded(await collected(request, payload));
    return kind === 'text' ? { text, type } : parseJson(text);
  });
}

/** Who has its answer and goes on sending is read for a while, so that it gets to read the answer, and then cut off. */
export function endEndlessBodies(fastify: FastifyInstance, patienceMs: number): void {
  fastify.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete) {
      // Whoever looked at the beginning only may still hold its iterator: while that listens, nothing flows, and the next
      // request of the connection waits behind this one.
      raw.removeAllListeners('readable');
      raw.resume();
      const timer = setTimeout(() => void (raw.complete || raw.socket.destroy()), patienceMs);
      raw.socket.once('close', () => clearTimeout(timer));
    }
    done();
  });
}

/** The chunks of a body that is never held whole. @throws RequestTimeoutException when it stands still */
export async function* chunksOf(body: IncomingMessage, idleMs: number): AsyncGenerator<Uint8Array> {
  const watch = (): NodeJS.Timeout => setTimeout(() => body.destroy(stoodStill(idleMs)), idleMs);
  let timer = watch();
  try {
    // Who stops reading early still wants to answer: destroying the body would close the connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      // While the program is busy with a chunk the client has nothing to answer for.
      clearTimeout(timer);
      yield chunk;
      timer = watch();
    }
  } finally {
    clearTimeout(timer);
    body.resume();
  }
}

async function collected(request: FastifyRequest, payload: IncomingMessage): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.bodyBytes) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(() => reject(stoodStill(limits.httpBodyIdleMs))), limits.httpBodyIdleMs);
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      payload.off('data', take).off('end', finish).off('error', fail);
      // What is still to come is read and forgotten, so that the client gets to read the answer.
      payload.resume();
      end();
    };
    const take = (chunk: Uint8Array): void => {
      timer.refresh();
      size += chunk.length;
      if (size > limits.bodyBytes) settle(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const finish = (): void => settle(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const fail = (error: Error): void =>
      settle(() => reject(new LedgerError('cancelled', 'The body was cut off.', { cause: error })));
    payload.on('data', take).on('end', finish).on('error', fail);
  });
}

function requirePlain(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new UnsupportedMediaTypeException('A body is sent plain, without Content-Encoding.');
}

function typeOf(request: FastifyRequest, allowed: readonly string[]): string {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset="?([^"\s]*)"?\s*$/.exec(text)?.[1]).find(Boolean) ?? 'utf-8';
  if (allowed.includes(type.trim()) && (charset === 'utf-8' || charset === 'utf8')) return type.trim();
  throw new UnsupportedMediaTypeException(`The body must be ${allowed.join(', ')} in UTF-8.`);
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new LedgerError('invalid', 'The body is not UTF-8.', { cause: error });
  }
}

function tooLarge(): LedgerError {
  return new LedgerError('body-too-large', `A body may have ${limits.bodyBytes} bytes.`);
}

function stoodStill(idleMs: number): Error {
  return new RequestTimeoutException(`The body made no step forward for ${idleMs / 1000} s.`);
}
