import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { phaseTotals } from '../../api/portfolio-reads.js';
import { useLanguage } from '../../language/language.js';
import { phaseNames, portfolioTexts, riskWords } from '../../portfolio-texts.js';
import { usePortfolioAddress } from './narrowing.js';
import { phaseCountsOf } from './phase-counts.js';
import { PhaseName } from './phase-glyph.js';
import styles from './standing.module.css';

const words = portfolioTexts.chips;

/** What the list can be narrowed to: a phase with how many are in it, and risk; and what else it is narrowed to. */
export function PhaseChips() {
  const { narrowed, change } = usePortfolioAddress();
  const { count } = useLanguage();
  const { asOf, knownBy, phase, segment, risk, cohort, owner } = narrowed;
  const { data = [] } = useQuery(phaseTotals({ asOf, knownBy }));
  const { inPhase } = useMemo(() => phaseCountsOf(data, segment), [data, segment]);
  const used = phaseNames.filter((name) => name === phase || (inPhase.get(name) ?? 0) > 0);
  return (
    <fieldset className={styles['chips']} aria-label={words.label}>
      <Chip isOn={risk === 'any'} onClick={() => change({ risk: risk === 'any' ? undefined : 'any' })}>
        {words.anyRisk}
      </Chip>
      {used.map((name) => (
        <Chip key={name} isOn={phase === name} onClick={() => change({ phase: phase === name ? undefined : name })}>
          <PhaseName phase={name} />
          {` ${count(inPhase.get(name) ?? 0)}`}
        </Chip>
      ))}
      {risk !== undefined && risk !== 'any' && (
        <Removable what={riskWords[risk] ?? risk} onRemove={() => change({ risk: undefined })} />
      )}
      {cohort !== undefined && <Removable what={words.cohort(cohort)} onRemove={() => change({ cohort: undefined })} />}
      {owner !== undefined && <Removable what={words.owner(owner)} onRemove={() => change({ owner: undefined })} />}
    </fieldset>
  );
}

function Chip(props: { readonly isOn: boolean; readonly onClick: () => void; readonly children: React.ReactNode }) {
  return (
    <button type="button" className={styles['chip']} aria-pressed={props.isOn} onClick={props.onClick}>
      {props.children}
    </button>
  );
}

function Removable({ what, onRemove }: { readonly what: string; readonly onRemove: () => void }) {
  return (
    <button type="button" className={styles['chip']} aria-pressed title={words.remove(what)} onClick={onRemove}>
      {what} <span aria-hidden="true">×</span>
    </button>
  );
}
