import type { FlowComparison } from '#workspace/processes/comparison-answers.js';
import { WhyNumber } from '../../parts/why.js';
import { texts } from '../../texts.js';
import styles from './tables.module.css';

const words = texts.process.comparison;

export function isMarked(differs: FlowComparison['frequencyDiffers']): boolean {
  return differs === 'a-higher' || differs === 'b-higher';
}

interface DifferenceProps {
  readonly title: string;
  readonly says: string;
  readonly isSet: boolean;
  readonly definition: string;
  readonly test: { readonly p: number; readonly q: number } | undefined;
  readonly limits: string | undefined;
}

/** What a test says, with its numbers behind it; in plain words where nothing was tested. */
export function Difference({ title, says, isSet, definition, test, limits }: DifferenceProps) {
  const because = [
    ...(limits === undefined ? [] : [limits]),
    ...(test ? [words.test(chance(test.p), chance(test.q))] : []),
  ];
  return (
    <td className={isSet ? styles['marked'] : 'quiet'}>
      {test === undefined ? (
        says
      ) : (
        <WhyNumber title={title} value={says} definition={definition} because={because.join('; ')} />
      )}
    </td>
  );
}

/** What is not nothing is never shown as 0. */
function chance(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}
