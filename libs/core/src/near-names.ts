/**
 * Names that may be meant by one that is not known, the nearest first: the same in other case, one that begins or ends with
 * the other, or one that few slips away (a sign too many, too few, another one, or two that changed places; at most one in
 * three signs). Of names equally near the one that comes first; beside the same in other case no other is meant.
 * @param most how many are wanted
 */
export function nearNames(name: string, known: Iterable<string>, most = 3): readonly string[] {
  const wanted = folded(name);
  const near: { readonly name: string; readonly slips: number }[] = [];
  for (const one of known) {
    const slips = slipsBetween(wanted, folded(one));
    if (slips !== undefined) near.push({ name: one, slips });
  }
  near.sort((a, b) => a.slips - b.slips);
  const meant = near[0]?.slips === 0 ? near.filter(({ slips }) => slips === 0) : near;
  return meant.slice(0, most).map((one) => one.name);
}

/** ` Did you mean “Closed”?`, or nothing where no name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearNames(name, known);
  return near.length === 0 ? '' : ` Did you mean ${near.map((one) => `“${one}”`).join(' or ')}?`;
}

function folded(name: string): string {
  return name.trim().toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

/** Short beginnings fit everything. */
const partChars = 4;

/** undefined where the two are not near. */
function slipsBetween(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const slipsMax = Math.floor(long.length / 3);
  if (long.length - short.length <= slipsMax) {
    const slips = distance(short, long);
    if (slips <= slipsMax) return slips;
  }
  const isPart = short.length >= partChars && (long.startsWith(short) || long.endsWith(short));
  return isPart ? slipsMax + 1 : undefined;
}

/** Optimal string alignment: insertions, deletions, substitutions and transpositions of neighbours, each 1. */
function distance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_none, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let slips = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + Number(!isSame));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slips = Math.min(slips, beforeLast[j - 2]! + 1);
      row.push(slips);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
