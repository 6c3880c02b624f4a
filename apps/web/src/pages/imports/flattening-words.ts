import type { ImportReport } from '#workspace/answers.js';
import { importTexts } from '../../import-texts.js';

type Flattening = NonNullable<ImportReport['flattening']>;

/** What putting the events of a log into cases made of it, in a sentence; nothing where there are no cases. */
export function flatteningSentence(
  { events, chosen }: Flattening,
  count: (value: number) => string,
): string | undefined {
  if (chosen === undefined) return undefined;
  const { objectType: type, steps, cases, inSeveral, copies, outside } = chosen;
  return importTexts.flattening({
    events: count(events),
    type,
    steps: count(steps),
    cases: count(cases),
    inSeveral: count(inSeveral),
    copies: count(copies),
    outside: count(outside),
  });
}
