/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role -- a popover closes by itself with Esc, which dialog does not do beside a page that stays usable; the click only closes after a link inside was followed */
import { createContext, use, useMemo, useRef, useState, type ReactNode } from 'react';
import type { EvidenceQuestion } from '../api/reads.js';
import { texts } from '../texts.js';
import { Evidence } from './evidence.js';
import styles from './why.module.css';

/** What a number counts, and what it is made of. */
export interface Explanation {
  readonly title: string;
  readonly value: string;
  readonly definition: string;
  /** Why the value is what it is, where that may surprise. */
  readonly because?: string | undefined;
  /** Where to see what was counted. */
  readonly more?: ReactNode;
  /** The events that say so, where they are known. */
  readonly events?: ReactNode;
  /** The total whose events are behind it. */
  readonly evidence?: EvidenceQuestion | undefined;
}

type Explain = (beside: HTMLElement, explanation: Explanation) => void;

const WhyContext = createContext<Explain>(() => undefined);
const panelWidth = 320;
const gap = 8;

/** One panel for the numbers of a page: it opens beside the number that was chosen, and closes with Esc or a click elsewhere. */
export function WhyProvider({ children }: { readonly children: ReactNode }) {
  const panel = useRef<HTMLDivElement>(null);
  const [explanation, setExplanation] = useState<Explanation>();
  const explain = useMemo<Explain>(
    () => (beside, next) => {
      setExplanation(next);
      const element = panel.current!;
      const { left, top, bottom } = beside.getBoundingClientRect();
      element.style.left = `${Math.max(gap, Math.min(left, window.innerWidth - panelWidth - gap))}px`;
      const below = bottom < window.innerHeight * 0.6;
      element.style.top = below ? `${bottom + gap}px` : 'auto';
      element.style.bottom = below ? 'auto' : `${window.innerHeight - top + gap}px`;
      // What a number is made of may be long: it is scrolled in the panel, and never beyond the window.
      element.style.maxHeight = `${(below ? window.innerHeight - bottom : top) - 2 * gap}px`;
      element.togglePopover(true);
    },
    [],
  );
  return (
    <WhyContext value={explain}>
      {children}
      <div ref={panel} popover="auto" className={styles['panel']} role="dialog" aria-label={explanation?.title}>
        {explanation && (
          <>
            <p className={styles['head']}>
              <strong>{explanation.title}</strong>
              <span>{explanation.value}</span>
            </p>
            <p>{explanation.definition}</p>
            {explanation.because !== undefined && <p>{explanation.because}</p>}
            {explanation.more !== undefined && <p onClick={() => panel.current!.hidePopover()}>{explanation.more}</p>}
            {explanation.events}
            {explanation.evidence !== undefined && (
              <Evidence key={JSON.stringify(explanation.evidence)} question={explanation.evidence} />
            )}
          </>
        )}
      </div>
    </WhyContext>
  );
}

export const useWhy = (): Explain => use(WhyContext);

interface WhyNumberProps extends Explanation {
  /** What stands on the page, when it is shorter than the value. */
  readonly children?: ReactNode;
}

/** A number with a dotted line under it: it opens to what it counts. */
export function WhyNumber({ children, ...explanation }: WhyNumberProps) {
  const explain = useWhy();
  return (
    <button
      type="button"
      className={styles['number']}
      aria-label={`${explanation.value}. ${texts.why.open(explanation.title)}`}
      onClick={({ currentTarget }) => explain(currentTarget, explanation)}
    >
      {children ?? explanation.value}
    </button>
  );
}
