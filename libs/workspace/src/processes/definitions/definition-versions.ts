import { LedgerError } from '#core/errors.js';
import { didYouMean } from '#core/near-names.js';
import type { RecordedEvent } from '#core/record.js';
import type { Instant } from '#core/time.js';
import type { DefinitionContent } from '#domain/commands/define-process.js';
import type { EventTypes } from '#domain/vocabulary.js';
import { answersOf, latestFirst, publishedOf } from '../../rules/rules.js';
import type { Workspace } from '../../workspace.js';
import type { DefinitionsAnswer } from './definition-answers.js';
import { differencesOf } from './definition-differences.js';

/** A definition as it was published. */
export interface PublishedDefinition {
  readonly event: RecordedEvent;
  readonly version: string;
  readonly content: DefinitionContent;
  readonly effectiveFrom: Instant;
}

/** All that were published of a process, the latest to hold first. @param known up to which sequence */
export function definitionsOf(
  workspace: Pick<Workspace, 'ledger'>,
  process: string,
  known = workspace.ledger.head().sequence,
): readonly PublishedDefinition[] {
  return publishedOf(workspace, 'ProcessDefined', known)
    .filter(({ data }) => (data as EventTypes['ProcessDefined']).process === process)
    .sort(latestFirst)
    .map((event) => {
      const { version, ...content } = event.data as EventTypes['ProcessDefined'];
      return { event, version, content, effectiveFrom: event.effectiveFrom! };
    });
}

/** The one that holds at an instant. */
export function holdingAt(definitions: readonly PublishedDefinition[], at: Instant): PublishedDefinition | undefined {
  return definitions.find(({ effectiveFrom }) => effectiveFrom <= at);
}

/**
 * What was published of a process, each with what it changed.
 * @param processes those of which a step is known
 * @throws LedgerError `not-found` for a process that is none of these and of which nothing is published
 */
export function versionsOf(workspace: Workspace, process: string, processes: readonly string[]): DefinitionsAnswer {
  const definitions = definitionsOf(workspace, process);
  if (definitions.length === 0 && !processes.includes(process)) {
    const near = didYouMean(process, processes);
    throw new LedgerError('not-found', `Nothing is known of a process “${process}”.${near}`, {
      hint: '`tend processes` lists those of which steps are known.',
    });
  }
  const answers = answersOf(
    workspace,
    definitions.map(({ event }) => event),
    workspace.clock.now(),
  );
  return {
    process,
    versions: definitions.map(({ event, version, content }, at) => {
      const { id, effectiveFrom, recordedAt, actor, standing } = answers.find((answer) => answer.id === event.id)!;
      const differences = differencesOf(definitions[at + 1]?.content, content);
      return { id, version, effectiveFrom, recordedAt, actor, standing, differences, definition: content };
    }),
  };
}
