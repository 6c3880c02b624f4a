import { IsIn, ValidateIf } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsAmount, IsCount, IsCurrency, IsLabel, IsRef, Optional } from '../fields.js';
import { touchpointPersonal, TouchpointData } from './touchpoint-data.js';

/** What a step of a case may say besides its activity, which is in the record. */
export class MatterData extends TouchpointData {
  @Optional() @IsLabel() category?: string;
  @Optional() @IsLabel() product?: string;
  @Optional() @IsLabel() priority?: string;
  @Optional() @IsLabel() severity?: string;
  @Optional() @IsLabel() serviceLevel?: string;
  @Optional() @IsLabel() serviceType?: string;
  @Optional() @IsLabel() section?: string;
  /** The team that did it; who of it is the actor. Of CaseAssigned and CaseTransferred: the team that it was given to. */
  @Optional() @IsLabel() team?: string;
}

/** A case began. */
export class CaseOpened extends MatterData {
  /** On whose initiative. Without it: the customer's, when the actor, or whom it was done for, is of their side. */
  @Optional() @IsIn(['customer', 'ours', 'machine']) openedBy?: 'customer' | 'ours' | 'machine';
}

/** A case was given to somebody: a party in the role `assignee`, or the team in `team`. */
export class CaseAssigned extends MatterData {}

/** A case went from one team or person to another: a party in the role `assignee`, or the team in `team`. */
export class CaseTransferred extends MatterData {
  @Optional() @IsLabel() fromTeam?: string;
}

/** A case was raised to a higher tier; to somebody, where there is a party in the role `assignee`. */
export class CaseEscalated extends MatterData {
  @Optional() @IsCount() tier?: number;
}

/** The work on a case ended. */
export class CaseResolved extends MatterData {
  @Optional() @IsLabel() resolution?: string;
}

/** A case that was resolved began again. */
export class CaseReopened extends MatterData {}

/** A case, deal or application came into a stage. */
export class StageEntered extends MatterData {
  @IsLabel() stage!: string;
  /** What it is worth, when it is a deal. */
  @Optional() @IsAmount() value?: number;
  @ValidateIf((data: StageEntered) => data.value !== undefined || data.currency !== undefined)
  @IsCurrency()
  currency?: string;
}

/** A case, deal or application left a stage. */
export class StageLeft extends MatterData {
  @IsLabel() stage!: string;
  @Optional() @IsIn(['advanced', 'returned', 'won', 'lost', 'abandoned']) outcome?:
    | 'advanced'
    | 'returned'
    | 'won'
    | 'lost'
    | 'abandoned';
}

/**
 * A step of a case of a process that is none of the other types. It exists because a process log names thousands of
 * activities in its own words: they are steps all the same, counted, timed and drawn as such, and it would be a lie to
 * call one a message or a resolution because its name sounds like that. The activity is in the record's `process`; a
 * mapping that knows better gives such rows their true type.
 *
 * Of an object-centric log it may be a step of no case: then `activity` says what was done, and `objects` to what.
 */
export class ActivityRecorded extends MatterData {
  /**
   * Id of the event that this one says again, as a step of a further case that it concerns: nothing happened twice. It has
   * nobody of the customer's side, so that no contact counts twice.
   */
  @Optional() @IsRef() copyOf?: string;
}

export const matter = defineFamily(
  { stream: 'matter', captured: true, personal: [...touchpointPersonal, 'case'] },
  {
    CaseOpened: fact(CaseOpened, {
      description: 'A case began.',
      acts: 'by-opener',
      example: { channel: 'email', openedBy: 'customer', category: 'billing', priority: 'high' },
      broken: { data: { openedBy: 'agent 7' }, field: 'openedBy' },
    }),
    CaseAssigned: fact(CaseAssigned, {
      description: 'A case was given to somebody: a party in the role `assignee`, or the team in `team`.',
      example: { team: 'second line' },
      broken: { data: { assignee: 'agent 7' }, field: 'assignee' },
    }),
    CaseTransferred: fact(CaseTransferred, {
      description:
        'A case went from one team or person to another: a party in the role `assignee`, or the team in `team`.',
      example: { fromTeam: 'first line', team: 'second line' },
      broken: { data: { fromTeam: ['first line'] }, field: 'fromTeam' },
    }),
    CaseEscalated: fact(CaseEscalated, {
      description: 'A case was raised to a higher tier; to somebody, where there is a party in the role `assignee`.',
      example: { tier: 2 },
      broken: { data: { tier: 1.5 }, field: 'tier' },
    }),
    CaseResolved: fact(CaseResolved, {
      description: 'The work on a case ended.',
      example: { resolution: 'fixed' },
      broken: { data: { resolution: '\u0000' }, field: 'resolution' },
    }),
    CaseReopened: fact(CaseReopened, {
      description: 'A case that was resolved began again.',
      example: { channel: 'phone', direction: 'inbound' },
      broken: { data: { direction: 'up' }, field: 'direction' },
    }),
    StageEntered: fact(StageEntered, {
      description: 'A case, deal or application came into a stage.',
      example: { stage: 'proposal', value: 12_000, currency: 'USD' },
      broken: { data: { stage: 'proposal', value: 12_000, currency: 'dollars' }, field: 'currency' },
    }),
    StageLeft: fact(StageLeft, {
      description: 'A case, deal or application left a stage.',
      example: { stage: 'proposal', outcome: 'won' },
      broken: { data: { outcome: 'won' }, field: 'stage' },
    }),
    ActivityRecorded: fact(ActivityRecorded, {
      description: 'A step of a case of a process that is none of the other types.',
      example: { product: 'Value 3', serviceLevel: 'Value 2' },
      broken: { data: { copyOf: 'the first' }, field: 'copyOf' },
    }),
  },
);
