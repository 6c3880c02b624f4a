import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './tracked-files.js';

const decorated = /@(Controller|Get|Post|Put|Patch|Delete|Sse)\(\s*(?:'([^']*)')?\s*[,)]/g;

/** `METHOD /path` of every route of one controller, as its decorators say, the base left away. */
function routesOfController(source: string): string[] {
  let prefix = '';
  const routes: string[] = [];
  for (const [, decorator, text = ''] of source.matchAll(decorated)) {
    if (decorator === 'Controller') prefix = text.replace(/^api\/v1\/?/, '');
    else routes.push(`${decorator === 'Sse' ? 'GET' : decorator!.toUpperCase()} ${joined(prefix, text)}`);
  }
  return routes;
}

/** `METHOD /path` of every route that a document names, queries left away. */
function routesOfDocument(document: string): string[] {
  return [...document.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[^`?\s]*)[^`]*`/g)].map(
    ([, method, route]) => `${method} ${route}`,
  );
}

const joined = (prefix: string, text: string): string => `/${[prefix, text].filter((part) => part !== '').join('/')}`;

describe('routes', () => {
  it('of the controllers are those of the document', () => {
    const folder = path.join(root, 'apps/ledger/src');
    const ofControllers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.controller.ts'))
      .flatMap((file) => routesOfController(readFileSync(path.join(folder, file), 'utf8')));
    const ofDocument = routesOfDocument(readFileSync(path.join(root, 'infra/docs/http.md'), 'utf8'));
    expect(ofDocument.toSorted()).toEqual(ofControllers.toSorted());
  });

  it('are read from decorators with and without a path', () => {
    const source = `@Controller('api/v1/things') class A { @Get() a() {} @Post(':id/do') b() {} @Sse('live') c() {} }
      @Controller() class B { @Delete('x') d() {} }`;
    expect(routesOfController(source)).toEqual(['GET /things', 'POST /things/:id/do', 'GET /things/live', 'DELETE /x']);
  });
});
