/** Takes NDJSON in pieces cut anywhere, and gives each line once it is whole. */
export function createLineSplitter(onLine: (value: unknown) => void): { write(piece: string): void; end(): void } {
  let rest = '';
  const take = (line: string): void => {
    if (line.trim() !== '') onLine(JSON.parse(line));
  };
  return {
    write(piece) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) take(line);
    },
    end() {
      const line = rest;
      rest = '';
      take(line);
    },
  };
}
