#!/usr/bin/env node
/** `tend`, `npx tend` and `npm run tend -- …`: the CLI, with nothing but its own output on stdout. */
import { prepare } from './prepare.mjs';
import { main, runProgram } from './runtime.mjs';

await main(async () => {
  await prepare(['server']);
  // npm changes to the folder of package.json; files are named from where the person stands.
  if (process.env.npm_lifecycle_event === 'tend' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  await runProgram('dist/apps/cli/src/main.js', process.argv.slice(2));
});
