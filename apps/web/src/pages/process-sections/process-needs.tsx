import type { CountedShare } from '#measures/process/counted-share.js';
import type { NeedsOfProcess } from '#workspace/processes/experience/experience-answers.js';
import { useLanguage } from '../../language/language.js';
import { texts } from '../../texts.js';
import styles from './sections.module.css';

const words = texts.process.experience.needs;
const kinds = ['met', 'inHand', 'declined', 'untouched'] as const;

/** What became of the needs that were stated in cases, and of goals that were agreed. */
export function ProcessNeeds({ needs }: { readonly needs: NeedsOfProcess | undefined }) {
  const { count } = useLanguage();
  return (
    <>
      <h3>{words.title}</h3>
      {needs === undefined && <p className="quiet">{words.ofAllOnly}</p>}
      {needs !== undefined && needs.stated === 0 && <p className="quiet">{words.none}</p>}
      {needs !== undefined && needs.stated > 0 && <Stated needs={needs} />}
      {needs !== undefined && needs.goals.agreed > 0 && <Goals goals={needs.goals} />}
      {needs !== undefined && needs.unplaced > 0 && <p className="quiet">{words.unplaced(count(needs.unplaced))}</p>}
    </>
  );
}

function Stated({ needs }: { readonly needs: NeedsOfProcess }) {
  const { count, duration, share } = useLanguage();
  const { stated, reasons, meanToMet } = needs;
  const shareText = ({ share: part }: CountedShare): string => (part === undefined ? '' : ` (${share(part)})`);
  return (
    <>
      <ul className={styles['facts']}>
        <li>
          {count(stated)} {words.stated}
        </li>
        {kinds.map((kind) => (
          <li key={kind}>
            {count(needs[kind].count)} {words.kinds[kind]}
            <span className="quiet">{shareText(needs[kind])}</span>
          </li>
        ))}
        {meanToMet !== undefined && <li className="quiet">{words.meanToMet(duration(meanToMet))}</li>}
      </ul>
      {reasons.length > 0 && (
        <p>
          {words.reasons}: {reasons.map(({ reason, needs: n }) => `${reason ?? words.noReason} ${count(n)}`).join(', ')}
        </p>
      )}
    </>
  );
}

function Goals({ goals }: { readonly goals: NeedsOfProcess['goals'] }) {
  const { count } = useLanguage();
  const { agreed, reached, reachedLate, dropped, overdue, open } = goals;
  return (
    <p>{words.goals(count(agreed), count(reached), count(reachedLate), count(dropped), count(overdue), count(open))}</p>
  );
}
