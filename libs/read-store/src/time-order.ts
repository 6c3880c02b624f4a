/** Bits of a word that hold where an entry stands; those above hold its time, counted from the least one. */
const placeBits = 22;
const mostEntries = 2 ** placeBits;
/** Of a time, in the lower half of the word. */
const lowTimes = 2 ** (32 - placeBits);
/** Some 139 years of milliseconds. */
const mostTimes = 2 ** (64 - placeBits);
/** Below, a sort that compares is as fast. */
const fewEntries = 32;

/**
 * The places of entries, ascending by time, at one instant by value, and where that is the same too by place.
 * @param times whole numbers
 * @param values of the same length; without them entries of one instant stay as they stand
 */
export function orderByTime(times: ArrayLike<number>, values?: ArrayLike<number>): Uint32Array {
  const order = byWords(times) ?? byComparison(times);
  if (values !== undefined) orderInstants(order, times, values);
  return order;
}

function byComparison(times: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(times, (_, place) => place).sort((a, b) => times[a]! - times[b]! || a - b);
}

/**
 * Time and place as one word of 64 bits each, so that words are sorted where a comparison would call a function: five times
 * as fast for 250,000 entries. Undefined where they do not fit.
 */
function byWords(times: ArrayLike<number>): Uint32Array | undefined {
  const { length } = times;
  if (length < fewEntries || length > mostEntries) return undefined;
  let [least, greatest] = [Infinity, -Infinity];
  for (let place = 0; place < length; place++) {
    const time = times[place]!;
    if (!Number.isSafeInteger(time)) return undefined;
    if (time < least) least = time;
    if (time > greatest) greatest = time;
  }
  if (greatest - least >= mostTimes) return undefined;
  const words = new BigUint64Array(length);
  const halves = new Uint32Array(words.buffer);
  const [low, high] = isLittleEndian ? [0, 1] : [1, 0];
  for (let place = 0; place < length; place++) {
    const since = times[place]! - least;
    const upper = Math.floor(since / lowTimes);
    halves[2 * place + high] = upper;
    halves[2 * place + low] = (since - upper * lowTimes) * mostEntries + place;
  }
  words.sort();
  const order = new Uint32Array(length);
  for (let place = 0; place < length; place++) order[place] = halves[2 * place + low]! & (mostEntries - 1);
  return order;
}

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Few entries share an instant. */
function orderInstants(order: Uint32Array, times: ArrayLike<number>, values: ArrayLike<number>): void {
  for (let begin = 0, end: number; begin < order.length; begin = end) {
    const time = times[order[begin]!];
    for (end = begin + 1; end < order.length && times[order[end]!] === time; end++);
    if (end - begin > 1) order.subarray(begin, end).sort((a, b) => values[a]! - values[b]! || a - b);
  }
}
