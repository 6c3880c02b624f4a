import type { Severity } from '#core/severities.js';
import type { Workspace } from '../workspace.js';
import { equalSignals, equalityOf } from './equal-signals.js';
import { readRaised, type Raised, type Reading } from './raised-signals.js';

/** Of each meaning that several projections tell (`Equality.name`): who tells it, and how gravely. */
export type EqualLines = Map<string, readonly ToldOfLine[]>;

interface ToldOfLine {
  readonly id: string;
  readonly severity: Severity;
}

export function addTo(lines: EqualLines, name: string, told: readonly ToldOfLine[]): void {
  lines.set(name, [...(lines.get(name) ?? []), ...told]);
}

/**
 * What all projections tell the same of, before any of it is left out: how grave a line is is decided by all that stand for
 * it, also where one projection alone is asked for. What cannot be asked just now says nothing.
 */
export async function readEqualLines(
  workspace: Workspace,
  { begunIn, ...reading }: Omit<Reading<unknown>, 'look' | 'take' | 'projection'>,
): Promise<EqualLines> {
  const lines: EqualLines = new Map();
  const known = new Set(workspace.projections.status().map(({ name }) => name));
  for (const projection of new Set(equalSignals.flat().map((one) => one.projection)).intersection(known)) {
    const own = begunIn?.filter((build) => build.startsWith(`${projection}.`)) ?? [];
    await readRaised(workspace, {
      ...reading,
      projection,
      ...(own.length === 0 ? {} : { begunIn: own }),
      look: (raised) => [...namedIn(raised)],
      take: (found) => found.forEach(({ name, ...told }) => addTo(lines, name, [told])),
    });
  }
  return lines;
}

function* namedIn(raised: Iterable<Raised>): Generator<ToldOfLine & { readonly name: string }> {
  for (const { definition, key, id, signal } of raised) {
    const equal = equalityOf(definition, key, signal);
    if (equal !== undefined) yield { name: equal.name, id, severity: signal.severity };
  }
}
