/**
 * How many alarms are to be expected within a week of relationships that go on as before (definitions.md §1.2 and §1.3):
 * each of them would be false.
 */
export interface ExpectedFalseAlarms {
  readonly from: string;
  readonly to: string;
  /** `silence` and `decline` together. */
  readonly total: number;
  /** Silences that last until their alarm though the rhythm is what it was. */
  readonly silence: number;
  /** Gaps that look longer by chance: one in about so many contacts. */
  readonly decline: number;
  readonly contactsPerFalseDecline: number;
  /** Contact-days that are to be expected in the week, of relationships whose gaps are judged. */
  readonly contacts: number;
  /** Relationships that could raise one: with enough contacts to be judged, and not dissolved. */
  readonly relationships: number;
}
