import { pack, unpack } from '#read-store/packing.js';
import { signalStepsOfBlock } from '#read-store/port.js';
import type { SignalStep } from '#read-store/port.js';
import type { Signal } from '../definition/definition.js';
import { nothingStands } from './signals.js';
import type { SignalList } from './signals.js';

/** No signals, in whatever form they are kept. */
export const noSignals: Uint8Array = new Uint8Array(0);

/**
 * A whole list as it is stored: its signals, and behind them how many more there are, if any.
 * A change: numbers of those of the list before that went, numbers in the new one of those that came, those, the rest.
 */
type Whole = readonly (Signal | { readonly rest: number })[];
type Change = readonly [gone: readonly number[], at: readonly number[], come: readonly Signal[], rest: number];

export function packList({ signals, rest }: SignalList): Uint8Array {
  if (signals.length === 0) return noSignals;
  const whole: Whole = rest === 0 ? signals : [...signals, { rest }];
  return pack(whole);
}

/** @param bytes of `packList`; undefined for none */
export function unpackList(bytes: Uint8Array | undefined): SignalList {
  return bytes === undefined ? nothingStands : joinSteps([bytes]);
}

/** A change of the list of a key, as the step of this number: the whole list at the beginning of a block, or where that is shorter. */
export function stepOf(number: number, before: SignalList, after: SignalList, whole: Uint8Array): Uint8Array {
  if (number % signalStepsOfBlock === 0 || whole.length === 0) return whole;
  const change = pack(changeOf(before, after));
  return change.length < whole.length ? change : whole;
}

/** What steps tell in the end: the steps of a block up to one of them, the first of which is whole. */
export function joinSteps(steps: readonly Uint8Array[]): SignalList {
  const changes: Change[] = [];
  let list = nothingStands;
  for (const bytes of steps.toReversed()) {
    const read = bytes.length === 0 ? [] : unpack<Whole | Change>(bytes);
    if (isChange(read)) {
      changes.push(read);
      continue;
    }
    list = listOfWhole(read);
    break;
  }
  return changes.reduceRight(changed, list);
}

/** The same, as a whole list is stored. */
export function wholeOf(steps: readonly Uint8Array[]): Uint8Array {
  return steps.length === 1 ? steps[0]! : packList(joinSteps(steps));
}

/** The lists that the steps of a key tell, each made when it is asked for. */
export class SignalLists {
  private readonly blocks = new Map<number, SignalList[]>();

  /** @param steps of a key, from the first of a block on */
  constructor(private readonly steps: readonly SignalStep[]) {}

  /** What stands from a step on. */
  at(number: number): SignalList {
    const block = Math.floor(number / signalStepsOfBlock);
    let lists = this.blocks.get(block);
    if (lists === undefined) {
      lists = [];
      const begin = block * signalStepsOfBlock;
      for (const { signals } of this.steps.slice(begin, begin + signalStepsOfBlock)) {
        const read = signals.length === 0 ? [] : unpack<Whole | Change>(signals);
        lists.push(isChange(read) ? changed(lists.at(-1) ?? nothingStands, read) : listOfWhole(read));
      }
      this.blocks.set(block, lists);
    }
    return lists[number - block * signalStepsOfBlock] ?? nothingStands;
  }
}

function isChange(read: Whole | Change): read is Change {
  return Array.isArray(read[0]);
}

function listOfWhole(whole: Whole): SignalList {
  const last = whole.at(-1);
  if (last === undefined) return nothingStands;
  return 'kind' in last
    ? { signals: whole as readonly Signal[], rest: 0 }
    : { signals: whole.slice(0, -1) as readonly Signal[], rest: last.rest };
}

/** Both lists stand in one order, so that one walk through them tells what went and what came. */
function changeOf(before: SignalList, after: SignalList): Change {
  const known = new Map(before.signals.map((signal, i) => [JSON.stringify(signal), i]));
  const stays = new Set<number>();
  const at: number[] = [];
  for (const [i, signal] of after.signals.entries()) {
    const old = known.get(JSON.stringify(signal));
    if (old === undefined) at.push(i);
    else stays.add(old);
  }
  const gone = before.signals.flatMap((_, i) => (stays.has(i) ? [] : [i]));
  return [gone, at, at.map((i) => after.signals[i]!), after.rest];
}

function changed({ signals }: SignalList, [gone, at, come, rest]: Change): SignalList {
  const left = new Set(gone);
  const list = signals.filter((_, i) => !left.has(i));
  for (const [i, place] of at.entries()) list.splice(place, 0, come[i]!);
  return { signals: list, rest };
}
