import { context, defineFamily } from '../event-definition.js';
import { IsCount, IsTreeRoot, Optional } from '../fields.js';

/**
 * The ledger went on from a copy of it, and what was recorded behind that is lost. It is the first event of the new epoch,
 * and stands right behind what was kept: whoever holds a root of the epoch before can tell which of both he was shown.
 */
export class EpochBegan {
  /** How many events were kept, and the root over their leaves. */
  @IsCount() keptSize!: number;
  @IsTreeRoot() keptRoot!: string;
  /** How many events the epoch before is known to have had, and their root; absent where nobody knows. */
  @Optional() @IsCount() previousSize?: number;
  @Optional() @IsTreeRoot() previousRoot?: string;
}

const epoch = {
  keptSize: 2,
  keptRoot: '+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=',
  previousSize: 4,
  previousRoot: '037kGHaXbdlXU8HHOYufoqLPm0/w/f6LMM2VIJYUt1M=',
};

/** What befell the ledger itself. */
export const ledger = defineFamily(
  { stream: 'policy-ledger', captured: false, personal: ['reason'] },
  {
    EpochBegan: context(EpochBegan, {
      description: 'The ledger went on from a copy of it, and what was recorded behind that is lost.',
      example: epoch,
      broken: { data: { ...epoch, keptRoot: 'fac54203' }, field: 'keptRoot' },
    }),
  },
);
