import type { CountedShare } from '#measures/process/counted-share.js';
import type { CountSummary, EffortFigures, EffortSummary } from '#measures/process/customer-effort-summary.js';
import type { DurationSummary } from '#workspace/answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';

const words = texts.process.experience.effort;
const states = ['ended', 'open', 'undeclared'] as const;

/** What a case costs the customer; ended and open ones apart, because the figures of open ones grow. */
export function Effort({ process, effort }: { readonly process: string; readonly effort: EffortSummary }) {
  const language = useLanguage();
  const { byState } = effort;
  const shown = states.filter((state) => byState[state].cases > 0);
  return (
    <>
      <h3>{words.title}</h3>
      <FigureTable
        label={words.title}
        head={words.figure}
        columns={shown.map((state) => ({ title: words.states[state] }))}
        rows={rows.map(([name, text]) => ({
          key: name,
          name: words.rows[name],
          cells: shown.map((state) => text(byState[state], language)),
        }))}
      />
      {effort.toEnd.n === 0 ? (
        <p className="quiet">
          {words.none} <code>{words.how(process)}</code>
        </p>
      ) : (
        <ToEnd effort={effort} />
      )}
    </>
  );
}

const rows: readonly (readonly [keyof typeof words.rows, (of: EffortFigures, language: Language) => string])[] = [
  ['cases', ({ cases }, { count }) => count(cases)],
  ['steps', ({ steps }, language) => countsText(steps, language)],
  ['withRework', ({ withRework }, language) => shareText(withRework, language)],
  ['reopened', ({ reopened }, language) => shareText(reopened, language)],
  [
    'handovers',
    ({ handovers }, language) =>
      handovers.n === 0 ? '–' : words.ofKnown(countsText(handovers, language), language.count(handovers.n)),
  ],
  ['wait', ({ wait }, language) => timesText(wait, language)],
  ['longestWait', ({ longestWait }, language) => timesText(longestWait, language)],
  ['waitForOthers', ({ waitForOthers }, language) => timesText(waitForOthers, language)],
  ['waitForCustomer', ({ waitForCustomer }, language) => timesText(waitForCustomer, language)],
];

const countsText = ({ median, p90 }: CountSummary, { decimal }: Language): string =>
  words.both(decimal(median), decimal(p90));

const timesText = ({ n, median, p90 }: DurationSummary, { duration }: Language): string =>
  n === 0 ? '–' : words.both(duration(median), duration(p90));

const shareText = ({ count: some, of, share }: CountedShare, language: Language): string =>
  share === undefined ? '–' : words.shareOf(language.share(share), language.count(some), language.count(of));

function ToEnd({ effort: { byState, toEnd, medianToEnd } }: { readonly effort: EffortSummary }) {
  const { count, duration } = useLanguage();
  const areAll = byState.open.cases + byState.undeclared.cases === 0;
  return (
    <p>
      {words.toEnd(duration(toEnd.median), count(toEnd.n))}
      {!areAll && `; ${words.ofAll(medianToEnd === undefined ? words.notReached : duration(medianToEnd))}`}.
    </p>
  );
}
