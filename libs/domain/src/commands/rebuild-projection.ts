import { IsSlug } from '../fields.js';

/** Fold a projection again from the first event. */
export class RebuildProjection {
  @IsSlug() projection!: string;
}
