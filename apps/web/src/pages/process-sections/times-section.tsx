import type { DurationSummary } from '#workspace/answers.js';
import type { CaseTimesAnswer, TimesAnswer } from '#workspace/processes/parts/time-answers.js';
import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { useLanguage, type Language } from '../../language/language.js';
import { texts } from '../../texts.js';
import { FigureTable } from './figure-table.js';

const words = texts.process.times;

/** How cases spent their time, and how long the steps of each activity took. */
export function TimesSection({ answer: { times } }: { readonly answer: ProcessAnswer }) {
  const { count } = useLanguage();
  if (times === undefined) return null;
  const { steps, variants } = times;
  return (
    <>
      <Cases times={times} />
      {steps.withStart === 0 && <p className="quiet">{words.noStarts}</p>}
      {steps.withStart > 0 && steps.withStart < steps.count && (
        <p className="quiet">{words.withoutStart(count(steps.count - steps.withStart), count(steps.count))}</p>
      )}
      <BusinessHours times={times} />
      <Activities times={times} />
      <p className="quiet">{words.variants(count(variants.count), count(variants.collapsed))}</p>
    </>
  );
}

/** Busy and idle are told where any start is known. */
function Cases({ times: { cases, open, undeclared, steps } }: { readonly times: TimesAnswer }) {
  const { count, duration } = useLanguage();
  const spent = steps.withStart > 0 ? (['duration', 'busy', 'idle'] as const) : (['duration'] as const);
  const both = ({ n, median, p90 }: DurationSummary): string =>
    n === 0 ? '–' : words.both(duration(median), duration(p90));
  const row = (name: string, of: CaseTimesAnswer) => ({
    key: name,
    name,
    cells: [count(of.cases), ...spent.map((one) => both(of[one]))],
  });
  return (
    <FigureTable
      label={words.cases}
      head={words.of}
      columns={[{ title: words.n }, ...spent.map((one) => ({ title: words[one], why: words.why[one] }))]}
      rows={[row(saysOf(cases.cases, undeclared), cases), ...(open === undefined ? [] : [row(words.open, open)])]}
    />
  );
}

function saysOf(cases: number, undeclared: number): string {
  if (undeclared === 0) return words.ended;
  return undeclared === cases ? words.undeclared : words.endedOrUndeclared;
}

function BusinessHours({ times: { businessHours } }: { readonly times: TimesAnswer }) {
  const language = useLanguage();
  if (businessHours === undefined || businessHours.duration.n === 0) return null;
  const { calendar, assumedHours, duration } = businessHours;
  return (
    <p>
      {words.businessHours(calendar, openHours(duration.median, language), openHours(duration.p90, language))}{' '}
      {assumedHours && <span className="quiet">{texts.process.targets.assumed(calendar)}</span>}
    </p>
  );
}

/** Its day has as many hours as it is open: told in hours, never in days. */
function openHours(seconds: number, { decimal }: Language): string {
  return words.hours(decimal(seconds / 3_600));
}

/** Service and waiting are told where any start is known. */
function Activities({ times: { activities, steps } }: { readonly times: TimesAnswer }) {
  const { count, duration } = useLanguage();
  const shown = steps.withStart > 0 ? (['service', 'waiting', 'sojourn'] as const) : (['sojourn'] as const);
  const clamped = activities.reduce((sum, { waiting }) => sum + waiting.clamped, 0);
  const medianOf = ({ n, median }: DurationSummary): string => (n === 0 ? '–' : words.ofSo(duration(median), count(n)));
  return (
    <>
      <FigureTable
        label={words.activities}
        head={words.activity}
        columns={[
          { title: words.steps },
          ...shown.map((name) => ({ title: words[name], why: words.activityWhy[name] })),
        ]}
        rows={activities.map((one) => ({
          key: one.activity,
          name: one.activity,
          cells: [count(one.count), ...shown.map((name) => medianOf(one[name]))],
        }))}
      />
      {clamped > 0 && <p className="quiet">{words.clamped(count(clamped))}</p>}
    </>
  );
}
