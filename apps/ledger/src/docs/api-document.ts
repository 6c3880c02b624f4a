import type { INestApplication, Type } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { errorTable } from '#core/errors.js';
import { limits } from '#core/limits.js';
import { definitions } from '#workspace/definitions.js';
import { problemType } from '../problems/problem.js';
import { descriptionOf, type Description, type RawBody } from './described.js';
import { parametersOf, schemaOf } from './shape-schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const description = [
  'A relationship ledger: every customer touchpoint appended once, everything else projected from it.',
  'A program gives the token of the data directory as bearer token, a browser its session.',
  'Errors are problem details (RFC 9457) with a code, what to do, and what is wrong with which field.',
  `Long work answers in lines of JSON: {progress} as it goes, {reject} for what is refused, and last {result} or {problem}.`,
].join(' ');

/** The OpenAPI document of the routes as they are, with what is said of each where it stands. */
export function apiDocument(app: INestApplication, controllers: readonly Type[], version: string): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Tend')
    .setDescription(description)
    .setVersion(version)
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base);
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path).filter(
      (operation): operation is Operation => typeof operation === 'object' && 'responses' in operation,
    ),
  );
  const byId = new Map(operations.map((operation) => [operation.operationId, operation]));
  for (const controller of controllers) {
    const prototype = controller.prototype as Record<string, object>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const described = descriptionOf(prototype[name]!);
      const operation = byId.get(`${controller.name}_${name}`);
      if (described !== undefined && operation !== undefined) describe(operation, described);
    }
  }
  addPathParameters(document);
  document.components = {
    ...document.components,
    schemas: { Problem: problemSchema(), Definitions: definitionsSchema() },
  };
  return document;
}

function describe(
  operation: Operation,
  { says, query, body, answer, refuses = [], isOpen = false }: Description,
): void {
  operation.summary = says;
  if (!isOpen) operation.security = [{ bearer: [] }];
  if (query !== undefined) operation.parameters = [...(operation.parameters ?? []), ...parametersOf(query)];
  delete operation.requestBody;
  if (body !== undefined) operation.requestBody = { required: true, content: contentOf(body) };
  const problem = { content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } } };
  const statuses = isOpen ? refuses : [400, 401, 403, ...refuses];
  operation.responses = {
    [answer.status ?? 200]: { description: answer.is, content: { [answer.type]: {} } },
    ...Object.fromEntries(statuses.map((status) => [status, { description: refusal(status), ...problem }])),
  };
}

function contentOf(body: NonNullable<Description['body']>) {
  if (typeof body === 'function') return { 'application/json': { schema: schemaOf(body) } };
  const { types, is }: RawBody = body;
  return Object.fromEntries(types.map((type) => [type, { schema: { description: is } }]));
}

/** The framework finds only those parameters whose type it can see. */
function addPathParameters(document: OpenAPIObject): void {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
      for (const operation of Object.values(operations) as Operation[]) {
        const known = (operation.parameters ?? []).some(
          (each) => 'in' in each && each.in === 'path' && each.name === name,
        );
        if (known) continue;
        const schema = name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string' };
        operation.parameters = [{ name: name!, in: 'path', required: true, schema }, ...(operation.parameters ?? [])];
      }
    }
  }
}

function refusal(status: number): string {
  const words: Readonly<Record<number, string>> = {
    400: 'The input breaks a rule; the fields are named',
    401: 'Credentials are missing or not valid',
    403: 'Asked under a foreign name, or by a page of another site',
    404: 'There is no such thing',
    409: 'It contradicts what is recorded, or another import is running',
    410: 'The list that the cursor belongs to is no longer served',
    413: `The body is larger than ${limits.bodyBytes} bytes, or has more than the limit that is named`,
    415: 'The type of the body is not taken here',
    503: 'Stopping, not ready, or asked too much at once: then `Retry-After` says when to ask again',
  };
  return words[status] ?? 'Refused';
}

/** What `GET /definitions` answers: each name with its sentence. */
function definitionsSchema(): Schema {
  const properties = Object.entries(definitions).map(([name, description]) => [name, { type: 'string', description }]);
  return { type: 'object', required: Object.keys(definitions), properties: Object.fromEntries(properties) as never };
}

function problemSchema(): Schema {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code'],
    properties: {
      type: text,
      title: text,
      status: { type: 'integer' },
      code: { type: 'string', enum: Object.keys(errorTable) },
      detail: text,
      hint: { type: 'string', description: 'What to do about it' },
      violations: {
        type: 'array',
        items: { type: 'object', required: ['field', 'message'], properties: { field: text, message: text } },
      },
    },
  };
}
