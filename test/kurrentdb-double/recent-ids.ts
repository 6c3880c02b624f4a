const memoryBytes = 8 * 1024 * 1024;

/** What an entry takes in the memory of the server: an id, a number, a reference and a name in UTF-16. */
const sizeOf = (stream: string): number => 16 + 4 + 8 + 2 * stream.length;

/**
 * The ids of recent events, of which `any` and `stream_exists` know what they have written already. It begins empty
 * with every start of the server and forgets the oldest beyond 8 MiB. An id that is in it keeps its first place, even
 * when it is written to another stream.
 */
export class RecentIds {
  private readonly places = new Map<string, { readonly stream: string; readonly revision: number }>();
  private bytes = 0;

  remember(id: string, stream: string, revision: number): void {
    if (this.places.has(id)) return;
    this.places.set(id, { stream, revision });
    this.bytes += sizeOf(stream);
    for (const [oldest, place] of this.places) {
      if (this.bytes <= memoryBytes) return;
      this.places.delete(oldest);
      this.bytes -= sizeOf(place.stream);
    }
  }

  /** The revision that the id has in this stream, as far as it is remembered. */
  revisionOf(id: string, stream: string): number | undefined {
    const place = this.places.get(id);
    return place?.stream === stream ? place.revision : undefined;
  }
}
