import type { Work } from '../work.js';
export interface PromiseCommands {
  act(action: string, command: { readonly promises: readonly string[] }, work: Work): Promise<unknown>;
}
