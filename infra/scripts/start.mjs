/** `npm start`: the server with its pages, from whatever state the checkout is in. */
import { prepare } from './prepare.mjs';
import { main, runProgram } from './runtime.mjs';

await main(async () => {
  await prepare(['server', 'web']);
  await runProgram('dist/apps/ledger/src/main.js', process.argv.slice(2));
});
