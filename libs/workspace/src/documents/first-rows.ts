import TinyQueue from 'tinyqueue';

interface Placed<Row> {
  readonly row: Row;
  readonly place: string;
}

/** The first rows behind a place, of any number that come in any order: no more than these are held. */
export class FirstRows<Row> {
  /** All that were seen, and those of them that lie behind the place. */
  total = 0;
  behind = 0;
  /** The last one on top: it gives way. */
  private readonly held = new TinyQueue<Placed<Row>>([], (a, b) => compareText(b.place, a.place));

  /** @param after exclusive; without it from the beginning */
  constructor(
    private readonly limit: number,
    private readonly after: string | undefined,
  ) {}

  /** @param place no two rows have the same */
  add(row: Row, place: string): void {
    this.total++;
    if (this.after !== undefined && compareText(place, this.after) <= 0) return;
    this.behind++;
    this.hold({ row, place });
  }

  /** Also what others have seen. */
  join({ total, behind, held }: FirstRows<Row>): void {
    this.total += total;
    this.behind += behind;
    for (const one of held.data) this.hold(one);
  }

  private hold(one: Placed<Row>): void {
    this.held.push(one);
    if (this.held.length > this.limit) this.held.pop();
  }

  inOrder(): readonly Placed<Row>[] {
    return this.held.data.toSorted((a, b) => compareText(a.place, b.place));
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
