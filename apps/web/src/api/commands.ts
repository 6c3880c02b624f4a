import { postLongWork } from './long-work.js';
import { address } from './request.js';

/** Sends a command, and waits until it is recorded. @param name as in the address @throws Problem when it is refused */
export async function postCommand(name: string, body: object): Promise<void> {
  const nothing = { onProgress: () => undefined, onLine: () => undefined };
  const work = { ...nothing, signal: new AbortController().signal };
  const json = { 'Content-Type': 'application/json' };
  await postLongWork(address(`/commands/${name}`), new Blob([JSON.stringify(body)]), json, work);
}

/** Sends commands one after the other: what takes a word back is sent when that has been answered. */
export function commandsInOrder(): typeof postCommand {
  let last = Promise.resolve();
  return (name, body) => {
    const before = last;
    const sent = (async () => {
      await before;
      await postCommand(name, body);
    })();
    // A refusal is told to whoever sent it; the next one goes its way.
    last = sent.catch(() => undefined);
    return sent;
  };
}
