import type { PipeTransform } from '@nestjs/common';
import { LedgerError } from '#core/errors.js';
import { isId } from '#core/ids.js';
import type { Id } from '#core/time.js';

/** Paths hold ids alone, because addresses end up in histories: a name is looked up by `POST /relationships/find`. */
export class IdPipe implements PipeTransform<string, Id> {
  transform(text: string): Id {
    if (isId(text)) return text;
    throw new LedgerError(
      'not-found',
      'Relationships stand here by their id; find it with POST /api/v1/relationships/find.',
    );
  }
}
