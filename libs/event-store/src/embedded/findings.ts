/** Something that is not as it was written. */
export interface LedgerFinding {
  /** What was looked at: `format`, `head`, `record`, `order`, `index`. */
  readonly check: string;
  /** Where, when it is at one event. */
  readonly sequence?: number;
  readonly detail: string;
}

/** How many findings are told; a broken disk has no end of them. */
const mostFindings = 100;

/** Takes findings until there are enough. */
export class Findings {
  readonly list: LedgerFinding[] = [];

  add(check: string, detail: string, sequence?: number): void {
    if (this.list.length < mostFindings)
      this.list.push(sequence === undefined ? { check, detail } : { check, sequence, detail });
  }

  get areEnough(): boolean {
    return this.list.length >= mostFindings;
  }
}
