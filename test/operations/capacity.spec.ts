import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { limits } from '#core/limits.js';
import { lastSequence } from '#event-store/embedded/ledger-database.js';
import { root } from '../architecture/tracked-files.js';

const rows = readFileSync(path.join(root, 'infra', 'capacity.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
const numberOf = (cell: string): number => Number.parseFloat(cell.replaceAll(',', ''));
const unit = (letter: string): number => numberOf(rows.find(([first]) => first === letter)![2]!);
const [L, R, B, Z, w, f, b, m, s] = ['L', 'R', 'B', 'Z', 'w', 'f', 'b', 'm', 's'].map(unit) as number[] &
  [number, number, number, number, number, number, number, number, number];
const peak = 3;
const busy = 0.5;
const days = 365;
const ledgerFile = 2 ** 40;
const buildFile = 2 ** 38;

/** What is said of `E` events a day, by the formulas that stand above the table. */
function modelOf(E: number): Record<string, number> {
  const r = E / 86_400;
  const work = (peak * r * (w + f)) / 1e6;
  const mirror = (peak * r * m) / 1e6;
  return {
    'events a second, mean': r,
    'events a second, at peak': peak * r,
    'ledger or mirror a day, on each node': (E * L) / 1e9,
    'read models a day, on each node': (E * R) / 1e9,
    'ledger or mirror a year': (E * L * days) / 1e9,
    'read models a year': (E * R * days) / 1e9,
    'Redis a year, if it holds them compressed': (E * Z * days) / 1e9,
    'cores at peak, recording and folding': work,
    'cores at peak on each node, mirror': mirror,
    'nodes of 4 cores': Math.max(3, Math.ceil(work / (busy * limits.foldingThreads - mirror))),
    'days until a ledger file is full (1 TiB)': ledgerFile / L / E,
    'days until the largest build is full (256 GiB)': buildFile / B / E,
    'days until the sequence ends (2³²)': lastSequence / E,
    'hours for a new mirror of a year, by subscription': (E * days) / (s - r) / 3600,
    'core-hours to rebuild all projections of a year': (E * days * b) / 1e6 / 3600,
  };
}

describe('the capacity model', () => {
  it.each([
    [1, 1e6],
    [2, 1e7],
    [3, 1e8],
    [4, 1e9],
  ])('says in column %i what its formulas say of %d events a day', (column, events) => {
    for (const [name, value] of Object.entries(modelOf(events))) {
      const told = numberOf(rows.find(([first]) => first === name)![column]!);
      // It is written with two to four digits.
      expect([name, Math.abs(told / value - 1) < 0.05]).toEqual([name, true]);
    }
  });

  it('counts with the sizes that files may have', () => {
    const sizeOf = (file: string): number => {
      const [, base, exponent] = /mapSizeBytes = (\d+) \*\* (\d+)/.exec(
        readFileSync(path.join(root, 'libs', file), 'utf8'),
      )!;
      return Number(base) ** Number(exponent);
    };
    expect(sizeOf('event-store/src/embedded/ledger-database.ts')).toBe(ledgerFile);
    expect(sizeOf('read-store/src/embedded/build-database.ts')).toBe(buildFile);
  });
});
