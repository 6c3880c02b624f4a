import { IsBoolean, IsIn } from 'class-validator';
import { IsLabel, IsList, IsNested, IsPositive, IsShare, IsSlug, Optional } from '../fields.js';
import { Published } from './published.js';

/** A task of an expected path; without an activity a start, an end or a gateway, which nobody performs. */
export class ModelNode {
  @IsLabel() id!: string;
  @Optional() @IsLabel() activity?: string;
}

/** A sequence flow: after one node the other may come. */
export class ModelEdge {
  @IsLabel() from!: string;
  @IsLabel() to!: string;
}

/** An expected path that branches: BPMN with tasks and exclusive gateways, as a graph. */
export class ModelGraph {
  /** Id of the node at which every case begins. */
  @IsLabel() start!: string;
  /** Id of the node at which every case ends. */
  @IsLabel() end!: string;
  @IsList(500, 2) @IsNested(() => ModelNode, { each: true }) nodes!: ModelNode[];
  @IsList(2_000, 1) @IsNested(() => ModelEdge, { each: true }) edges!: ModelEdge[];
}

/** A moment of a case: when an activity was completed for the first or the last time. */
export class Milestone {
  /** Any of these; without it the start of the case, or its end. */
  @Optional() @IsList(50, 1) @IsLabel({ each: true }) activities?: string[];
  /** `first` unless it says otherwise. */
  @Optional() @IsIn(['first', 'last']) occurrence?: 'first' | 'last';
}

/** How long something may take. */
export class ProcessTarget {
  @IsSlug() target!: string;
  /** From when the time counts; without it from the start of the case. */
  @Optional() @IsNested(() => Milestone) from?: Milestone;
  /** What ends it; without it the end of the case. */
  @Optional() @IsNested(() => Milestone) to?: Milestone;
  /** In hours of the calendar, or of the clock on the wall where there is none. */
  @IsPositive() limitHours!: number;
  /** The published calendar whose opening hours count; without it every hour does. */
  @Optional() @IsSlug() calendar?: string;
  /** The time stands still while the case waits for the customer (`waiting`). */
  @Optional() @IsBoolean() pausedByCustomer?: boolean;
  /** At which share of the limit it is at risk; 0.8 unless it says otherwise. */
  @Optional() @IsShare() atRiskFrom?: number;
}

/** For whom a case waits from the completion of an activity until its next step. */
export class WaitingFor {
  @IsLabel() activity!: string;
  /** `customer`, `us`, or a name: a supplier, an authority. */
  @IsLabel() whom!: string;
}

/** An activity that tells how a case came out. */
export class DeclaredOutcome {
  @IsLabel() activity!: string;
  @IsIn(['won', 'lost', 'abandoned']) outcome!: 'won' | 'lost' | 'abandoned';
}

/** What a process is meant to be: which activities end a case, its expected path, its stages and its targets. */
export class ProcessDefined extends Published {
  @IsLabel() process!: string;
  /** Activities after which a case is closed. */
  @IsList(200) @IsLabel({ each: true }) terminal!: string[];
  /** Activities that open a closed case again. */
  @Optional() @IsList(200) @IsLabel({ each: true }) reopening?: string[];
  /** The expected path as a sequence of activities. */
  @Optional() @IsList(200, 1) @IsLabel({ each: true }) sequence?: string[];
  /** The expected path where it branches, instead of `sequence`. */
  @Optional() @IsNested(() => ModelGraph) model?: ModelGraph;
  /** The stages of its funnel: activities, in their order. */
  @Optional() @IsList(100, 2) @IsLabel({ each: true }) stages?: string[];
  @Optional() @IsList(200) @IsNested(() => DeclaredOutcome, { each: true }) outcomes?: DeclaredOutcome[];
  @Optional() @IsList(200) @IsNested(() => WaitingFor, { each: true }) waiting?: WaitingFor[];
  @Optional() @IsList(50) @IsNested(() => ProcessTarget, { each: true }) targets?: ProcessTarget[];
  /** The calendar in whose opening hours times are told beside those of the clock on the wall. */
  @Optional() @IsSlug() calendar?: string;
  /** Which of its attributes tells the type of a case: `category` unless it says otherwise. */
  @Optional() @IsLabel() caseType?: string;
  /** Which of its attributes tells how serious a case is: `severity` unless it says otherwise. */
  @Optional() @IsLabel() seriousness?: string;
}
