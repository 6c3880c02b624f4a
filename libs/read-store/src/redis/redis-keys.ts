/** Names in Redis. Everything of one build but the blocks of its base carries one tag, and so lies on one node of a cluster. */
export interface BuildKeys {
  /** What the build is called on the channel. */
  readonly name: string;
  readonly head: string;
  readonly log: string;
  /** Ids of all bases that were begun, so that none is left behind. */
  readonly bases: string;
  /** Held by who makes a base. */
  readonly lock: string;
  /** A part of an entry of the log. */
  readonly part: (entry: string, number: number) => string;
  /** A block of a base: spread over all nodes. */
  readonly block: (base: string, number: number) => string;
}

export function keysOfBuild(namespace: string, name: string, epoch: string): BuildKeys {
  const build = `${name}:${epoch}`;
  const tag = `tend:{${namespace}:${build}}`;
  return {
    name: build,
    head: `${tag}:head`,
    log: `${tag}:log`,
    bases: `${tag}:bases`,
    lock: `${tag}:lock`,
    part: (entry, number) => `${tag}:${entry}.${number}`,
    block: (base, number) => `tend:${namespace}:${build}:${base}.${number}`,
  };
}

export function catalogueKey(namespace: string): string {
  return `tend:{${namespace}}:catalogue`;
}

/** Held by who deletes what dropped builds have left. */
export function sweepKey(namespace: string): string {
  return `tend:{${namespace}}:sweep`;
}

export function channelOf(namespace: string): string {
  return `tend:${namespace}:moved`;
}
