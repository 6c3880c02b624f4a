import type { ComponentType } from 'react';
import type { DeclaredAnswer, ProcessAnswer, ProcessPart } from '#workspace/processes/process-answers.js';
import { texts } from '../../texts.js';
import { ConformanceSection } from './conformance-section.js';
import { ExperienceSection } from './experience-section.js';
import { FunnelSection } from './funnel-section.js';
import { LoadSection } from './load-section.js';
import { PipelineSection } from './pipeline-section.js';
import { StagesSection } from './stages-section.js';
import { TargetsSection } from './targets-section.js';
import { TimesSection } from './times-section.js';
import { UnusualWaitsSection } from './unusual-waits-section.js';

const words = texts.process;

/** Something that is told of a process where it is asked for: a part of the answer of the API, and how it is shown. */
export interface PartSection {
  readonly part: ProcessPart;
  readonly title: string;
  /** Absent where nothing has to be declared for it. */
  readonly declaration?: {
    readonly isThere: (declared: DeclaredAnswer) => boolean;
    readonly texts: { readonly undeclared: string; readonly how: (process: string) => string };
  };
  /** It is told of all cases, and of no chosen ones. */
  readonly ofAllOnly?: true;
  /** It costs time to work out, so that it is asked for when it is opened: what it tells, for who has not opened it. */
  readonly says?: string;
  /** Shows the part of an answer that has it. */
  readonly Section: ComponentType<{ readonly answer: ProcessAnswer }>;
}

const hasStages = ({ stages }: DeclaredAnswer): boolean => stages !== undefined;

/** In the order of the page. */
export const partSections: readonly PartSection[] = [
  { part: 'experience', title: words.experience.title, says: words.experience.says, Section: ExperienceSection },
  {
    part: 'conformance',
    title: words.conformance.title,
    declaration: { isThere: ({ path }) => path !== undefined, texts: words.conformance },
    Section: ConformanceSection,
  },
  {
    part: 'funnel',
    title: words.funnel.title,
    declaration: { isThere: hasStages, texts: words.funnel },
    Section: FunnelSection,
  },
  {
    part: 'targets',
    title: words.targets.title,
    declaration: { isThere: ({ targets }) => targets !== undefined, texts: words.targets },
    ofAllOnly: true,
    Section: TargetsSection,
  },
  { part: 'load', title: words.load.title, says: words.load.says, Section: LoadSection },
  {
    part: 'stages',
    title: words.stages.title,
    says: words.stages.says,
    declaration: { isThere: hasStages, texts: words.stages },
    Section: StagesSection,
  },
  { part: 'times', title: words.times.title, says: words.times.says, Section: TimesSection },
  { part: 'waits', title: words.waits.title, says: words.waits.says, Section: UnusualWaitsSection },
  {
    part: 'pipeline',
    title: words.pipeline.title,
    says: words.pipeline.says,
    declaration: { isThere: hasStages, texts: words.pipeline },
    Section: PipelineSection,
  },
];
