import type { AssociationAnswer, AssociationsAnswer } from '#workspace/processes/experience/experience-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { aftermaths, exposureText, sortedAssociations } from './association-words.js';

const words = texts.process.experience.associations;
/** From so many comparisons on it is said that some look like more than chance. */
const manyComparisons = 10;

interface NotesProps {
  readonly process: string;
  readonly part: AssociationsAnswer;
  readonly windowDays: number;
}

/** What is not in the table of what goes with what, and how it is to be read. */
export function AssociationNotes({ process, part, windowDays }: NotesProps) {
  const language = useLanguage();
  const { count } = language;
  const { shown, neverCame, tooFew } = sortedAssociations(part);
  return (
    <>
      {neverCame.length > 0 && (
        <p className="quiet">{words.neverCame(neverCame.map((one) => words.aftermaths[one]).join(', '))}</p>
      )}
      {tooFew.length > 0 && <p className="quiet">{words.tooFewOf(namesOf(tooFew, part, language))}</p>}
      <Alike process={process} part={part} />
      {shown.length > 0 && (
        <p className="quiet">
          {words.notes(count(windowDays))} {shown.length >= manyComparisons && words.chance(count(shown.length))}
        </p>
      )}
    </>
  );
}

/** By exposure; with what they were compared only where it is not all. */
function namesOf(few: readonly AssociationAnswer[], part: AssociationsAnswer, language: Language): string {
  const byExposure = Map.groupBy(few, ({ exposure }) => exposure);
  return Array.from(byExposure, ([exposure, of]) => {
    const name = exposureText(exposure, part, language);
    const behind = of.map(({ aftermath }) => words.aftermaths[aftermath]).join(', ');
    return of.length === aftermaths.length ? name : `${name} (${behind})`;
  }).join('; ');
}

/** By what cases count as alike. */
function Alike({ process, part: { strata, judged } }: Pick<NotesProps, 'process' | 'part'>) {
  const { count } = useLanguage();
  const { caseType, seriousness, unsaid, others } = strata;
  return (
    <p className="quiet">
      {words.alike(caseType, seriousness)} {unsaid > 0 && unsaid < judged && words.unsaid(count(unsaid))}
      {unsaid === judged && words.noneSaid}{' '}
      {unsaid === judged && others.length > 0 && (
        <>
          {words.others(others.join(', '))} <code>{words.how(process)}</code>
        </>
      )}
    </p>
  );
}
