import { IsLabel } from '../fields.js';

/** What all published rules say: which version; the author is the record's actor, the start its effectiveFrom. */
export class Published {
  @IsLabel() version!: string;
}
