import { amendment, defineFamily, fact } from '../event-definition.js';
import { IsLabel, IsNested, IsRef, Optional } from '../fields.js';
import { Sentiment } from './touchpoint-data.js';

/** Names the event that is corrected; the correction stands in the same stream, and the event stays as it is. */
export class Correction {
  /** Id of the event that it is about. */
  @IsRef() target!: string;
}

/** Somebody added something to a touchpoint: a remark, which is sealed, or a value of their own beside a computed one. */
export class TouchpointAnnotated extends Correction {
  @Optional() @IsLabel() topic?: string;
  @Optional() @IsNested(() => Sentiment) sentiment?: Sentiment;
}

/** A touchpoint is taken back: it never was, for every fold that knows of this. */
export class TouchpointRetracted extends Correction {}

/** A touchpoint is replaced by another one, which holds what was meant. */
export class TouchpointSuperseded extends Correction {
  /** Id of the event that takes its place. */
  @IsRef() by!: string;
}

/** A touchpoint that was taken back or replaced holds again. */
export class TouchpointReinstated extends Correction {}

const target = '6e1d4c3b-2a19-8f0e-9d8c-7b6a59483726';

export const correction = defineFamily(
  { stream: 'target', captured: false, personal: ['text', 'reason'] },
  {
    TouchpointAnnotated: fact(TouchpointAnnotated, {
      description:
        'Somebody added something to a touchpoint: a remark, which is sealed, or a value of their own beside a computed one.',
      example: { target, sentiment: { value: 0.6, scorer: 'person', version: '1', confidence: 1 } },
      broken: {
        data: { target, sentiment: { value: 0.6, scorer: 'person', version: '1', confidence: 2 } },
        field: 'sentiment.confidence',
      },
    }),
    TouchpointRetracted: amendment(TouchpointRetracted, {
      description: 'A touchpoint is taken back: it never was, for every fold that knows of this.',
      example: { target },
      broken: { data: { event: target }, field: 'target' },
    }),
    TouchpointSuperseded: amendment(TouchpointSuperseded, {
      description: 'A touchpoint is replaced by another one, which holds what was meant.',
      example: { target, by: '7f2e5d4c-3b2a-8190-8e9d-8c7b6a594837' },
      broken: { data: { target }, field: 'by' },
    }),
    TouchpointReinstated: amendment(TouchpointReinstated, {
      description: 'A touchpoint that was taken back or replaced holds again.',
      example: { target },
      broken: { data: { target: null }, field: 'target' },
    }),
  },
);
