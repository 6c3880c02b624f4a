/** The command line itself is wrong: told with the verb's help, exit status 2. The message names the option. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
