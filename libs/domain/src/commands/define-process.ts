import {
  DeclaredOutcome,
  ModelGraph,
  ProcessTarget,
  WaitingFor,
  type ProcessDefined,
} from '../events/process-definition.js';
import { IsLabel, IsList, IsNested, IsSlug, Optional } from '../fields.js';

/** What a definition is made of beside the targets, each of which is a part too: `without` takes these away. */
export const definitionParts = [
  'terminal',
  'reopening',
  'path',
  'stages',
  'outcomes',
  'waiting',
  'targets',
  'calendar',
  'caseType',
  'seriousness',
] as const;
export type DefinitionPart = (typeof definitionParts)[number];

/** What is to be other than in the definition that holds; what is not named stays. */
export class DefinitionChange {
  /** Parts, or names of targets, that are taken away first. */
  @Optional() @IsList(100) @IsLabel({ each: true }) without?: string[];
  @Optional() @IsList(200) @IsLabel({ each: true }) terminal?: string[];
  @Optional() @IsList(200) @IsLabel({ each: true }) reopening?: string[];
  /** The expected path, in the place of any before. */
  @Optional() @IsList(200, 1) @IsLabel({ each: true }) sequence?: string[];
  @Optional() @IsNested(() => ModelGraph) model?: ModelGraph;
  @Optional() @IsList(100, 2) @IsLabel({ each: true }) stages?: string[];
  /** Of each outcome that is named all activities that tell it; those of other outcomes stay. */
  @Optional() @IsList(200) @IsNested(() => DeclaredOutcome, { each: true }) outcomes?: DeclaredOutcome[];
  /** Of the activities that are named. */
  @Optional() @IsList(200) @IsNested(() => WaitingFor, { each: true }) waiting?: WaitingFor[];
  /** Each in the place of the one of its name. */
  @Optional() @IsList(50) @IsNested(() => ProcessTarget, { each: true }) targets?: ProcessTarget[];
  @Optional() @IsSlug() calendar?: string;
  @Optional() @IsLabel() caseType?: string;
  @Optional() @IsLabel() seriousness?: string;
}

/** What a definition says, whatever its version is called. */
export type DefinitionContent = Omit<ProcessDefined, 'version'>;

/** The definition with what is changed in it; without one before, one that declares nothing is changed. */
export function changedDefinition(
  process: string,
  before: DefinitionContent | undefined,
  change: DefinitionChange,
): DefinitionContent {
  const base = without(before ?? { process, terminal: [] }, change.without ?? []);
  const { terminal, reopening, sequence, model, stages, outcomes, waiting, targets } = change;
  const { calendar, caseType, seriousness } = change;
  const path = sequence === undefined && model === undefined ? base : change;
  return withoutAbsent({
    process,
    terminal: terminal ?? base.terminal,
    reopening: reopening ?? base.reopening,
    sequence: path.sequence,
    model: path.model,
    stages: stages ?? base.stages,
    outcomes: replaced(base.outcomes, outcomes, ({ outcome }) => outcome),
    waiting: replaced(base.waiting, waiting, ({ activity }) => activity),
    targets: replaced(base.targets, targets, ({ target }) => target),
    calendar: calendar ?? base.calendar,
    caseType: caseType ?? base.caseType,
    seriousness: seriousness ?? base.seriousness,
  });
}

function without(definition: DefinitionContent, names: readonly string[]): DefinitionContent {
  const parts: ReadonlySet<string> = new Set(definitionParts);
  const { process, terminal, sequence, model, targets, ...others } = definition;
  const kept = Object.fromEntries(Object.entries(others).filter(([part]) => !names.includes(part)));
  const targetNames = names.filter((name) => !parts.has(name));
  return {
    ...kept,
    process,
    terminal: names.includes('terminal') ? [] : terminal,
    ...(names.includes('path') ? {} : withoutAbsent({ sequence, model })),
    ...(targets === undefined || names.includes('targets')
      ? {}
      : { targets: targets.filter(({ target }) => !targetNames.includes(target)) }),
  };
}

/** Those of the same name give way, in their places; new ones come behind. */
function replaced<Entry>(
  before: readonly Entry[] = [],
  given: readonly Entry[] = [],
  nameOf: (entry: Entry) => string,
): Entry[] | undefined {
  const news = Map.groupBy(given, nameOf);
  const placed = new Set<string>();
  const all = before.flatMap((entry) => {
    const name = nameOf(entry);
    const instead = news.get(name);
    if (instead === undefined) return [entry];
    if (placed.has(name)) return [];
    placed.add(name);
    return instead;
  });
  for (const [name, entries] of news) if (!placed.has(name)) all.push(...entries);
  return all.length > 0 ? all : undefined;
}

function withoutAbsent<Values extends object>(
  values: Values,
): { [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name] } & {
  [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: NonNullable<Values[Name]>;
} {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
