/**
 * The one-way order of the libs and what may be used where. Types count: a type-only import is a dependency too.
 * Run by `npm run check` and by test/architecture.
 */

import fs from 'node:fs';

const { devDependencies } = JSON.parse(fs.readFileSync('package.json', 'utf8'));

/** A lib imports only libs that stand before it. */
const order = [
  'core',
  'measures',
  'domain',
  'event-store',
  'read-store',
  'projections',
  'read-models',
  'transparency',
  'privacy',
  'capture',
  'workspace',
];

/** Packages that only these folders may import. */
const confined = {
  '@nestjs/': ['apps/ledger', 'apps/cli'],
  'class-validator': ['libs/domain', 'apps/ledger', 'apps/cli'],
  'class-transformer': ['libs/domain', 'apps/ledger', 'apps/cli'],
  'lmdb': ['libs/event-store', 'libs/read-store', 'libs/privacy', 'test/bench', 'test/faults', 'test/kurrentdb-double'],
  '@eventstore/db-client': ['libs/event-store', 'test/bench', 'test/kurrentdb', 'test/kurrentdb-double'],
  'ioredis': ['libs/read-store', 'test/bench'],
  'bpmn-moddle': ['libs/capture'],
  'date-holidays': ['libs/workspace'],
  'react': ['apps/web'],
  'react-dom': ['apps/web'],
  '@mantine/': ['apps/web'],
};

const anyOf = (names) => `(?:${names.join('|')})`;
const upward = order.slice(0, -1).map((lib, at) => ({
  name: `order-${lib}`,
  comment: `libs/${lib} stands before ${order.slice(at + 1).join(', ')} and knows nothing of them.`,
  severity: 'error',
  from: { path: `^libs/${lib}/` },
  to: { path: `^libs/${anyOf(order.slice(at + 1))}/` },
}));
const confinement = Object.entries(confined).map(([name, folders]) => ({
  name: `only-there-${name.replace(/\W+/g, '-').replace(/^-|-$/g, '')}`,
  comment: `${name} is used only in ${folders.join(', ')}.`,
  severity: 'error',
  from: { path: '^(?:apps|libs|test)/', pathNot: `^${anyOf(folders)}/` },
  to: { path: `node_modules/${name}${name.endsWith('/') ? '' : '/'}` },
}));

export default {
  forbidden: [
    ...upward,
    ...confinement,
    {
      name: 'libs-in-order',
      comment: 'A new lib takes its place in the order first.',
      severity: 'error',
      from: { path: '^libs/', pathNot: `^libs/${anyOf(order)}/` },
      to: {},
    },
    {
      name: 'libs-know-no-app',
      comment: 'Apps import libs, never the other way round.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(?:apps|test|infra)/' },
    },
    {
      name: 'apps-apart',
      comment: 'Apps never import each other.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'pages-take-types-only',
      comment: 'The pages run in a browser: of the libs they take types, and words that mail and the CLI use too.',
      severity: 'error',
      from: { path: '^apps/web/src/', pathNot: '[.]spec[.]tsx?$' },
      to: { path: '^libs/', pathNot: '^libs/workspace/src/today/[^/]+-words[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'words-load-nothing',
      comment: 'Pages take words of the libs: what those load would be loaded into browsers.',
      severity: 'error',
      from: { path: '^libs/workspace/src/(?:today|digests)/.*-words[.]ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ships-no-test-tool',
      comment:
        'What the server, the CLI or a projection loads reaches no spec, no contract suite and no devDependency.',
      severity: 'error',
      from: { path: '^apps/(?:ledger|cli)/src/main[.]ts$|^libs/.*(?:[.]projection|[.-]worker|[.-]child)[.]ts$' },
      to: { path: `[.](?:spec|contract)[.]ts$|node_modules/${anyOf(Object.keys(devDependencies))}/`, reachable: true },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules with decorators that import each other fail when they are loaded.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that starts nothing is left over.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '[.](?:spec|contract)[.]tsx?$',
          '[.](?:projection|figure|d)[.]ts$',
          '(?:^|/)main[.]tsx?$',
          '^apps/web/vite[.]config[.]ts$',
          '^test/(?:reporter|faults|vectors)/',
          '^test/kurrentdb-double/restart-command[.]mjs$',
        ],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
