import { LedgerError } from '#core/errors.js';
import type { EventTypes } from '#domain/vocabulary.js';
import type { SeenProcess } from '../chosen-cases.js';
import type { ProcessPart } from '../process-answers.js';

type Staged = EventTypes['ProcessDefined'] & Required<Pick<EventTypes['ProcessDefined'], 'stages'>>;

/** The definition of a process that declares stages. @throws LedgerError `invalid` that names the part, where none are */
export function declaredStages({ process, definition }: SeenProcess, part: ProcessPart): Staged {
  const { stages } = definition ?? {};
  if (definition !== undefined && stages !== undefined) return { ...definition, stages };
  const message = 'needs the stages that cases go through';
  throw new LedgerError('invalid', `${part} ${message}: none are declared for “${process}”.`, {
    violations: [{ field: 'show', message }],
    hint: `Declare them: tend processes define "${process}" --stages "A,B,C" --won A --lost B.`,
  });
}
