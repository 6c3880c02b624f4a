import { setImmediate } from 'node:timers/promises';

/** Elements that are looked at before others have their turn. */
const elementsAtOnce = 1_000;

/** Looks at each element of a long list; a server answers others meanwhile. */
export async function eachInTurn<Element>(
  elements: readonly Element[],
  look: (element: Element, index: number) => unknown,
): Promise<void> {
  for (let index = 0; index < elements.length; index++) {
    look(elements[index]!, index);
    if (index % elementsAtOnce === elementsAtOnce - 1) await setImmediate();
  }
}
