import type { FunnelAnswer } from '#workspace/processes/parts/part-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage } from '../../language/language.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import { Bar } from './bar.js';
import { OutcomeFacts } from './outcome-facts.js';
import styles from './sections.module.css';

const words = texts.process.funnel;

/** How far cases came through the declared stages, and how they came out; each share with what it is a share of. */
export function FunnelSection({ answer: { funnel } }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  if (funnel === undefined) return null;
  const { stages, cases, withoutStage, tied, outcomes } = funnel;
  return (
    <>
      <p className="quiet">{words.cases(count(cases))}</p>
      <ol className={styles['stages']}>
        {stages.map((stage) => (
          <Stage key={stage.stage} stage={stage} cases={cases} />
        ))}
      </ol>
      {withoutStage > 0 && <p className="quiet">{words.withoutStage(count(withoutStage))}</p>}
      {tied > 0 && <p className="quiet">{words.tied(count(tied))}</p>}
      <OutcomeFacts outcomes={outcomes} />
    </>
  );
}

interface StageProps {
  readonly stage: FunnelAnswer['stages'][number];
  readonly cases: number;
}

function Stage({ stage, cases }: StageProps) {
  const { count, share, duration } = useLanguage();
  const { reached, fromPrevious, last, skippedPrevious, timeFromPrevious } = stage;
  const notes = [
    ...(fromPrevious !== undefined && fromPrevious.pending > 0 ? [words.pending(count(fromPrevious.pending))] : []),
    ...(last.open > 0 ? [words.open(count(last.open))] : []),
    ...(last.dropped > 0 ? [words.dropped(count(last.dropped))] : []),
    ...(skippedPrevious > 0 ? [words.skipped(count(skippedPrevious))] : []),
    ...(timeFromPrevious.n > 0 ? [words.after(duration(timeFromPrevious.median))] : []),
  ];
  return (
    <li className={styles['stage']}>
      <span>{stage.stage}</span>
      <Bar part={cases === 0 ? 0 : reached / cases} />
      <WhyNumber title={stage.stage} value={count(reached)} definition={words.stageWhy} />
      {(fromPrevious?.share !== undefined || notes.length > 0) && (
        <p className="small">
          {fromPrevious?.share !== undefined && (
            <>
              <WhyNumber
                title={stage.stage}
                value={words.ofPrevious(share(fromPrevious.share), count(fromPrevious.of))}
                definition={words.conversionWhy}
                because={words.limits(share(fromPrevious.low!), share(fromPrevious.high!))}
              />{' '}
            </>
          )}
          <span className="quiet">{notes.join(' · ')}</span>
        </p>
      )}
    </li>
  );
}
