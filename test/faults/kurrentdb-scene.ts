import type { Rig, RigNode } from './kurrentdb-rig.js';
import { shortTimeouts } from './kurrentdb-rig.js';

/** Where trouble is made, and by what chance. */
export interface Scene {
  readonly rig: Rig;
  readonly node: RigNode;
  readonly random: () => number;
  /** How many events a node must show that says it is caught up: what was acknowledged by now. */
  readonly acknowledged: () => number;
  readonly faults: string[];
}

export interface TroubleKind {
  /** What it starts and ends: of the kinds that take the same, a round has one. */
  readonly takes?: readonly ('server' | 'node')[];
  /** Why it cannot be made here; undefined when it can. */
  readonly lacking?: (rig: Rig) => string | undefined;
  /** Makes trouble, lets it be for a while and takes it away again. */
  readonly make: (scene: Scene) => Promise<void>;
}

/** Longer than an attempt may take, and now and then than anybody waits. */
export const longMs = ({ random }: Scene): number =>
  shortTimeouts.attemptMs * (1.2 + random() * (random() < 0.1 ? 8 : 2));
export const shortMs = ({ random }: Scene): number => random() * 400;

/** Starts a node. One that says that it shows everything must show what was acknowledged before. */
export async function restart({ node, acknowledged, faults }: Scene, start: () => Promise<unknown>): Promise<void> {
  const expected = acknowledged();
  await start();
  const answer = await node.process.ask({ state: true });
  if (answer?.state.isCaughtUp === true && answer.state.sequence < expected)
    faults.push(`A node told it was caught up at event ${answer.state.sequence}, ${expected} were acknowledged before`);
}
