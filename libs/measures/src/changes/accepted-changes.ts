import { addRun, normalGammaPriorOf, startRuns } from './run-lengths.js';
import { isUsableValue } from './usable-value.js';

/** A change that held long enough to be believed. */
export interface AcceptedChange {
  /** Index of the first value after the change. */
  readonly start: number;
  /** Index of the value at which it was accepted. */
  readonly acceptedAt: number;
  /** The start accepted before that this one puts right: they are one change. */
  readonly corrects?: number;
}

export interface AcceptanceState {
  /** Start of the stretch in force; 0 until a change is accepted. */
  inForce: number;
  /** The latest implied start, and how many steps in a row implied it. */
  implied: number;
  steps: number;
}

const stepsToAccept = 10;
const correctionDistance = 10;

export const nothingAccepted = (): AcceptanceState => ({ inForce: 0, implied: -1, steps: 0 });

/**
 * Believes a change only when the most probable stretch began at the same value in 10 successive steps; one that begins
 * within 10 of the accepted one corrects it instead of being another (both ours: definitions.md §1.3).
 *
 * @param start of the most probable stretch after the value `index`
 */
export function acceptStart(state: AcceptanceState, start: number, index: number): AcceptedChange | undefined {
  state.steps = start === state.implied ? state.steps + 1 : 1;
  state.implied = start;
  if (state.steps < stepsToAccept || start === state.inForce) return undefined;
  const before = state.inForce;
  state.inForce = start;
  // The beginning of the series is no change that could be put right.
  const corrects = before > 0 && Math.abs(start - before) <= correctionDistance;
  return { start, acceptedAt: index, ...(corrects ? { corrects: before } : {}) };
}

/**
 * The changes of a whole series, under the prior of its first 20 usable values, each as it was accepted.
 * @returns undefined with fewer usable values, or when the first 20 are all the same: nothing can be said
 */
export function acceptedChanges(values: readonly number[]): AcceptedChange[] | undefined {
  const places = [...values.keys()].filter((index) => isUsableValue(values[index]!));
  const usable = places.map((index) => values[index]!);
  const prior = normalGammaPriorOf(usable);
  if (prior === undefined) return undefined;
  const runs = startRuns(prior);
  const state = nothingAccepted();
  const found: AcceptedChange[] = [];
  usable.forEach((value, at) => {
    const change = acceptStart(state, addRun(runs, value)!.start, at);
    // A stretch that ten steps agree on has begun already, so its first value has a place.
    if (change !== undefined) found.push(inPlaces(change, places));
  });
  return found;
}

function inPlaces({ start, acceptedAt, corrects }: AcceptedChange, places: readonly number[]): AcceptedChange {
  const corrected = corrects === undefined ? {} : { corrects: places[corrects]! };
  return { start: places[start]!, acceptedAt: places[acceptedAt]!, ...corrected };
}

/**
 * The starts that stand at the end, earliest first: a correction takes the place of what it corrects, and a stretch that
 * turns out to have begun earlier takes back every change accepted within it (one from the first value on, all).
 */
export function standingStarts(accepted: readonly AcceptedChange[]): number[] {
  const standing: number[] = [];
  for (const { start, corrects } of accepted) {
    while (standing.length > 0 && (standing.at(-1)! >= start || standing.at(-1) === corrects)) standing.pop();
    standing.push(start);
  }
  return standing.filter((start) => start > 0);
}
