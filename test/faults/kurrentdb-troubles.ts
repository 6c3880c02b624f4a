import { setTimeout as wait } from 'node:timers/promises';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig, RigNode } from './kurrentdb-rig.js';
import { shortTimeouts } from './kurrentdb-rig.js';
import type { Direction, Trouble } from './tcp-proxy.js';

/** Where trouble is made, and by what chance. */
export interface Scene {
  readonly rig: Rig;
  readonly node: RigNode;
  readonly random: () => number;
  /** How many events a node must show that says it is caught up: what was acknowledged by now. */
  readonly acknowledged: () => number;
  readonly faults: string[];
}

const { attemptMs } = shortTimeouts;
/** Longer than an attempt may take, and now and then than anybody waits. */
const longMs = ({ random }: Scene) => attemptMs * (1.2 + random() * (random() < 0.1 ? 8 : 2));
const shortMs = ({ random }: Scene) => random() * 400;

function direction({ random }: Scene): Direction {
  return random() < 0.5 ? 'up' : 'down';
}

function directions(scene: Scene): Direction[] {
  return scene.random() < 0.4 ? ['up', 'down'] : [direction(scene)];
}

async function ofNetwork(scene: Scene, trouble: Trouble, forMs: number): Promise<void> {
  scene.node.network!.make(trouble);
  await wait(forMs);
  scene.node.network!.heal();
}

async function restart({ node, acknowledged, faults }: Scene, start: () => Promise<unknown>): Promise<void> {
  const expected = acknowledged();
  await start();
  const answer = await node.process.ask({ state: true });
  if (answer?.state.isCaughtUp === true && answer.state.sequence < expected)
    faults.push(`A node told it was caught up at event ${answer.state.sequence}, ${expected} were acknowledged before`);
}

/** Each makes its trouble, lets it be for a while and takes it away again. */
export const troubles: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  'server-kill': async ({ rig, random }) => {
    await rig.server.kill();
    await wait(random() * 300);
    await rig.server.start();
  },
  'server-stop': async ({ rig, random }) => {
    await rig.server.term();
    await wait(random() * 300);
    await rig.server.start();
  },
  'server-pause': async (scene) => {
    await scene.rig.server.pause();
    await wait(longMs(scene));
    await scene.rig.server.resume();
  },
  'connection-cut': async (scene) => {
    for (let cuts = 1 + Math.floor(scene.random() * 4); cuts > 0; cuts--) {
      scene.node.network!.cut();
      await wait(scene.random() * 100);
    }
  },
  'half-open': (scene) => ofNetwork(scene, { swallows: directions(scene) }, longMs(scene)),
  'held-back': (scene) => ofNetwork(scene, { keeps: directions(scene) }, longMs(scene)),
  'delay': (scene) => ofNetwork(scene, { delayMs: 5 + scene.random() * 60 }, shortMs(scene)),
  'throttle': (scene) => ofNetwork(scene, { bytesPerMs: 5 + scene.random() * 40 }, shortMs(scene)),
  'mid-frame': (scene) =>
    ofNetwork(
      scene,
      { cutAfter: { direction: direction(scene), bytes: Math.floor(scene.random() * 5000) } },
      shortMs(scene),
    ),
  'node-kill': async (scene) => {
    await scene.node.process.kill();
    await wait(shortMs(scene) / 4);
    await restart(scene, () => scene.node.process.start());
  },
  'node-pause': async (scene) => {
    scene.node.process.pause();
    await wait(longMs(scene));
    scene.node.process.resume();
  },
  'mirror-lost': (scene) => restart(scene, () => scene.rig.loseMirror(scene.node)),
  'clock-jump': async (scene) => {
    const day = 86_400_000;
    await scene.node.process.ask({ clockOffsetMs: Math.round((scene.random() - 0.5) * 2 * day) });
    await wait(shortMs(scene));
  },
  'disk-full': async (scene) => {
    const { process, mirror } = scene.node;
    const { size } = statSync(join(mirror, 'data.mdb'));
    process.limitFiles(size);
    await wait(shortMs(scene));
    process.limitFiles();
  },
};
