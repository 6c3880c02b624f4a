import { formatInstant } from '#core/time.js';
import type { VoiceDocument, VoiceView } from '#read-models/voice.projection.js';
import { countText, eventIds, joined, textMember, type StandingPresentation } from './standing-presentation.js';
import type { VoicePart } from './standing-answers.js';

const complaintsListed = 20;

/** What customers tell us outright. @returns undefined where they were never asked and never told anything */
export function voicePart(doc: VoiceDocument, view: VoiceView, { zone }: StandingPresentation): VoicePart | undefined {
  const { answers, surveys, complaints, told } = doc;
  if (answers.usable + surveys.sent + told.complaints + told.praise + told.referrals === 0) return undefined;
  const open = complaints.filter(({ resolvedAt }) => resolvedAt === null);
  const latest = answers.latest.map(({ instrument, score, at, change }) => ({
    instrument,
    score,
    at: formatInstant(at, zone),
    changeOfTen: change,
  }));
  return {
    answers: answers.counted,
    latest,
    figures: view.figures.map(({ instrument, n, figure }) => ({
      instrument,
      n,
      value: figure?.value ?? null,
      low: figure?.low ?? null,
      high: figure?.high ?? null,
    })),
    responseRate: { sent: surveys.sent, answered: surveys.answered },
    complaints: told.complaints,
    openComplaints: open.slice(0, complaintsListed).map(({ onset, topic }) => ({
      since: formatInstant(onset.since, zone),
      ...textMember('topic', topic),
      evidence: eventIds(onset.event),
    })),
    praise: told.praise,
    referrals: told.referrals,
    sentence: joined([
      ...latest.map(
        ({ instrument, score, at, changeOfTen }) =>
          `${instrument.toUpperCase()} ${score} on ${at.slice(0, 10)}${changeText(changeOfTen)}`,
      ),
      told.complaints > 0 && `${countText(told.complaints, 'complaint')}, ${open.length} open`,
      told.praise > 0 && `praised us ${told.praise === 1 ? 'once' : `${told.praise} times`}`,
      told.referrals > 0 && countText(told.referrals, 'referral'),
      surveys.sent > 0 && `${surveys.answered} of ${countText(surveys.sent, 'survey')} answered`,
    ]),
  };
}

function changeText(change: number | null): string {
  if (change === null || change === 0) return '';
  return ` (${change > 0 ? '+' : '−'}${Math.round(10 * Math.abs(change)) / 10} of 10)`;
}
