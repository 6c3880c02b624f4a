import { healthChangeText } from '../relationships/health-words.js';
import { countText, joined } from '../relationships/standing-presentation.js';
import { isWaitingPromise, pastLines } from './handover-past.js';
import { handoverTitles, type HandoverPack, type HandoverSection, type HandoverTopic } from './handover-answers.js';
import { habitsText } from './contact-habits.js';
import { dayIn, line, quoted, typeText, type HandoverMaterial, type Line } from './handover-material.js';

/** Lines of a section at most, so that a pack is read in 2–5 minutes; the rest is counted. */
const linesMost: Readonly<Record<HandoverTopic, number>> = {
  who: 4,
  standing: 9,
  people: 10,
  promises: 8,
  complaints: 6,
  needs: 6,
  contracts: 4,
  reached: 3,
  before: 4,
  signals: 5,
  latest: 10,
};
const wordsPerMinute = 238;
const namedMost = 6;
/** Others say that it is too early, which the phase says already. */
const toldTrends: ReadonlySet<string> = new Set(['between', 'at-most', 'at-least']);

/** The sections of a pack: what is pressing before what is history, empty ones left out. */
export function sectionsOf(material: HandoverMaterial): HandoverSection[] {
  const lines: Readonly<Record<HandoverTopic, readonly Line[]>> = {
    who: whoLines(material),
    standing: standingLines(material),
    people: peopleLines(material),
    promises: promiseLines(material),
    complaints: complaintLines(material),
    needs: needLines(material),
    contracts: contractLines(material),
    reached: reachedLines(material),
    before: pastLines(material),
    signals: signalLines(material),
    latest: latestLines(material),
  };
  return (Object.keys(handoverTitles) as HandoverTopic[]).flatMap((topic) => {
    const all = lines[topic].filter((one) => one !== undefined);
    const shown = all.slice(0, linesMost[topic]);
    return all.length === 0
      ? []
      : [{ topic, title: handoverTitles[topic], lines: shown, more: all.length - shown.length }];
  });
}

/** How long it takes to read, in seconds. */
export function readingSecondsOf(sections: HandoverPack['sections']): number {
  const texts = sections.flatMap(({ title, lines }) => [title, ...lines.map(({ text }) => text)]);
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/u).length, 0);
  return Math.round((60 * words) / wordsPerMinute);
}

function whoLines({ answer, standing: { value = [], atRisk = [] } }: HandoverMaterial): Line[] {
  const { kind, classified, firstContact, firstTouchpoint, touchpoints, basis, people, contracts } = answer;
  const since = firstContact ?? firstTouchpoint;
  const money = value.map(({ currency, amount }) => `${amount.toLocaleString('en')} ${currency}`).join(', ');
  const signed = (contracts?.rows ?? []).filter(({ inForce }) => inForce).flatMap(({ evidence }) => evidence);
  return [
    line(
      joined(
        [
          kind,
          classified?.kind,
          classified && `segment ${classified.segment}`,
          since !== undefined && `${firstContact === undefined ? 'known' : 'in contact'} since ${dayIn(since)}`,
          countText(touchpoints, 'touchpoint'),
          basis && `${countText(basis.contactDays, 'contact-day')} of theirs`,
        ],
        ', ',
      ),
    ),
    line(money !== '' && `Worth ${money}: booked in the last 365 days, or contracts in force if that is more`, signed),
    line(atRisk.length > 0 && `At risk: ${atRisk.map((reason) => reason.replaceAll('-', ' ')).join(', ')}`),
    line(people?.owner && `Owner: ${nameIn(people.owner)} since ${dayIn(people.owner.since)}`),
  ];
}

function standingLines({ answer }: HandoverMaterial): Line[] {
  const { phaseWords, onset, detectedAt, why, evidence, basis, silence, trend, health, alarms = [] } = answer;
  const changed = health?.changes[0];
  const untold = answer.parts.filter(({ state }) => state !== 'told' && state !== 'nothing');
  return [
    line(
      phaseWords !== undefined &&
        `${basis?.tooEarly === true ? `Too early to tell (${phaseWords})` : capital(phaseWords)} since ${dayIn(onset!)}${dayIn(detectedAt!) === dayIn(onset!) ? '' : ` (seen ${dayIn(detectedAt!)})`}: ${why}`,
      evidence,
    ),
    line(silence?.theirs?.sentence && capital(silence.theirs.sentence), silence?.theirs?.evidence),
    line(silence?.ours?.sentence && capital(silence.ours.sentence), silence?.ours?.evidence),
    line(trend !== undefined && toldTrends.has(trend.kind) && capital(trend.sentence)),
    line(
      health && `Health: ${health.sentence}; ${health.model.sentence}`,
      health?.contributions.flatMap((one) => one.evidence.slice(0, 1)),
    ),
    line(
      changed && `What changed it last: ${healthChangeText(changed)}`,
      changed?.parts.flatMap((part) => part.evidence.slice(0, 1)),
    ),
    line(
      health?.assessed,
      health?.assessments.slice(0, 1).map(({ event }) => event),
    ),
    ...untold.map(({ projection, says }) => line(`${capital(projection)} cannot be told: ${says ?? ''}`)),
    // What a breach says the complaints say too.
    ...alarms
      .filter(({ kind }) => kind === 'decline' || kind === 'growth')
      .map((alarm) => line(`${dayIn(alarm.since)}: ${alarm.sentence}`, alarm.evidence)),
  ];
}

function peopleLines({ answer, habits: { exchanges } }: HandoverMaterial): Line[] {
  const { people, stakeholders } = answer;
  if (people === undefined) return [];
  // Who, and not how much: the policy of the workforce decides on shares.
  const ours = stakeholders.filter(({ side }) => side === 'ours').slice(0, namedMost);
  const champions = people.rows.filter(({ champion }) => champion);
  const stay = people.rows.filter(({ leftAt }) => leftAt === undefined);
  const never = stay.filter(({ lastExchange }) => lastExchange === undefined);
  const risk = people.knowledgeRisk;
  return [
    line(people.sentence && capital(people.sentence), people.evidence),
    line(
      risk !== null &&
        `Knowledge risk: ${risk.person === undefined ? 'one of ours' : nameIn(risk.person)} has ${Math.round(100 * risk.share)} % of the exchange; ask before they are gone`,
    ),
    line(ours.length > 0 && `Of ours: ${ours.map(nameIn).join('; ')}`),
    line(
      champions.length > 0
        ? `Champion: ${champions.map(nameIn).join('; ')}`
        : people.championLost && 'Nobody speaks for us there any more',
    ),
    line(
      never.length > 0 &&
        `Never in a two-way exchange with us: ${never.slice(0, namedMost).map(nameIn).join('; ')}${never.length > namedMost ? ` and ${never.length - namedMost} more` : ''}`,
    ),
    ...people.rows
      .filter(({ lastExchange }) => lastExchange !== undefined)
      .map(({ roles, lastExchange, leftAt, ...person }) => {
        const of = roles.length === 0 ? '' : ` (${roles.join(', ')})`;
        const left = leftAt === undefined ? '' : `; left ${dayIn(leftAt)}`;
        const event = exchanges.get(person.id);
        return line(
          `${nameIn(person)}${of}: last exchange ${dayIn(lastExchange!)}${left}`,
          event === undefined ? [] : [event],
        );
      }),
  ];
}

function promiseLines({ answer: { promises } }: HandoverMaterial): Line[] {
  const rows = (promises?.rows ?? []).filter(({ by, state }) => by === 'ours' && isWaitingPromise(state));
  return rows.map(({ id, text, state, dueAt, lateSeconds, source }) => {
    const what = text === undefined ? (source === 'order' ? 'An order' : 'A promise') : quoted(text);
    const stands =
      state === 'broken'
        ? 'broken and not made good'
        : state === 'unconfirmed'
          ? 'past due, and nobody has said whether it was kept: ask'
          : lateSeconds === undefined
            ? 'open'
            : 'overdue';
    return line(`${what}, due ${dayIn(dueAt)}: ${stands}`, [id]);
  });
}

function complaintLines({ answer: { voice, alarms = [], replies, processes } }: HandoverMaterial): Line[] {
  const waiting = replies?.waiting ?? [];
  return [
    ...(voice?.openComplaints ?? []).map(({ since, topic, evidence }) =>
      line(`Complaint since ${dayIn(since)}${topic === undefined ? '' : `: ${topic}`}`, evidence),
    ),
    ...alarms
      .filter(({ kind }) => kind === 'breach')
      .map(({ since, sentence, evidence }) => line(`${dayIn(since)}: ${sentence}`, evidence)),
    ...waiting.map(({ from, channel, late, evidence }) =>
      line(`Waits for our answer since ${dayIn(from)} (${channel})${late ? ': late' : ''}`, evidence),
    ),
    ...processes
      .filter(({ openCases }) => openCases > 0)
      .map(({ process, openCases }) => line(`${process}: ${countText(openCases, 'open case')}`)),
  ];
}

function needLines({ answer: { needs } }: HandoverMaterial): Line[] {
  const open = (needs?.rows ?? []).filter(({ status }) => status !== 'declined');
  return [
    ...open.map(({ id, text, topic, status, statedAt }) =>
      line(
        `${text === undefined ? capital(topic ?? 'a need') : quoted(text)}, stated ${dayIn(statedAt)}: ${status === 'untouched' ? 'nobody acted on it' : 'in hand'}`,
        [id],
      ),
    ),
    ...(needs?.goals.rows ?? []).map(({ id, measure, target, dueAt, overdue, text }) =>
      line(
        `Goal: ${text === undefined ? measure : quoted(text)}, ${target} by ${dayIn(dueAt)}${overdue ? ': overdue' : ''}`,
        [id],
      ),
    ),
  ];
}

function contractLines({ answer: { contracts } }: HandoverMaterial): Line[] {
  return (contracts?.rows ?? [])
    .filter(({ inForce }) => inForce)
    .map(({ product, endAt, noticeBy, settleBy, autoRenew, amounts, evidence }) =>
      line(
        joined(
          [
            product ?? 'A contract',
            amounts.map(({ value, currency }) => `${value.toLocaleString('en')} ${currency}`).join(', '),
            endAt !== undefined && `ends ${dayIn(endAt)}`,
            noticeBy !== undefined && `notice by ${dayIn(noticeBy)}`,
            settleBy !== undefined && settleBy !== noticeBy && `to be settled by ${dayIn(settleBy)}`,
            autoRenew && 'renews itself',
          ],
          ', ',
        ),
        evidence,
      ),
    );
}

function reachedLines({ answer: { silence }, habits }: HandoverMaterial): Line[] {
  const usual = silence?.theirs?.usualDays ?? null;
  const habit = habitsText(habits.acts);
  return [
    line(usual !== null && `They are in touch about every ${countText(Math.round(usual), 'day')}`),
    line(habit && capital(habit)),
  ];
}

function signalLines({ signals = [] }: HandoverMaterial): Line[] {
  return signals.map(({ kind, since, why, todo, evidence }) =>
    line(`${dayIn(since)} ${kind}: ${joined([why, todo], ' ')}`, evidence),
  );
}

function latestLines({ latest }: HandoverMaterial): Line[] {
  return latest.map(({ id, type, occurredAt, actor, data, text }) => {
    const { channel } = data as { channel?: string };
    const by = `${typeText(type)}${channel === undefined ? '' : ` (${channel})`}`;
    // A program that brought it is not who did it.
    const who = actor.name === undefined ? '' : `, ${actor.name}`;
    return line(`${dayIn(occurredAt)} ${by}${who}${text === undefined ? '' : `: ${quoted(text)}`}`, [id]);
  });
}

function nameIn({ id, name }: { readonly id: string; readonly name?: string }): string {
  return name ?? id;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
