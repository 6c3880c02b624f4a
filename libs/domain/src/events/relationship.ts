import { IsIn } from 'class-validator';
import { amendment, defineFamily, fact } from '../event-definition.js';
import { IsInstant, IsLabel, IsList, IsNotBefore, IsSeconds, Optional } from '../fields.js';

/** What a relationship is: between firms or with a person, of which segment and tier, and how often we want contact. */
export class RelationshipClassified {
  @IsIn(['b2b', 'b2c']) kind!: 'b2b' | 'b2c';
  @Optional() @IsLabel() segment?: string;
  @Optional() @IsLabel() tier?: string;
  /** We mean to be in touch at least once in so many days. */
  @Optional() @IsSeconds() cadenceDays?: number;
  /** Roles of theirs that the tier wants to be in exchange with. */
  @Optional() @IsList(50) @IsLabel({ each: true }) requiredRoles?: string[];
}

/**
 * A person belongs to an organisation from then to then. The two are parties in the roles `member` and `organisation`;
 * the member's touchpoints in that time belong to the organisation's relationship. Stated anew for the same two and the
 * same beginning, it takes the place of what was stated before: that is how a membership ends.
 */
export class PartyAffiliated {
  /** Without it: always. */
  @Optional() @IsInstant() from?: number;
  /** The last instant of it; without it: still. */
  @Optional() @IsInstant() @IsNotBefore('from') to?: number;
}

/** A firm is part of a larger one; the two are parties in the roles `part` and `whole`, and stay two relationships. */
export class PartOf extends PartyAffiliated {}

/** Somebody became a stakeholder of the relationship. */
export class StakeholderJoined {
  @Optional() @IsLabel() role?: string;
}

/** Somebody is no longer a stakeholder of the relationship. */
export class StakeholderLeft {
  @Optional() @IsLabel() role?: string;
}

/** The person of theirs who spoke for us is gone or does so no longer. */
export class ChampionLost {}

/** Somebody of ours became the owner of the relationship, as a party in the role `owner`; the one before is `former-owner`. */
export class OwnerChanged {}

/** A person's opinion of how the relationship is; it stands beside what is computed and never replaces it. */
export class AssessmentGiven {
  /** 1 bad to 5 excellent. */
  @IsIn([1, 2, 3, 4, 5]) level!: number;
}

export const relationship = defineFamily(
  { stream: 'party', captured: true, personal: ['summary', 'text', 'identifiers', 'externalId'] },
  {
    RelationshipClassified: fact(RelationshipClassified, {
      description:
        'What a relationship is: between firms or with a person, of which segment and tier, and how often we want contact.',
      example: {
        kind: 'b2b',
        segment: 'mid-market',
        tier: 'gold',
        cadenceDays: 30,
        requiredRoles: ['sponsor', 'user'],
      },
      broken: { data: { kind: 'b2b', requiredRoles: ['sponsor', ''] }, field: 'requiredRoles' },
    }),
    PartyAffiliated: amendment(PartyAffiliated, {
      description: 'A person belongs to an organisation from then to then.',
      roles: ['member', 'organisation'],
      personal: ['title', 'department'],
      example: { from: 1_704_067_200_000 },
      broken: { data: { from: '2024-01-01' }, field: 'from' },
    }),
    PartOf: fact(PartOf, {
      description:
        'A firm is part of a larger one; the two are parties in the roles `part` and `whole`, and stay two relationships.',
      roles: ['part', 'whole'],
      example: { from: 1_704_067_200_000, to: 1_767_225_599_999 },
      broken: { data: { whole: 'Holding' }, field: 'whole' },
    }),
    StakeholderJoined: fact(StakeholderJoined, {
      description: 'Somebody became a stakeholder of the relationship.',
      example: { role: 'sponsor' },
      broken: { data: { role: '' }, field: 'role' },
    }),
    StakeholderLeft: fact(StakeholderLeft, {
      description: 'Somebody is no longer a stakeholder of the relationship.',
      example: { role: 'sponsor' },
      broken: { data: { role: {} }, field: 'role' },
    }),
    ChampionLost: fact(ChampionLost, {
      description: 'The person of theirs who spoke for us is gone or does so no longer.',
      example: {},
      broken: { data: { person: 'their CTO' }, field: 'person' },
    }),
    OwnerChanged: fact(OwnerChanged, {
      description:
        'Somebody of ours became the owner of the relationship, as a party in the role `owner`; the one before is `former-owner`.',
      roles: ['owner'],
      example: {},
      broken: { data: { owner: 'agent 7' }, field: 'owner' },
    }),
    AssessmentGiven: fact(AssessmentGiven, {
      description:
        "A person's opinion of how the relationship is; it stands beside what is computed and never replaces it.",
      personal: ['reason'],
      example: { level: 4 },
      broken: { data: { level: 6 }, field: 'level' },
    }),
  },
);
