import { keyDimensions } from '#projections/definition/definition.js';
import { buildChanges, keyChanges } from '#workspace/builds/build-answers.js';
import type { BuildChange, BuildsAnswer, ChangeSubject } from '#workspace/builds/build-answers.js';
import type { ProjectionsAnswer } from '#workspace/answers.js';
import { diffText } from '../output/diff-text.js';
import { tableOf } from '../output/table.js';
import { count, oneLine } from '../output/text.js';
import { newProjectionText, writeNewProjection } from '../projection/new-projection.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';
import { addMadeOptions, madeActions, requireTaken, runMade, type MadeAction } from './made.js';
import { given, wholeNumber } from './options.js';
import type { Verb } from './verb.js';

const actions = ['new', 'builds', 'rebuild', 'diff', ...madeActions, ...buildChanges] as const;
type Action = (typeof actions)[number];

export const projectionsVerb: Verb = {
  usage: 'projections [action] [name] [which...]',
  description: `all projections with position and lag; or what one makes (documents NAME [KEY], totals NAME [PLACE…]) and its life: ${actions.join(', ')} NAME`,
  example: 'tend projections rebuild relationships && tend projections diff relationships',
  stopsInOrder: true,
  configure: (command) => {
    command
      .option('--purpose <purpose>', 'new: what its facts are used for (service, relationship-analysis, audit …)')
      .option('--by <key>', `new: one document for each ${keyDimensions.join(', ')} (default: relationship)`)
      .option('--activate', 'rebuild: let the new build serve as soon as it is complete; otherwise it waits')
      .option('--from <build>', 'diff: this build (default: the one that serves)')
      .option('--to <build>', 'diff: with that one (default: the one that waits)')
      .option('--examples <n>', 'diff: of each kind of difference', wholeNumber(0));
    addMadeOptions(command);
  },
  run: async (session, [action, name, ...which], options) => {
    requireTaken(action, options);
    if (action === undefined) {
      const answer = await (await session.open()).projections();
      await session.answer(answer, projectionsText);
      return;
    }
    if (!isAction(action) || name === undefined)
      throw new UsageError(`Use \`tend projections\`, or one of ${actions.join(', ')} with the name of a projection.`);
    if (isMade(action)) return runMade(session, action, name, which, options);
    const [subject, ...others] = which;
    if (others.length > 0) throw new UsageError(`${action} takes no more than a name and a build or a key.`);
    const isOfKey = isKeyAction(action);
    if (isOfKey && subject === undefined) throw new UsageError(`${action} NAME KEY: which key?`);
    if (subject !== undefined && !isOfKey && action !== 'activate' && action !== 'drop')
      throw new UsageError(`${action} takes no build${action === 'diff' ? ': use --from and --to' : ''}.`);
    await runAction(session, action, name, given(isOfKey ? { key: subject } : { build: subject }), options);
  },
};

async function runAction(
  session: Session,
  action: Exclude<Action, MadeAction>,
  name: string,
  subject: ChangeSubject,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (action === 'new') {
    // It writes source files, and needs neither data nor a server.
    const { purpose, by } = options as { purpose?: string; by?: string };
    return session.answer(writeNewProjection(process.cwd(), name, given({ purpose, by })), newProjectionText);
  }
  const tend = await session.open();
  switch (action) {
    case 'builds':
      return session.answer(await tend.builds.list(name), buildsText);
    case 'rebuild': {
      const activate = options['activate'] === true;
      const row = await tend.builds.rebuild(name, { activate }, session.work);
      return session.answer(row, ({ waiting, documents }) =>
        waiting === undefined
          ? `${name} is rebuilt: ${count(documents)} documents, build ${row.build}.\n`
          : `${name} is rebuilt: build ${waiting} waits beside ${row.build}.\nCompare them: tend projections diff ${name}\nThen: tend projections activate ${name}\n`,
      );
    }
    case 'diff': {
      const { from, to, examples } = options as { from?: string; to?: string; examples?: number };
      const answer = await tend.builds.diff(name, given({ from, to, examples }), session.work);
      return session.answer(answer, diffText);
    }
    default: {
      const answer = await tend.builds.change(name, action, subject, session.work);
      return session.answer(answer, (changed, width) => `${done(action, changed)}${buildsText(changed, width)}`);
    }
  }
}

function isAction(text: string): text is Action {
  return (actions as readonly string[]).includes(text);
}

function isKeyAction(action: Action): boolean {
  return (keyChanges as readonly string[]).includes(action);
}

function isMade(action: Action): action is MadeAction {
  return (madeActions as readonly string[]).includes(action);
}

function done(change: BuildChange, { projection, builds }: BuildsAnswer): string {
  const serving = builds.find(({ state }) => state === 'serving')?.build;
  const sentences: Readonly<Record<BuildChange, string>> = {
    activate: `${serving} serves now.`,
    rollback: `${serving} serves again.`,
    drop: 'The build is dropped.',
    pause: `The build of ${projection} is paused.`,
    resume: `The build of ${projection} ${builds.some(({ state }) => state === 'building') ? 'goes on' : 'is complete'}.`,
    quarantine: `${projection} goes on without the event.`,
    release: 'The key is folded anew.',
    cancel: `The build of ${projection} is given up.`,
  };
  return `${sentences[change]}\n`;
}

function buildsText({ builds, problem }: BuildsAnswer, width: number): string {
  if (builds.length === 0) return '';
  const table = tableOf(
    [
      { heading: 'build' },
      { heading: 'state' },
      { heading: 'code', optional: true },
      { heading: 'position', numeric: true },
      { heading: 'lag', numeric: true },
      { heading: 'documents', numeric: true },
      { heading: 'quarantined', numeric: true, optional: true },
      { heading: 'fingerprint', optional: true },
    ],
    builds.map((row) => [
      row.build,
      row.progress === undefined ? row.state : `${row.state} ${percent(row.progress)}`,
      row.isCurrent ? 'as it is' : 'older',
      count(row.position),
      count(row.lagEvents),
      count(row.documents),
      count(row.quarantined),
      row.fingerprint.slice(0, 12),
    ]),
    width,
  );
  const reasons = builds.flatMap(({ build, reason, apart }) => [
    ...(reason === undefined ? [] : [`${build}: ${reason}`]),
    ...apart.map(({ key, event }) => `${build}: ${key} is set apart at the event ${event}`),
  ]);
  return [table, ...[...reasons, ...(problem === undefined ? [] : [problem])].map((line) => `${oneLine(line)}\n`)].join(
    '',
  );
}

function projectionsText({ projections, problems = [] }: ProjectionsAnswer, width: number): string {
  const table = tableOf(
    [
      { heading: 'projection' },
      { heading: 'build', optional: true },
      { heading: 'state' },
      { heading: 'position', numeric: true },
      { heading: 'lag', numeric: true },
      { heading: 'lag s', numeric: true, optional: true },
      { heading: 'documents', numeric: true },
      { heading: 'quarantined', numeric: true },
    ],
    projections.map((row) => [
      row.name,
      row.build,
      row.state,
      count(row.position),
      count(row.lagEvents),
      row.lagSeconds.toFixed(1),
      count(row.documents),
      count(row.quarantined),
    ]),
    width,
  );
  const notes = projections.flatMap(({ name, reason, problem, waiting, building }) => [
    ...(reason === undefined ? [] : [`${name} has stopped: ${reason}`]),
    ...(problem === undefined ? [] : [`${name}: ${problem}`]),
    ...(building === undefined ? [] : [`${name}: ${building.build} is being built, ${percent(building)}`]),
    ...(waiting === undefined ? [] : [`${name}: ${waiting} waits. tend projections diff ${name}`]),
  ]);
  const named = new Set(projections.map(({ name }) => name));
  const files = problems.filter(({ file }) => !named.has(file.replace(/\.projection\.[jt]s$/, '')));
  return [
    table,
    ...[...notes, ...files.map(({ file, reason }) => `${file}: ${reason}`)].map((line) => `${oneLine(line)}\n`),
  ].join('');
}

function percent({ done: folded, total }: { readonly done: number; readonly total: number }): string {
  return `${total === 0 ? 100 : Math.floor((100 * folded) / total)} %`;
}
