import { durationText } from '#measures/process/duration-text.js';
import { effortNames, type EffortName } from '#measures/effort/matter-effort.js';
import type {
  EffortOfMatters,
  EscalationsOfMatters,
  TakenByMatters,
  TimeToOwner,
} from '#workspace/voice/effort-answers.js';
import { fewerThanFive, percentText, type Line } from './measure-line.js';
import { count, counted } from './text.js';

const names: Readonly<Record<EffortName, string>> = {
  repeatContacts: 'repeat contacts',
  channelSwitches: 'channel switches',
  transfers: 'transfers',
  reopenings: 'reopenings',
};

/** What resolved matters took, a line each; nothing where none was resolved. */
export function effortLines(effort: EffortOfMatters): Line[] {
  return [...takenLines(effort), ...apartLines(effort)];
}

function takenLines({ n, suppressed, firstContact, took }: EffortOfMatters): Line[] {
  if (n === 0) return [];
  const line = (name: string, value: string, limits: string): Line => ({
    measure: 'effort',
    cells: [name, count(n), value, limits],
  });
  if (suppressed === true || took === undefined) return [line('effort', fewerThanFive, '–')];
  const few = took.repeatContacts.mean === undefined ? 'fewer than 20: the matters' : undefined;
  return [
    ...(firstContact === undefined
      ? []
      : [
          line(
            'resolved at first contact',
            percentText(firstContact.share),
            `${percentText(firstContact.low)} to ${percentText(firstContact.high)}`,
          ),
        ]),
    ...effortNames.map((name) => line(names[name], takenText(took[name]), few ?? '–')),
  ];
}

/** Resolved matters that are in no figure, and those that are followed no longer. */
function apartLines({ unopened, uncontacted, forgotten, lost }: EffortOfMatters): Line[] {
  return [...resolvedApartLines({ unopened, uncontacted }), ...unfollowedLines({ forgotten, lost })];
}

function unfollowedLines({ forgotten, lost }: Pick<EffortOfMatters, 'forgotten' | 'lost'>): Line[] {
  if (forgotten + lost === 0) return [];
  const what = [
    ...(lost === 0 ? [] : [`${count(lost)} not resolved, in no figure`]),
    ...(forgotten === 0 ? [] : [`${count(forgotten)} resolved, counted as they were`]),
  ];
  return [{ measure: 'effort', cells: ['followed no longer', count(forgotten + lost), what.join(' · '), '–'] }];
}

function resolvedApartLines({ unopened, uncontacted }: Pick<EffortOfMatters, 'unopened' | 'uncontacted'>): Line[] {
  if (unopened + uncontacted === 0) return [];
  const why = [
    ...(unopened === 0 ? [] : [`${count(unopened)} with no known opening`]),
    ...(uncontacted === 0 ? [] : [`${count(uncontacted)} without a contact of theirs`]),
  ];
  return [
    { measure: 'effort', cells: ['resolved, in no figure', count(unopened + uncontacted), why.join(' · '), '–'] },
  ];
}

function takenText({ counts, mean, median, p90 }: TakenByMatters): string {
  if (mean === undefined) return counts.map(({ value, matters }) => `${value}×${count(matters)}`).join(' ');
  return `mean ${mean.toFixed(2)} · median ${numberText(median!)} · 90 % at most ${numberText(p90!)}`;
}

/** Quantiles of counts lie between two of them at most: one decimal is enough. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** How often matters are escalated and how long until they have an owner; nothing where nothing says that there are matters. */
export function escalationLines(
  escalations: EscalationsOfMatters | undefined,
  { n: resolved, unopened, uncontacted }: EffortOfMatters,
): Line[] {
  if (escalations === undefined || escalations.n + resolved + unopened + uncontacted === 0) return [];
  const { n, contactDays, suppressed, rate, noRate, tiers = [], toOwner } = escalations;
  const line = (name: string, of: number, value: readonly string[], limits = '–'): Line => ({
    measure: 'escalations',
    cells: [name, count(of), value.join(' · '), limits],
  });
  if (suppressed === true)
    return [line('escalations', n, [`over ${counted(contactDays, 'contact-day')}, ${fewerThanFive}`])];
  const value =
    rate === undefined
      ? noRate === 'no-contact-days'
        ? 'no contact-days, so no rate'
        : `over ${counted(contactDays, 'contact-day')}: fewer than 20, so no rate`
      : `${rate.per100.toFixed(2)} per 100 of ${counted(contactDays, 'contact-day')}`;
  const byTier = tiers.map(({ tier, n: of }) => `${tier === undefined ? 'no tier' : `tier ${tier}`}: ${count(of)}`);
  return [
    line(
      'escalations',
      n,
      [value, ...byTier],
      rate === undefined ? '–' : `${rate.low.toFixed(2)} to ${rate.high.toFixed(2)}`,
    ),
    ...(toOwner === undefined || toOwner.n === 0
      ? []
      : [
          line('time to owner', toOwner.n, [
            ownerText(toOwner),
            `${count(toOwner.closed)} closed without an owner`,
            `${count(toOwner.waiting)} waiting`,
            ...(toOwner.lost === 0 ? [] : [`${count(toOwner.lost)} more of matters followed no longer`]),
          ]),
        ]),
  ];
}

function ownerText({ owned, medianSeconds, noMedian }: TimeToOwner): string {
  if (medianSeconds !== undefined) return `median ${durationText(medianSeconds)}`;
  return noMedian === 'too-few' ? `${count(owned)} had one: fewer than 20, so no median` : 'median not reached';
}
