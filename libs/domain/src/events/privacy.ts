import { IsIn } from 'class-validator';
import { defineFamily, permission } from '../event-definition.js';
import { IsCount, IsInstant, IsLabel, IsList, IsRef, IsSlug, Optional } from '../fields.js';
import { lawfulBases, type LawfulBasis } from './touchpoint-data.js';

/** What personal data are used for, by whom, on which basis, and for how long. */
export class PurposePublished {
  @IsSlug() purpose!: string;
  @IsLabel() controller!: string;
  @IsIn(lawfulBases) lawfulBasis!: LawfulBasis;
  @Optional() @IsLabel() assessmentRef?: string;
  @Optional() @IsCount() retentionDays?: number;
  @IsList(200) @IsLabel({ each: true }) recipients!: string[];
}

/** Names a purpose. */
export class PurposeNamed {
  @IsSlug() purpose!: string;
}

/** A person allowed the use of their data for a purpose. */
export class ConsentGiven extends PurposeNamed {
  @Optional() @IsInstant() until?: number;
}

/** A person took a consent back. */
export class ConsentWithdrawn extends PurposeNamed {}

export const rights = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection'] as const;

/** A person asked for a right of theirs, which starts its clock. */
export class RightsRequestReceived {
  @IsIn(rights) kind!: (typeof rights)[number];
  @IsInstant() dueAt!: number;
}

/** A person objected to the use of their data for a purpose. */
export class ProcessingObjected extends PurposeNamed {}

/** The use of a person's data is frozen. */
export class ProcessingRestricted {}

/** The use of a person's data is free again. */
export class RestrictionLifted {}

/** A legal hold stops erasure and retention for a person. */
export class LegalHoldPlaced {
  @IsLabel() holdRef!: string;
}

/** A legal hold ended. */
export class LegalHoldReleased extends LegalHoldPlaced {}

/** A person's data are to be erased; from here on they read as erased, key or no key. */
export class ErasureRequested {
  @Optional() @IsLabel() ground?: string;
}

/** A person's keys and directory entries were destroyed. */
export class ErasureCompleted {
  /** Id of the ErasureRequested event. */
  @IsRef() request!: string;
  @IsList(5_000) @IsRef({ each: true }) keyIds!: string[];
}

/** An erasure was refused, on a ground. */
export class ErasureRefused {
  @IsRef() request!: string;
  @IsLabel() ground!: string;
}

/** Somebody who had received a person's data was told of a correction, an erasure or a restriction. */
export class RecipientNotified {
  @IsLabel() recipient!: string;
  /** Id of the event that they were told of. */
  @IsRef() about!: string;
}

/** A person was told what is known of them. */
export class AccessDisclosed {
  /** Id of the RightsRequestReceived event. */
  @IsRef() request!: string;
}

const request = '4d5e6f70-8192-83a4-95b6-c7d8e9fa0b1c';

/** Whom it is about are the record's parties: for an erasure or an objection all ids of the person known then. */
export const privacy = defineFamily(
  { stream: 'party', captured: false, personal: ['text', 'reason'] },
  {
    PurposePublished: permission(PurposePublished, {
      description: 'What personal data are used for, by whom, on which basis, and for how long.',
      stream: 'policy-purposes',
      effectiveFrom: true,
      example: {
        purpose: 'service',
        controller: 'The company',
        lawfulBasis: 'contract',
        retentionDays: 730,
        recipients: [],
      },
      broken: {
        data: { purpose: 'service', controller: 'The company', lawfulBasis: 'habit', recipients: [] },
        field: 'lawfulBasis',
      },
    }),
    ConsentGiven: permission(ConsentGiven, {
      description: 'A person allowed the use of their data for a purpose.',
      captured: true,
      example: { purpose: 'marketing' },
      broken: { data: { purpose: 'all of it' }, field: 'purpose' },
    }),
    ConsentWithdrawn: permission(ConsentWithdrawn, {
      description: 'A person took a consent back.',
      captured: true,
      example: { purpose: 'marketing' },
      broken: { data: {}, field: 'purpose' },
    }),
    RightsRequestReceived: permission(RightsRequestReceived, {
      description: 'A person asked for a right of theirs, which starts its clock.',
      example: { kind: 'access', dueAt: 1_775_001_599_999 },
      broken: { data: { kind: 'access' }, field: 'dueAt' },
    }),
    ProcessingObjected: permission(ProcessingObjected, {
      description: 'A person objected to the use of their data for a purpose.',
      example: { purpose: 'relationship-analysis' },
      broken: { data: { purpose: null }, field: 'purpose' },
    }),
    ProcessingRestricted: permission(ProcessingRestricted, {
      description: "The use of a person's data is frozen.",
      example: {},
      broken: { data: { until: 1 }, field: 'until' },
    }),
    RestrictionLifted: permission(RestrictionLifted, {
      description: "The use of a person's data is free again.",
      example: {},
      broken: { data: { request }, field: 'request' },
    }),
    LegalHoldPlaced: permission(LegalHoldPlaced, {
      description: 'A legal hold stops erasure and retention for a person.',
      example: { holdRef: 'case 4 of 2026' },
      broken: { data: { holdRef: '' }, field: 'holdRef' },
    }),
    LegalHoldReleased: permission(LegalHoldReleased, {
      description: 'A legal hold ended.',
      example: { holdRef: 'case 4 of 2026' },
      broken: { data: {}, field: 'holdRef' },
    }),
    ErasureRequested: permission(ErasureRequested, {
      description: "A person's data are to be erased; from here on they read as erased, key or no key.",
      example: { ground: 'GDPR 17 (1) b' },
      broken: { data: { name: 'Somebody' }, field: 'name' },
    }),
    ErasureCompleted: permission(ErasureCompleted, {
      description: "A person's keys and directory entries were destroyed.",
      example: { request, keyIds: ['5e6f7081-92a3-84b5-86c7-d8e9fa0b1c2d'] },
      broken: { data: { request, keyIds: ['key 1'] }, field: 'keyIds' },
    }),
    ErasureRefused: permission(ErasureRefused, {
      description: 'An erasure was refused, on a ground.',
      example: { request, ground: 'legal hold' },
      broken: { data: { request }, field: 'ground' },
    }),
    RecipientNotified: permission(RecipientNotified, {
      description: "Somebody who had received a person's data was told of a correction, an erasure or a restriction.",
      example: { recipient: 'newsletter service', about: request },
      broken: { data: { recipient: 'newsletter service', about: 'erasure' }, field: 'about' },
    }),
    AccessDisclosed: permission(AccessDisclosed, {
      description: 'A person was told what is known of them.',
      example: { request },
      broken: { data: {}, field: 'request' },
    }),
  },
);
