import { context, defineFamily } from '../event-definition.js';
import { IsCount, IsHash, IsLabel, IsRef, IsSlug } from '../fields.js';

/** Names one build of a projection: a projection's number counts its builds. */
export class BuildNamed {
  @IsSlug() projection!: string;
  @IsHash() fingerprint!: string;
  @IsCount() number!: number;
}

/** A build of a projection took over serving. */
export class BuildActivated extends BuildNamed {}

/** An earlier build of a projection took over again. */
export class BuildRolledBack extends BuildNamed {}

/** A build of a projection was given up, and its files with it. */
export class BuildDropped extends BuildNamed {}

/** A key that stops its projection was set aside at an event, so that the rest goes on. */
export class KeyQuarantined extends BuildNamed {
  @IsLabel() key!: string;
  /** The event at which it stopped. */
  @IsRef() event!: string;
}

/** A key that was set aside is folded again. */
export class KeyReleased extends BuildNamed {
  @IsLabel() key!: string;
}

const fingerprint = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';
const build = { projection: 'relationships', fingerprint, number: 3 };

/** Context of the engine itself rather than of handlers: which build serves, and which keys are set aside. */
export const builds = defineFamily(
  { stream: 'policy-projections', captured: false, personal: ['reason'] },
  {
    BuildActivated: context(BuildActivated, {
      description: 'A build of a projection took over serving.',
      example: build,
      broken: { data: { ...build, fingerprint: 'b5bb' }, field: 'fingerprint' },
    }),
    BuildRolledBack: context(BuildRolledBack, {
      description: 'An earlier build of a projection took over again.',
      example: { ...build, number: 2 },
      broken: { data: { ...build, number: '2' }, field: 'number' },
    }),
    BuildDropped: context(BuildDropped, {
      description: 'A build of a projection was given up, and its files with it.',
      example: { ...build, number: 1 },
      broken: { data: { ...build, projection: 'Relation Ships' }, field: 'projection' },
    }),
    KeyQuarantined: context(KeyQuarantined, {
      description: 'A key that stops its projection was set aside at an event, so that the rest goes on.',
      example: { ...build, key: '2c1d7f52-5d0e-8c1f-9a34-2c6d6f0b7e11', event: '0b6f3a52-5d0e-8c1f-9a34-2c6d6f0b7e11' },
      broken: { data: { ...build, key: '2c1d7f52-5d0e-8c1f-9a34-2c6d6f0b7e11' }, field: 'event' },
    }),
    KeyReleased: context(KeyReleased, {
      description: 'A key that was set aside is folded again.',
      example: { ...build, key: '2c1d7f52-5d0e-8c1f-9a34-2c6d6f0b7e11' },
      broken: { data: build, field: 'key' },
    }),
  },
);
