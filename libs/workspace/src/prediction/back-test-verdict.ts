import type { BackTest } from '#measures/prediction/back-test.js';
import type { BackTestAnswer } from './back-test-answers.js';

/** What a person is told last, whatever was measured before: whether anything here beats knowing who was heard of last. */
export function verdictOf({ cuts, overall }: Pick<BackTest, 'cuts' | 'overall'>): BackTestAnswer['verdict'] {
  const beats = overall.filter(({ verdict }) => verdict === 'beats').map(({ ranking }) => ranking);
  return { beats, sentence: sentenceOf(cuts.length, overall, beats) };
}

function sentenceOf(cuts: number, overall: BackTest['overall'], beats: readonly string[]): string {
  const judged = overall.filter(({ verdict }) => verdict !== 'not-enough-data');
  if (cuts === 0) return 'The ledger is too short to tell: there is no day after which it is known who left.';
  if (judged.length === 0) return 'There is not enough here to tell whether anything beats the naive baselines.';
  const over = cuts === 1 ? 'at the one cut' : `over the ${cuts} cuts`;
  if (beats.length === 0)
    return `Nothing beats the naive baselines on this ledger ${over}: how often somebody was heard of, and how long ago, says as much about who leaves.`;
  const verb = beats.length === 1 ? 'beats' : 'beat';
  return `Of ${judged.length} rankings ${listed(beats)} ${verb} both naive baselines on this ledger ${over}; ${
    judged.length === beats.length ? 'there are no others.' : 'the others do not.'
  }`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
