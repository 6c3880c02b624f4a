import { describe, expect, it } from '@jest/globals';
import { root, trackedFiles, type TrackedFile } from './tracked-files.js';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const topLevel = [
  'apps',
  'infra',
  'libs',
  'test',
  'LICENSE',
  'README.md',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
];
const lines = { max: 300 };

const files = trackedFiles();
const sources = files.filter(({ name }) => /\.(?:ts|tsx|mjs)$/.test(name));
const typescript = files.filter(({ name }) => /\.tsx?$/.test(name));

/** `FILE:LINE: TEXT` of every line that matches; the pattern is built from parts so that this file does not. */
function linesMatching(searched: readonly TrackedFile[], pattern: RegExp): string[] {
  return searched.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${name}:${at + 1}: ${line.trim()}`] : [])),
  );
}

const named = (searched: readonly TrackedFile[]): string[] => searched.map(({ name }) => name);

describe('the repository', () => {
  it('holds at its top level what is agreed, and dotfiles', () => {
    const found = new Set(named(files).map((name) => name.split('/')[0]!));
    expect([...found].filter((name) => !name.startsWith('.') && !topLevel.includes(name))).toEqual([]);
  });

  it('holds text only', () => {
    const binary = files.filter(({ bytes, text }) => bytes.includes(0) || text.includes('\uFFFD'));
    expect(named(binary)).toEqual([]);
  });

  it('ends its lines with LF and its files with one', () => {
    const free = /\.(?:csv|xes|ndjson)$/;
    const wrong = files.filter(
      ({ name, text }) => !free.test(name) && (text.includes('\r') || /(?:^|[^\n]|\n\n)$/.test(text)),
    );
    expect(named(wrong)).toEqual([]);
  });

  it('names its files in kebab case, after what they are', () => {
    const proper = /^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$|^README\.md$|^LICENSE$|^Dockerfile$/;
    const vague = /^(?:utils?|commons?|helpers?|misc|shared)(?:\.|$)/;
    const parts = named(files).flatMap((name) => name.split('/').map((part) => ({ name, part })));
    expect(parts.filter(({ part }) => !proper.test(part) || vague.test(part)).map(({ name }) => name)).toEqual([]);
  });

  it('names no path of a machine', () => {
    const machine = new RegExp(
      ['(?:^|[^\\w.-])/(?:wor', 'k|roo', 't|hom', 'e/\\w+|Use', 'rs/\\w+|tmp/\\w+)/'].join(''),
    );
    expect(
      linesMatching(
        files.filter(({ name }) => name !== 'package-lock.json'),
        machine,
      ),
    ).toEqual([]);
  });

  it('leaves nothing for later', () => {
    const marker = new RegExp(['\\b(?:TO', 'DO|FIX', 'ME|XX', 'X|HA', 'CK)\\b|not imple', 'mented'].join(''));
    expect(
      linesMatching(
        files.filter(({ name }) => name !== 'package-lock.json'),
        marker,
      ),
    ).toEqual([]);
  });
});

describe('sources', () => {
  it(`have at most ${lines.max} lines`, () => {
    const long = sources.map(({ name, text }) => ({ name, count: text.split('\n').length - 1 }));
    expect(long.filter(({ count }) => count > lines.max)).toEqual([]);
  });

  it('reach no file by climbing out of their lib or app', () => {
    const inside = typescript.filter(({ name }) => /^(?:apps|libs)\//.test(name));
    expect(linesMatching(inside, /^\s*(?:import|export|\})[^;]*'(?:\.\.\/){3}/)).toEqual([]);
  });

  it('end their relative imports with .js', () => {
    const bare = /^\s*(?:import|export|\}).*from '\.{1,2}\/(?![^']*\.(?:js|mjs|json|css)')/;
    expect(
      linesMatching(
        typescript.filter(({ name }) => !name.startsWith('apps/web/')),
        bare,
      ),
    ).toEqual([]);
  });

  it('gather nothing into barrels', () => {
    const barrels = named(typescript).filter((name) => /\/index\.tsx?$/.test(name));
    expect(barrels.filter((name) => name !== 'libs/projections/src/index.ts')).toEqual([]);
  });

  it('mark no interface with a letter', () => {
    expect(linesMatching(typescript, /\binterface I[A-Z][a-z]/)).toEqual([]);
  });

  it('give every lib its imports in package.json', () => {
    const { imports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { imports: object };
    const libs = new Set(
      named(typescript)
        .filter((name) => name.startsWith('libs/'))
        .map((name) => name.split('/')[1]!),
    );
    expect([...libs].filter((lib) => !(`#${lib}/*.js` in imports))).toEqual([]);
  });

  it('give every projection a spec beside it', () => {
    const projections = named(typescript).filter((name) => name.endsWith('.projection.ts'));
    expect(projections.filter((name) => !existsSync(path.join(root, name.replace(/ts$/, 'spec.ts'))))).toEqual([]);
  });
});

describe('tests', () => {
  it('are neither switched off nor run alone', () => {
    const word = [
      '\\b(?:it|test|describe)\\.(?:on',
      'ly|sk',
      'ip|to',
      'do|fai',
      'ling)\\b|\\b[xf](?:it|describe)\\([\'"`]',
    ].join('');
    expect(linesMatching(typescript, new RegExp(word))).toEqual([]);
  });

  it('mock no module', () => {
    expect(linesMatching(typescript, new RegExp(['\\bjest\\.(?:unstable_)?mo', 'ck'].join('')))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>;
  };

  it('names no registry', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });

  it('holds every platform package that its packages name, or npm ci fails elsewhere', () => {
    const missing = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isHeld(from, name))
        .map((name) => `${from} names ${name}`),
    );
    expect(missing).toEqual([]);
  });

  /** Looks where Node would: in the package's own node_modules, then in each above it. */
  function isHeld(from: string, name: string): boolean {
    for (let at = from; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
      if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in lock.packages) return true;
      if (at === '') return false;
    }
  }
});
