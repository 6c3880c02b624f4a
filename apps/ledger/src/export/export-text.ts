import { Inject, Injectable } from '@nestjs/common';
import type { ExportFilter, ExportFormat, Tend } from '#workspace/tend.js';
import { TEND } from '../tokens.js';

const partChars = 64 * 1024;

/** Exports as streams of text. */
@Injectable()
export class ExportText {
  constructor(@Inject(TEND) private readonly tend: Tend) {}

  /** Waits for the first piece, so that a refusal is still an answer of its own and not a text that breaks off. */
  async begun(format: ExportFormat, filter: ExportFilter): Promise<AsyncIterable<string>> {
    const iterator = this.tend.export(format, filter)[Symbol.asyncIterator]();
    const first = await iterator.next();
    return joined(first, iterator);
  }
}

/** The pieces in parts of a size that is worth a write. */
async function* joined(first: IteratorResult<string>, iterator: AsyncIterator<string>): AsyncGenerator<string> {
  let part = '';
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      part += next.value;
      if (part.length < partChars) continue;
      yield part;
      part = '';
    }
    if (part !== '') yield part;
  } finally {
    await iterator.return?.();
  }
}
