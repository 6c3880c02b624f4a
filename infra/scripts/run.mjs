/** `node infra/scripts/run.mjs PROGRAM …`: a built program of test/ or infra/ (the bench, a fault campaign, the tables of the documents). */
import { prepare } from './prepare.mjs';
import { main, runProgram, SetUpError } from './runtime.mjs';

await main(async () => {
  const [program, ...programArguments] = process.argv.slice(2);
  if (!program) throw new SetUpError('Which program? For example: npm run bench -- ledger', 2);
  await prepare(['server', 'web']);
  await runProgram(`dist/${program}.js`, programArguments);
});
