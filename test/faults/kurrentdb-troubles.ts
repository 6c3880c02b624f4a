import { setTimeout as wait } from 'node:timers/promises';
import { diskTroubles } from './kurrentdb-disk-troubles.js';
import { longMs, restart, shortMs } from './kurrentdb-scene.js';
import type { Scene, TroubleKind } from './kurrentdb-scene.js';
import type { Direction, Trouble } from './tcp-proxy.js';

function direction({ random }: Scene): Direction {
  return random() < 0.5 ? 'up' : 'down';
}

function directions(scene: Scene): Direction[] {
  return scene.random() < 0.4 ? ['up', 'down'] : [direction(scene)];
}

/** What a network between a node and the server does, for a while. */
function ofNetwork(
  trouble: (scene: Scene) => Trouble,
  forMs: (scene: Scene) => number,
): Required<Pick<TroubleKind, 'lacking' | 'make'>> {
  return {
    lacking: ({ nodes }) => (nodes[0]!.network === undefined ? 'needs one server' : undefined),
    make: async (scene) => {
      scene.node.network!.make(trouble(scene));
      await wait(forMs(scene));
      scene.node.network!.heal();
    },
  };
}

async function killServer({ rig, random }: Scene): Promise<void> {
  await rig.server.kill();
  await wait(random() * 300);
  await rig.server.start();
}

const day = 86_400_000;

export const troubles: Readonly<Record<string, TroubleKind>> = {
  'server-kill': { takes: ['server'], make: killServer },
  // While a node reads everything from the beginning.
  'server-kill-reading': {
    takes: ['server', 'node'],
    make: async (scene) => {
      const reading = restart(scene, () => scene.rig.loseMirror(scene.node));
      await wait(scene.random() * 600);
      await killServer(scene);
      await reading;
    },
  },
  'server-stop': {
    takes: ['server'],
    lacking: ({ server }) => (server.term === undefined ? 'needs a server that can be asked to end' : undefined),
    make: async ({ rig, random }) => {
      await rig.server.term!();
      await wait(random() * 300);
      await rig.server.start();
    },
  },
  'server-pause': {
    takes: ['server'],
    make: async (scene) => {
      await scene.rig.server.pause();
      await wait(longMs(scene));
      await scene.rig.server.resume();
    },
  },
  'connection-cut': {
    ...ofNetwork(() => ({}), shortMs),
    make: async ({ node, random }) => {
      for (let cuts = 1 + Math.floor(random() * 4); cuts > 0; cuts--) {
        node.network!.cut();
        await wait(random() * 100);
      }
    },
  },
  'half-open': ofNetwork((scene) => ({ swallows: directions(scene) }), longMs),
  'held-back': ofNetwork((scene) => ({ keeps: directions(scene) }), longMs),
  'delay': ofNetwork(({ random }) => ({ delayMs: 5 + random() * 60 }), shortMs),
  'throttle': ofNetwork(({ random }) => ({ bytesPerMs: 5 + random() * 40 }), shortMs),
  'mid-frame': ofNetwork(
    (scene) => ({ cutAfter: { direction: direction(scene), bytes: Math.floor(scene.random() * 5000) } }),
    shortMs,
  ),
  'node-kill': {
    takes: ['node'],
    make: async (scene) => {
      await scene.node.process.kill();
      await wait(shortMs(scene) / 4);
      await restart(scene, () => scene.node.process.start());
    },
  },
  'node-pause': {
    takes: ['node'],
    make: async (scene) => {
      scene.node.process.pause();
      await wait(longMs(scene));
      scene.node.process.resume();
    },
  },
  'mirror-lost': { takes: ['node'], make: (scene) => restart(scene, () => scene.rig.loseMirror(scene.node)) },
  'clock-jump': {
    make: async (scene) => {
      await scene.node.process.ask({ clockOffsetMs: Math.round((scene.random() - 0.5) * 2 * day) });
      await wait(shortMs(scene));
    },
  },
  ...diskTroubles,
};
