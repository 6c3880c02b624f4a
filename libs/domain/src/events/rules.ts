import { IsBoolean, IsIn } from 'class-validator';
import { context, defineFamily } from '../event-definition.js';
import {
  IsAmount,
  IsCount,
  IsDay,
  IsInstant,
  IsLabel,
  IsList,
  IsNested,
  IsNotBefore,
  IsNotNegative,
  IsNumberOfDays,
  IsPositive,
  IsReal,
  IsShare,
  IsSlug,
  IsTimeOfDay,
  IsZone,
  Optional,
} from '../fields.js';
import { ProcessDefined } from './process-definition.js';
import { Published } from './published.js';

/** One named number of a rule. */
export class Parameter {
  @IsLabel() name!: string;
  @IsReal() value!: number;
}

/** One point of a map from what is measured to 0–100. */
export class MapPoint {
  @IsReal() raw!: number;
  @IsReal() score!: number;
}

/** How one signal enters the health number. */
export class HealthSignal {
  @IsSlug() signal!: string;
  @IsAmount() weight!: number;
  @IsList(100, 1) @IsNested(() => MapPoint, { each: true }) map!: MapPoint[];
}

/** How raw signals become 0–100 and what each weighs. */
export class HealthModelPublished extends Published {
  @IsList(100, 1) @IsNested(() => HealthSignal, { each: true }) signals!: HealthSignal[];
}

/** The numbers in the rules of the phases. */
export class PhaseRulesPublished extends Published {
  @IsList(200) @IsNested(() => Parameter, { each: true }) parameters!: Parameter[];
}

/** The rhythm of contact that was fitted for a segment. */
export class RhythmFitted extends Published {
  @IsLabel() segment!: string;
  /** Shape k of the gaps; shape r and rate α (in days) of their rates across relationships. */
  @IsPositive() k!: number;
  @IsPositive() r!: number;
  @IsPositive() alpha!: number;
  @IsCount() relationships!: number;
  @IsCount() gaps!: number;
  /** Nothing later than this was used. */
  @IsInstant() fittedThrough!: number;
}

/** The month index that was fitted for a segment. */
export class SeasonFitted extends Published {
  @IsLabel() segment!: string;
  /** January to December; 1 is an average month. */
  @IsList(12, 12) @IsNotNegative({ each: true }) index!: number[];
  @IsInstant() fittedThrough!: number;
}

/** Hours of one weekday. */
export class OpenHours {
  /** 1 Monday to 7 Sunday (ISO 8601). */
  @IsIn([1, 2, 3, 4, 5, 6, 7]) weekday!: number;
  @IsTimeOfDay() open!: string;
  @IsTimeOfDay() @IsNotBefore('open') close!: string;
}

/** Public holidays of a country, of some years. */
export class HolidaysOf {
  /** ISO 3166-1, as `AU`. */
  @IsLabel() country!: string;
  /** A part of it that has holidays of its own, as `NSW`. */
  @Optional() @IsLabel() region?: string;
  @IsCount() fromYear!: number;
  @IsCount() toYear!: number;
}

/** When we are open: zone, hours and holidays. */
export class CalendarPublished extends Published {
  @IsSlug() calendar!: string;
  /** IANA name. */
  @IsZone() zone!: string;
  @IsList(100) @IsNested(() => OpenHours, { each: true }) hours!: OpenHours[];
  @IsList(2_000) @IsDay({ each: true }) holidays!: string[];
  /** Whose public holidays are among them: they are added when it is published, so that what it says never changes. */
  @Optional() @IsNested(() => HolidaysOf) holidaysOf?: HolidaysOf;
}

/** A next step that we recommend in some state of a relationship. */
export class PlayPublished extends Published {
  @IsSlug() play!: string;
  @IsList(20) @IsSlug({ each: true }) phases!: string[];
  /** How long is waited for a contact of theirs. */
  @IsNumberOfDays() horizonDays!: number;
  /** The share that is recommended to nobody, so that an effect can be told from coincidence. */
  @IsShare() holdout!: number;
}

/** What may be shown of our own people, and by which agreement. */
export class WorkforcePolicyPublished extends Published {
  @IsLabel() agreementRef!: string;
  /** Fewer people than this are never shown as a team. */
  @IsCount() teamMin!: number;
  /** Whether what people do may be told of each of them; without it, of teams only. */
  @Optional() @IsBoolean() perPerson?: boolean;
}

const fittedThrough = 1_767_225_599_999;

export const rules = defineFamily(
  { stream: 'policy-rules', captured: false, personal: ['reason'] },
  {
    HealthModelPublished: context(HealthModelPublished, {
      description: 'How raw signals become 0–100 and what each weighs.',
      stream: 'policy-health-model',
      effectiveFrom: true,
      example: {
        version: '0',
        signals: [
          {
            signal: 'silence',
            weight: 3,
            map: [
              { raw: 0.05, score: 0 },
              { raw: 1, score: 100 },
            ],
          },
        ],
      },
      broken: {
        data: { version: '0', signals: [{ signal: 'silence', weight: 3, map: [{ raw: 0.05 }] }] },
        field: 'signals.0.map.0.score',
      },
    }),
    PhaseRulesPublished: context(PhaseRulesPublished, {
      description: 'The numbers in the rules of the phases.',
      stream: 'policy-phase-rules',
      effectiveFrom: true,
      example: { version: '0', parameters: [{ name: 'dwellDays', value: 14 }] },
      broken: { data: { version: '0', parameters: { dwellDays: 14 } }, field: 'parameters' },
    }),
    RhythmFitted: context(RhythmFitted, {
      description: 'The rhythm of contact that was fitted for a segment.',
      stream: 'policy-rhythm',
      effectiveFrom: true,
      scope: 'segment',
      example: {
        version: '1',
        segment: 'all',
        k: 1.4,
        r: 1.1,
        alpha: 12.5,
        relationships: 212,
        gaps: 3104,
        fittedThrough,
      },
      broken: {
        data: {
          version: '1',
          segment: 'all',
          k: Number.NaN,
          r: 1.1,
          alpha: 12.5,
          relationships: 212,
          gaps: 3104,
          fittedThrough,
        },
        field: 'k',
      },
    }),
    SeasonFitted: context(SeasonFitted, {
      description: 'The month index that was fitted for a segment.',
      stream: 'policy-season',
      effectiveFrom: true,
      scope: 'segment',
      example: { version: '1', segment: 'all', index: [1, 1, 1, 1, 1, 1, 0.8, 0.6, 1.2, 1.2, 1.2, 1], fittedThrough },
      broken: { data: { version: '1', segment: 'all', index: [1, 1], fittedThrough }, field: 'index' },
    }),
    CalendarPublished: context(CalendarPublished, {
      description: 'When we are open: zone, hours and holidays.',
      stream: 'policy-calendar',
      effectiveFrom: true,
      scope: 'calendar',
      example: {
        version: '1',
        calendar: 'office',
        zone: 'Australia/Sydney',
        hours: [{ weekday: 1, open: '09:00', close: '17:00' }],
        holidays: ['2026-12-24'],
        holidaysOf: { country: 'AU', region: 'NSW', fromYear: 2026, toYear: 2028 },
      },
      broken: {
        data: { version: '1', calendar: 'office', zone: 'Australia/Sydney', hours: [], holidays: ['2026-02-30'] },
        field: 'holidays',
      },
    }),
    ProcessDefined: context(ProcessDefined, {
      description:
        'What a process is meant to be: which activities end a case, its expected path, its stages and its targets.',
      stream: 'policy-process',
      effectiveFrom: true,
      scope: 'process',
      example: {
        version: '1',
        process: 'helpdesk',
        terminal: ['Closed'],
        sequence: ['Assign seriousness', 'Take in charge ticket', 'Resolve ticket', 'Closed'],
        waiting: [{ activity: 'Wait', whom: 'customer' }],
        targets: [
          {
            target: 'resolution',
            to: { activities: ['Resolve ticket'], occurrence: 'last' },
            limitHours: 40,
            calendar: 'office',
            pausedByCustomer: true,
          },
        ],
      },
      broken: { data: { version: '1', process: 'helpdesk' }, field: 'terminal' },
    }),
    PlayPublished: context(PlayPublished, {
      description: 'A next step that we recommend in some state of a relationship.',
      stream: 'policy-plays',
      effectiveFrom: true,
      scope: 'play',
      example: { version: '1', play: 'call-after-silence', phases: ['deterioration'], horizonDays: 60, holdout: 0.1 },
      broken: {
        data: { version: '1', play: 'call-after-silence', phases: ['deterioration'], horizonDays: 60, holdout: 1.1 },
        field: 'holdout',
      },
    }),
    WorkforcePolicyPublished: context(WorkforcePolicyPublished, {
      description: 'What may be shown of our own people, and by which agreement.',
      stream: 'policy-workforce',
      effectiveFrom: true,
      example: { version: '1', agreementRef: 'works agreement 12', teamMin: 5 },
      broken: { data: { version: '1', agreementRef: 'works agreement 12', teamMin: -1 }, field: 'teamMin' },
    }),
  },
);
