/**
 * One figure of `npm run bench`: a value, and what it is held against, measured in the same run. Each round measures
 * both, one after the other, so that a slow moment of the machine meets both.
 */
export interface Figure {
  readonly name: string;
  /** What is measured, in a few words. */
  readonly what: string;
  readonly unit: string;
  readonly rounds?: number;
  /** Makes what all rounds need. Its time does not count. */
  readonly prepare: () => Promise<Measured>;
}

export interface Measured {
  readonly value: () => Promise<number>;
  readonly reference?: { readonly name: string; readonly value: () => Promise<number> };
  /** What explains the value; read after the last round. */
  readonly detail?: () => Readonly<Record<string, unknown>>;
  readonly dispose?: () => Promise<void>;
}

/** One line of `--json`. */
export interface FigureResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference?: { readonly name: string; readonly value: number };
  readonly ratio?: number;
  readonly peakMiB: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Measures a figure: medians of at least three interleaved rounds. */
export async function measure(figure: Figure, watchPeak: () => () => number): Promise<FigureResult> {
  const measured = await figure.prepare();
  try {
    const values: number[] = [];
    const references: number[] = [];
    let peakMiB = 0;
    for (let round = 0; round < Math.max(3, figure.rounds ?? 3); round++) {
      const peakOf = watchPeak();
      values.push(await measured.value());
      peakMiB = Math.max(peakMiB, peakOf());
      if (measured.reference !== undefined) references.push(await measured.reference.value());
    }
    const value = medianOf(values);
    const detail = { rounds: values.map(rounded), ...measured.detail?.() };
    const { reference } = measured;
    if (reference === undefined)
      return { name: figure.name, value: rounded(value), unit: figure.unit, peakMiB, detail };
    const against = medianOf(references);
    return {
      name: figure.name,
      value: rounded(value),
      unit: figure.unit,
      reference: { name: reference.name, value: rounded(against) },
      ratio: Math.round((value / against) * 1000) / 1000,
      peakMiB,
      detail: { ...detail, referenceRounds: references.map(rounded) },
    };
  } finally {
    await measured.dispose?.();
  }
}

/** Mean of the middle two when their number is even. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that this share of them do not exceed. */
export function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}

/** Four significant figures: more would claim what the machine does not hold. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
