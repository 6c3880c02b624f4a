import type { AssociationAcross, AssociationsAcross } from '#workspace/processes/experience/across-answers.js';
import { aftermathWords, comparedText, exposureWords, limitsText, points, verdictOf } from './compared-text.js';
import { tableOf } from './table.js';
import { count, oneLine } from './text.js';

/** Processes that are listed beside one comparison; `--json` has all. */
const processesShown = 5;

/** What goes with what was done to customers over all processes; where it is more than chance, or misleads, process by process. */
export function associationsAcrossText(part: AssociationsAcross, windowDays: number, width: number): string {
  const { of, processes } = part;
  const all = comparedText(
    { sums: part, of, windowDays, kindsOf: ({ kinds }) => kinds, strata: strataText(part) },
    width,
  );
  return processes.length < 2 ? all : `${all}${byProcessText(of, width)}`;
}

function byProcessText(of: readonly AssociationAcross[], width: number): string {
  const told = of.filter((one) => one.tooFew === undefined && isMoreThanChance(one));
  const rows = told.flatMap(({ exposure, aftermath, byProcess }) => {
    const comparable = byProcess
      .filter(({ tooFew }) => tooFew === undefined)
      .sort((a, b) => b.exposed.n + b.others.n - a.exposed.n - a.others.n);
    const few = byProcess.length - comparable.length;
    const more = comparable.length - processesShown;
    const notes = [
      ...(more > 0 ? [`${count(more)} more with --json`] : []),
      ...(few > 0 ? [`too few in ${count(few)}`] : []),
    ];
    return [
      [`${exposureWords(exposure)}, ${aftermathWords[aftermath]}`, '', '', '', ''],
      ...comparable
        .slice(0, processesShown)
        .map((one) => [
          `  ${one.process}`,
          count(one.exposed.n + one.others.n),
          points(one.crude!.difference),
          limitsText(one.stratified!),
          verdictOf(one),
        ]),
      ...(notes.length === 0 ? [] : [[`  (${notes.join('; ')})`, '', '', '', '']]),
    ];
  });
  if (rows.length === 0) return '';
  return tableOf(
    [
      { heading: 'process by process, each alone', widthMax: 44 },
      { heading: 'endings', numeric: true },
      { heading: 'crude', numeric: true },
      { heading: 'like with like', numeric: true },
      { heading: '', widthMax: 18 },
    ],
    rows,
    width,
  );
}

function isMoreThanChance({ reverses, fewOutcomes, stratified }: AssociationAcross): boolean {
  const { low = 0, high = 0 } = stratified!;
  return reverses || (!fewOutcomes && (low > 0 || high < 0));
}

function strataText({ processes }: AssociationsAcross): string {
  const kinds = Map.groupBy(
    processes,
    ({ caseType, seriousness }) => `${oneLine(caseType)} and ${oneLine(seriousness)}`,
  );
  const named = Array.from(kinds, ([names, of]) =>
    kinds.size === 1 ? names : `${names} in ${namesText(of.map(({ process }) => process))}`,
  );
  const silent = processes.filter(({ judged, unsaid }) => judged > 0 && unsaid === judged);
  const hint =
    silent.length === 0
      ? ''
      : `. No case says either in ${namesText(silent.map(({ process }) => process))}: there all are compared as if they were alike, until tend processes define NAME --case-type names what tells them apart`;
  return `like with like (with 95 % limits): cases of one process, one type and one seriousness, by ${named.join('; ')}, as each was said first${hint}`;
}

/** Some names, and how many more there are. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, processesShown).map(oneLine).join(', ');
  const more = names.length - processesShown;
  return more > 0 ? `${shown} and ${count(more)} more` : shown;
}
