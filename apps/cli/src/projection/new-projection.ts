import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { LedgerError } from '#core/errors.js';
import { keyDimensions, type KeyDimension } from '#projections/definition/definition.js';
import { UsageError } from '../usage-error.js';
import { projectionText, specText } from './projection-template.js';

/** The folder that is looked into for projections, from the root of a checkout. */
const folder = join('libs', 'read-models', 'src');
const wellFormed = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const nameMost = 100;

/** Two files that were written, as seen from where the person stands. */
export interface WrittenProjection {
  readonly projection: string;
  readonly file: string;
  readonly spec: string;
  /** The spec, as the test command of the checkout takes it. */
  readonly specOfCheckout: string;
}

/**
 * Writes a projection and its spec into the checkout that a folder lies in. Nothing else has to be edited.
 * @param options as they were typed
 * @throws UsageError for a name, a purpose or a key that cannot be
 * @throws LedgerError `not-found` outside of a checkout, `invalid` when there is such a file
 */
export function writeNewProjection(
  from: string,
  name: string,
  options: { readonly purpose?: string; readonly by?: string },
): WrittenProjection {
  if (!wellFormed.test(name) || name.length > nameMost)
    throw new UsageError(
      `"${name}" is no name of a projection: lower-case letters, digits and single hyphens, such as last-message.`,
    );
  const { purpose, by = 'relationship' } = options;
  if (purpose === undefined)
    throw new UsageError(
      'Say with --purpose what the facts are used for (service, relationship-analysis, audit …): without a purpose no projection is loaded.',
    );
  if (!wellFormed.test(purpose))
    throw new UsageError(`--purpose "${purpose}" is none: lower-case words with hyphens, such as service.`);
  if (!isDimension(by)) throw new UsageError(`--by "${by}" is none of ${keyDimensions.join(', ')}.`);
  const root = checkoutOf(from);
  const files = {
    file: join(root, folder, `${name}.projection.ts`),
    spec: join(root, folder, `${name}.projection.spec.ts`),
  };
  for (const file of Object.values(files)) {
    if (existsSync(file))
      throw new LedgerError('invalid', `There is a file ${relative(from, file)} already.`, {
        hint: 'Edit it, or choose another name.',
      });
  }
  // Never over a file that came in between.
  writeFileSync(files.file, projectionText({ name, purpose, by }), { flag: 'wx' });
  writeFileSync(files.spec, specText({ name, purpose, by }), { flag: 'wx' });
  return {
    projection: name,
    file: relative(from, files.file),
    spec: relative(from, files.spec),
    specOfCheckout: relative(root, files.spec).replaceAll('\\', '/'),
  };
}

/** What to do with them next. */
export function newProjectionText({ projection, file, spec, specOfCheckout }: WrittenProjection): string {
  return [
    `Written: ${file}`,
    `         ${spec}`,
    'Next:',
    `  npm test -- ${specOfCheckout}`,
    '    It passes. Change both files until they say what you mean.',
    '  npm run dev',
    `    It folds all of history: tend projections builds ${projection}`,
    '  npm run docs',
    '    Puts it into the table of projections.',
    '',
  ].join('\n');
}

/** The root of the checkout that a folder lies in. */
function checkoutOf(from: string): string {
  for (let root = from; ; root = dirname(root)) {
    if (existsSync(join(root, folder)) && isOurs(join(root, 'package.json'))) return root;
    if (root === dirname(root)) break;
  }
  throw new LedgerError(
    'not-found',
    `${from} lies in no checkout of Tend, so that there is no place for a projection.`,
    {
      hint: `Run it where package.json of Tend is, or below: its file goes to ${folder.replaceAll('\\', '/')}.`,
    },
  );
}

function isOurs(manifest: string): boolean {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'tend';
  } catch {
    return false;
  }
}

function isDimension(text: string): text is KeyDimension {
  return (keyDimensions as readonly string[]).includes(text);
}
