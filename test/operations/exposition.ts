/** What a server tells Prometheus: each name that can be asked for, with the labels that its samples have. */
export type Exposition = ReadonlyMap<string, ReadonlySet<string>>;

/** @param text the text format of Prometheus; what has no sample yet is known by its `# TYPE` */
export function readExposition(text: string): Exposition {
  const told = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\w+) (\w+)$/.exec(line);
    if (type !== null) for (const name of namesOf(type[1]!, type[2]!)) told.set(name, new Set());
    const sample = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line);
    if (sample === null) continue;
    for (const [, label] of (sample[2] ?? '').matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) told.get(sample[1]!)!.add(label!);
  }
  return told;
}

function namesOf(name: string, type: string): readonly string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  if (type === 'summary') return [name, `${name}_sum`, `${name}_count`];
  return [name];
}
