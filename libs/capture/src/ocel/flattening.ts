/** What it would come to if the objects of one type were the cases. */
export interface CaseChoice {
  readonly objectType: string;
  /** Events that concern an object of it, at least one. */
  readonly events: number;
  /** An event is a step of each of its cases. */
  readonly steps: number;
  readonly cases: number;
  /** Events that stand in more than one case. */
  readonly inSeveral: number;
  /** Steps that are there again for that: steps less events. */
  readonly copies: number;
  /** Events that are steps of no case. */
  readonly outside: number;
}

/** What an object-centric log became when its events were put into cases. */
export interface Flattening {
  readonly events: number;
  readonly objects: number;
  /** Absent where events concern nothing that could be a case. */
  readonly chosen?: ChosenCases;
  /** What each type of objects would come to as the cases, that which most events concern first. */
  readonly choices: readonly CaseChoice[];
}

export interface ChosenCases extends CaseChoice {
  /** Why these: somebody said so, the dataset was read so before, or most events concern them. */
  readonly because: 'said' | 'as-before' | 'proposed';
}

/** Counts the steps that events are of the cases of one type. */
export class CaseTally {
  private readonly cases = new Set<string>();
  private concerned = 0;
  private steps = 0;
  private inSeveral = 0;

  /** @param cases ids of the objects of the type that one event concerns, each once */
  add(cases: readonly string[]): void {
    if (cases.length === 0) return;
    this.concerned++;
    this.steps += cases.length;
    if (cases.length > 1) this.inSeveral++;
    for (const id of cases) this.cases.add(id);
  }

  /** @param all events, those outside among them */
  choice(objectType: string, all: number): CaseChoice {
    const { concerned: events, steps, inSeveral } = this;
    const copies = steps - events;
    return { objectType, events, steps, cases: this.cases.size, inSeveral, copies, outside: all - events };
  }
}

/** Counts for every type of objects what it would come to as the cases. */
export class CaseTallies {
  private readonly tallies: ReadonlyMap<string, CaseTally>;
  private events = 0;

  constructor(types: readonly string[]) {
    this.tallies = new Map(types.map((type) => [type, new CaseTally()]));
  }

  /** @param objects ids of the objects that one event concerns, each once */
  add(objects: readonly string[], typeOf: (id: string) => string): void {
    this.events++;
    for (const [type, ids] of Map.groupBy(objects, typeOf)) this.tallies.get(type)!.add(ids);
  }

  /** That which most events concern first; of two alike that which makes fewer copies, else by name. */
  choices(): CaseChoice[] {
    return [...this.tallies]
      .map(([type, tally]) => tally.choice(type, this.events))
      .toSorted((a, b) => b.events - a.events || a.copies - b.copies || (a.objectType < b.objectType ? -1 : 1));
  }
}

/** The type that is proposed: that which most events concern. @returns undefined where no event concerns anything */
export function proposedCase([first]: readonly CaseChoice[]): string | undefined {
  return first !== undefined && first.events > 0 ? first.objectType : undefined;
}
