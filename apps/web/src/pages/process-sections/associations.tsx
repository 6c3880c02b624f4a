import type { AssociationAnswer, AssociationsAnswer } from '#workspace/processes/experience/experience-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { AssociationNotes } from './association-notes.js';
import {
  armText,
  differenceText,
  exposureText,
  isSure,
  pointsText,
  sortedAssociations,
  verdictOf,
} from './association-words.js';
import { FigureTable } from './figure-table.js';
import styles from './sections.module.css';

const words = texts.process.experience.associations;
const figures = ['exposed', 'others', 'crude', 'stratified'] as const;

export interface AssociationsProps {
  readonly process: string;
  readonly part: AssociationsAnswer;
  readonly windowDays: number;
}

/** What goes with what was done to customers: both differences side by side, and what must not be read out of them. */
export function Associations(props: AssociationsProps) {
  const language = useLanguage();
  const { part, windowDays } = props;
  const { shown, tooFew } = sortedAssociations(part);
  const none = noneBecause(part, judgedText(props, language), leftOutText(props, language), tooFew.length);
  return (
    <>
      <h3>{words.title}</h3>
      {none !== undefined && <p className="quiet">{none}</p>}
      {none === undefined && (
        <>
          <p className="quiet">{judgedText(props, language)}</p>
          {shown.map((one) => one.reverses && <Warning key={keyOf(one)} one={one} part={part} />)}
          {shown.length > 0 && <Both shown={shown} part={part} windowDays={windowDays} />}
          <AssociationNotes {...props} />
        </>
      )}
    </>
  );
}

/** Why nothing can be told; undefined where something can. */
function noneBecause(part: AssociationsAnswer, judged: string, leftOut: string, tooFew: number): string | undefined {
  if (part.endings === 0) return words.noneEnded;
  if (part.judged + part.tooEarly === 0) return words.nobody;
  if (part.judged === 0) return words.tooEarly(leftOut);
  return tooFew === part.of.length ? words.tooFew(judged) : undefined;
}

function leftOutText({ part, windowDays }: AssociationsProps, { count }: Language): string {
  const { tooEarly, withoutRelationship } = part;
  return [
    ...(tooEarly === 0 ? [] : [words.notOver(count(tooEarly), count(windowDays))]),
    ...(withoutRelationship === 0 ? [] : [words.ofNobody(count(withoutRelationship))]),
  ].join('; ');
}

function judgedText(props: AssociationsProps, language: Language): string {
  const { count } = language;
  const { judged, endings, cases } = props.part;
  const leftOut = leftOutText(props, language);
  const text = words.judged(count(judged), count(endings), count(cases));
  return leftOut === '' ? text : `${text}; ${leftOut}`;
}

const keyOf = ({ exposure, aftermath }: AssociationAnswer): string => `${exposure} ${aftermath}`;

interface BothProps {
  readonly shown: readonly AssociationAnswer[];
  readonly part: AssociationsAnswer;
  readonly windowDays: number;
}

function Both({ shown, part, windowDays }: BothProps) {
  const language = useLanguage();
  return (
    <FigureTable
      label={words.table}
      head={words.exposure}
      columns={[
        { title: words.aftermath(language.count(windowDays)), isText: true },
        ...figures.map((name) => ({ title: words.columns[name], why: words.columnWhy[name] })),
        { title: words.columns.verdict, isText: true },
      ]}
      rows={shown.map((one) => {
        const verdict = verdictOf(one);
        return {
          key: keyOf(one),
          name: exposureText(one.exposure, part, language),
          cells: [
            words.aftermaths[one.aftermath],
            armText(one.exposed, language),
            armText(one.others, language),
            one.crude === undefined ? '–' : pointsText(one.crude.difference),
            one.stratified === undefined ? '–' : differenceText(one.stratified),
            <span key="verdict" className={verdict === 'misleads' ? styles['warned'] : undefined}>
              {words.verdicts[verdict]}
            </span>,
          ],
        };
      })}
    />
  );
}

/** Both differences have opposite signs: said before they can be read. */
function Warning({ one, part }: { readonly one: AssociationAnswer; readonly part: AssociationsAnswer }) {
  const language = useLanguage();
  const { exposure, aftermath, crude, stratified, strata } = one;
  const kinds = strata.filter(({ exposed, others }) => exposed.n > 0 && others.n > 0).length;
  if (crude === undefined || stratified === undefined) return null;
  return (
    <p role="note" className={styles['warning']}>
      <strong>{words.warningTitle}:</strong>{' '}
      {words.warning(
        words.pair(exposureText(exposure, part, language), words.aftermaths[aftermath]),
        pointsText(crude.difference),
        language.count(kinds),
        pointsText(stratified.difference),
      )}{' '}
      {isSure(one) ? words.sure : words.unsure}
    </p>
  );
}
