import { IsIn, ValidateBy } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsAmount, IsInstant, IsLabel, IsNested, IsNotBefore, IsRef, Optional } from '../fields.js';
import { touchpointPersonal, TouchpointData } from './touchpoint-data.js';

/** The ends of a scale of answers. */
export class Scale {
  @IsAmount() min!: number;
  @IsAmount() @IsNotBefore('min') max!: number;
}

function IsWithinScale(): PropertyDecorator {
  return ValidateBy({
    name: 'isWithinScale',
    validator: {
      validate: (score, args) => {
        const { scale } = args!.object as { scale?: { min?: unknown; max?: unknown } | null };
        // What is no number is refused by its own rule; comparing it could call a method that somebody sent.
        if (typeof score !== 'number') return true;
        const tooLow = typeof scale?.min === 'number' && score < scale.min;
        const tooHigh = typeof scale?.max === 'number' && score > scale.max;
        return !tooLow && !tooHigh;
      },
      defaultMessage: () => '$property must lie on the scale',
    },
  });
}

/** Which end of the scale is the good one. */
export const polarities = ['higher-is-better', 'lower-is-better'] as const;
export type Polarity = (typeof polarities)[number];

/** We asked somebody of the customer's for an answer. */
export class SurveySent extends TouchpointData {
  /** `nps`, `csat`, `ces` …, or the name of one's own. */
  @IsLabel() instrument!: string;
}

/** SurveyAnswered as it was before it said which end of its scale is the good one. */
export class SurveyAnsweredV1 extends TouchpointData {
  @IsLabel() instrument!: string;
  @IsNested(() => Scale) scale!: Scale;
  @IsAmount() @IsWithinScale() score!: number;
  /** Id of the SurveySent event. */
  @Optional() @IsRef() survey?: string;
}

/** Somebody of the customer's answered a survey. */
export class SurveyAnswered extends SurveyAnsweredV1 {
  @IsIn(polarities) polarity!: Polarity;
}

/** A survey was left without an answer until it closed. */
export class SurveyIgnored extends TouchpointData {
  @IsLabel() instrument!: string;
  @Optional() @IsRef() survey?: string;
}

/** The customer complained. */
export class ComplaintRaised extends TouchpointData {
  @Optional() @IsLabel() topic?: string;
  @Optional() @IsLabel() severity?: string;
}

/** The customer praised us. */
export class PraiseGiven extends TouchpointData {
  @Optional() @IsLabel() topic?: string;
}

/** The customer recommended us to somebody, who is a party in the role `referred` when known. */
export class ReferralMade extends TouchpointData {}

/** The customer said what they want or need. */
export class NeedStated extends TouchpointData {
  @Optional() @IsLabel() topic?: string;
}

/** A stated need was met. */
export class NeedMet extends TouchpointData {
  /** Id of the NeedStated event. */
  @IsRef() need!: string;
}

/** We said that we shall not meet a stated need; the reason is the record's reason code, its words are sealed. */
export class NeedDeclined extends TouchpointData {
  @IsRef() need!: string;
}

/** Both sides agreed on a goal. */
export class GoalAgreed extends TouchpointData {
  @IsLabel() measure!: string;
  @IsAmount() target!: number;
  @IsInstant() dueAt!: number;
}

/** An agreed goal was reached. */
export class GoalReached extends TouchpointData {
  /** Id of the GoalAgreed event. */
  @IsRef() goal!: string;
}

/** An agreed goal was given up. */
export class GoalDropped extends TouchpointData {
  @IsRef() goal!: string;
}

/**
 * Version 1 did not say which end is good. High was good on every instrument then in use but one: the effort score of
 * 2010 asked on 1 to 5 how much effort it took (Dixon, Freeman & Toman 2010); its successor of 2013 asks on 1 to 7.
 */
function addPolarity(data: SurveyAnsweredV1): SurveyAnswered {
  const firstEffortScore = data.instrument === 'ces' && data.scale.min === 1 && data.scale.max === 5;
  return { ...data, polarity: firstEffortScore ? 'lower-is-better' : 'higher-is-better' };
}

const earlier = '5f0c8a0e-1f7b-8d52-b0c4-93f5a1f2e6d7';

export const voice = defineFamily(
  { stream: 'matter', captured: true, personal: touchpointPersonal },
  {
    SurveySent: fact(SurveySent, {
      description: "We asked somebody of the customer's for an answer.",
      example: { channel: 'survey', instrument: 'nps' },
      broken: { data: { channel: 'survey' }, field: 'instrument' },
    }),
    SurveyAnswered: fact(SurveyAnswered, {
      description: "Somebody of the customer's answered a survey.",
      acts: 'theirs',
      personal: ['verbatim'],
      earlier: [
        {
          data: SurveyAnsweredV1,
          example: { instrument: 'ces', scale: { min: 1, max: 5 }, score: 4 },
          upcast: addPolarity,
        },
      ],
      example: {
        instrument: 'nps',
        scale: { min: 0, max: 10 },
        polarity: 'higher-is-better',
        score: 9,
        survey: earlier,
      },
      broken: {
        data: { instrument: 'nps', scale: { min: 0 }, polarity: 'higher-is-better', score: 9 },
        field: 'scale.max',
      },
    }),
    SurveyIgnored: fact(SurveyIgnored, {
      description: 'A survey was left without an answer until it closed.',
      example: { instrument: 'csat', survey: earlier },
      broken: { data: { instrument: '' }, field: 'instrument' },
    }),
    ComplaintRaised: fact(ComplaintRaised, {
      description: 'The customer complained.',
      acts: 'theirs',
      example: { channel: 'phone', topic: 'delivery', severity: 'high' },
      broken: { data: { topic: 'two\nlines' }, field: 'topic' },
    }),
    PraiseGiven: fact(PraiseGiven, {
      description: 'The customer praised us.',
      acts: 'theirs',
      example: { channel: 'email', topic: 'support' },
      broken: { data: { topic: 7 }, field: 'topic' },
    }),
    ReferralMade: fact(ReferralMade, {
      description: 'The customer recommended us to somebody, who is a party in the role `referred` when known.',
      acts: 'theirs',
      example: { channel: 'partner' },
      broken: { data: { referred: 'a friend' }, field: 'referred' },
    }),
    NeedStated: fact(NeedStated, {
      description: 'The customer said what they want or need.',
      example: { topic: 'single sign-on' },
      broken: { data: { topic: null }, field: 'topic' },
    }),
    NeedMet: fact(NeedMet, {
      description: 'A stated need was met.',
      example: { need: earlier },
      broken: { data: {}, field: 'need' },
    }),
    NeedDeclined: fact(NeedDeclined, {
      description:
        "We said that we shall not meet a stated need; the reason is the record's reason code, its words are sealed.",
      personal: ['reason'],
      example: { need: earlier },
      broken: { data: { need: earlier, reason: 'Too dear' }, field: 'reason' },
    }),
    GoalAgreed: fact(GoalAgreed, {
      description: 'Both sides agreed on a goal.',
      personal: ['goal'],
      example: { measure: 'first reply, hours', target: 4, dueAt: 1_782_777_599_999 },
      broken: { data: { measure: 'first reply, hours', target: 0.1234567, dueAt: 1_782_777_599_999 }, field: 'target' },
    }),
    GoalReached: fact(GoalReached, {
      description: 'An agreed goal was reached.',
      example: { goal: earlier },
      broken: { data: { goal: 4 }, field: 'goal' },
    }),
    GoalDropped: fact(GoalDropped, {
      description: 'An agreed goal was given up.',
      personal: ['reason'],
      example: { goal: earlier },
      broken: { data: { goal: earlier.toUpperCase() }, field: 'goal' },
    }),
  },
);
