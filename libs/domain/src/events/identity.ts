import { IsIn } from 'class-validator';
import { linkEvidence, type LinkEvidence } from '#core/link-evidence.js';
import { amendment, defineFamily, fact } from '../event-definition.js';
import { IsLabel, IsRef, IsShare, Optional } from '../fields.js';

/** A source says that a party is known by an identifier, whose value is sealed. */
export class IdentifierClaimed {
  /** `email`, `phone`, or the name that the source has for such identifiers. */
  @IsLabel() scheme!: string;
}

/** Two parties, the first two of the record, are one; both ids stay, and the link can be revoked. */
export class PartiesLinked {
  /** What says so; the details are sealed. */
  @IsIn(linkEvidence) evidence!: LinkEvidence;
  @Optional() @IsShare() confidence?: number;
}

/** A link between two parties is revoked. */
export class PartiesUnlinked {
  /** Id of the PartiesLinked event. */
  @IsRef() link!: string;
}

export const identity = defineFamily(
  { stream: 'party', captured: false, personal: ['identifiers', 'externalId', 'text'] },
  {
    IdentifierClaimed: fact(IdentifierClaimed, {
      description: 'A source says that a party is known by an identifier, whose value is sealed.',
      captured: true,
      example: { scheme: 'email' },
      broken: { data: { scheme: 'email', value: 'someone@example.org' }, field: 'value' },
    }),
    PartiesLinked: amendment(PartiesLinked, {
      description: 'Two parties, the first two of the record, are one; both ids stay, and the link can be revoked.',
      example: { evidence: 'same-email', confidence: 0.98 },
      broken: { data: { evidence: 'same-email', confidence: 98 }, field: 'confidence' },
    }),
    PartiesUnlinked: amendment(PartiesUnlinked, {
      description: 'A link between two parties is revoked.',
      example: { link: '1f6b8c2d-3e4f-8a5b-9c6d-7e8f9a0b1c2d' },
      broken: { data: { link: '1f6b8c2d' }, field: 'link' },
    }),
  },
);
