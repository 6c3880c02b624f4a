import { canonicalJson } from '#core/canonical-json.js';
import type { Contribution } from '../definition/definition.js';

/** Contributions that can be added up. @throws when they cannot */
export function sound(given: unknown): Contribution[] {
  const contributions = given as Contribution[];
  for (const { at, add = {}, values = {} } of contributions) {
    const numbers = [...Object.values(add), ...Object.values(values).flat()];
    if (!numbers.every((number) => Number.isSafeInteger(number))) throw new Error('not whole');
    if (!at.every((element) => typeof element === 'string' || Number.isFinite(element))) throw new Error('no place');
  }
  return structuredClone(contributions);
}

/** Signals that say all that they must, in one order. @throws when they do not */
export function soundSignals(given: unknown): { signals: object[]; rest: number } {
  const all = given as Record<string, unknown>[];
  for (const { kind, event, severity, since, about } of all) {
    if (!isText(kind) || !isText(event) || !canBeWritten(since)) throw new Error('no signal');
    if (about !== undefined && !isText(about)) throw new Error('about nothing');
    if (!/^(notice|warning|critical)$/.test(String(severity))) throw new Error('no severity');
  }
  const named = all.map((signal) => {
    const { kind, event, party = null, organisation = null, about } = signal;
    const name = [kind, event, party, organisation, ...(about === undefined ? [] : [about])];
    return [canonicalJson(name), signal] as const;
  });
  if (new Set(named.map(([name]) => name)).size < named.length) throw new Error('one signal twice');
  const inOrder = named.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, signal]) => signal);
  const graver = (a: Record<string, unknown>, b: Record<string, unknown>): boolean => {
    const [x, y] = [a, b].map(({ severity }) => String(severity).replace('critical', 'z'));
    return x === y ? Number(a['since']) > Number(b['since']) : x! > y!;
  };
  // Before each come all that are graver or newer, and of its like those that stand before it.
  const before = (one: Record<string, unknown>, place: number): number =>
    inOrder.filter((other, i) => graver(other, one) || (!graver(one, other) && i < place)).length;
  const kept = inOrder.filter((one, place) => inOrder.length <= 256 || before(one, place) < 256);
  const signals = kept.map((signal) => JSON.parse(canonicalJson(signal)) as object);
  return { signals, rest: inOrder.length - kept.length };
}

/** In the years that have four digits. */
export function canBeWritten(instant: unknown): boolean {
  const [first, last] = [Date.parse('0001-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')];
  return Number.isInteger(instant) && first <= Number(instant) && Number(instant) <= last;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0;
}
