import { limits } from '#core/limits.js';
import { channelDays } from '#measures/contact/channel-days.js';
import { phaseRulesV0 } from '#measures/phases/phase-rules.js';
import { atRiskFromDefault } from '#measures/process/target-terms.js';
import { fewestGaps } from '#measures/rhythm/rhythm.js';
import { silenceFloorDays } from '#measures/rhythm/silence-decision.js';
import { leastContactDays } from '#measures/trend/rate-ratio.js';
import { leastAnswers } from '#measures/voice/survey-summary.js';
import { voiceDefinitions } from './voice/voice-definitions.js';

/**
 * What the numbers mean that people are shown, each in a sentence or two: the one source of `--explain`, of
 * `GET /definitions` and of the pages. Numbers in them are those of the code. They say what `definitions.md` of the
 * definitions does, in the words of who reads them.
 */
export const definitions = {
  phase: `Where the relationship stands, by rules of ours over phases of the literature (Dwyer, Schurr & Oh 1987; Zhang et al. 2016). The first rule that holds decides; the rules are published, with a version, and are a proposal that is not calibrated. Fewer than ${phaseRulesV0.toldFromContactDays} contact-days of theirs read “too early to tell”.`,
  since:
    'When the phase began, as far as can be told afterwards, and when the rules could first tell (“seen”). Lead times are counted from when it was seen.',
  contactDays:
    'Days on which the customer’s side did something that counts as contact. However much happens in one day, it counts once. Days are days of the workspace’s time zone.',
  team: 'The organisation of ours that the owner is a member of at that moment (PartyAffiliated), of several the one joined last; the owner itself where that is an organisation. None where nobody owns it, or the owner is in no team. Measures of a team are told from so many owners on as the policy for the workforce says, which are 5 without one; the list of its relationships is not protected, because who works with them needs it.',
  channel: `The channel that most contact-days of theirs came by in the ${channelDays} days before; of several the one used last. A day counts for each channel that an act of theirs names. This is a proposal of ours.`,
  silence: `How long nothing has come from them, how long they usually take, and how likely a silence of that length is by chance for somebody with their rhythm (Wheat & Morrison 1990, on days on which we are open). It is an alarm from ${silenceFloorDays} days on, when it is less likely than a limit that allows ${phaseRulesV0.falseAlarmsPerYear} false alarms a year. With fewer than ${fewestGaps} gaps nothing is said. While a feed is down it is not known, which is not silence.`,
  ourSilence:
    'How long ago somebody of ours was last in touch, and which messages of theirs nobody has answered. It is told only where we mean to be in touch every so often, or where a message waits.',
  change:
    'Their gaps have become longer, or shorter: a running sum of how unlikely each gap is for their rhythm (CUSUM; Page 1954) went over its limit. How often such an alarm is false, and how often a change is found, stands beside it: that there is none says little.',
  breach: `A promise of ours that was broken, a complaint or an escalation, until it is made good or its matter is resolved. An apology alone closes none. It counts against us for ${phaseRulesV0.breachDays} days.`,
  trend: `How often they are in contact now against before: contact-days of the last 28 days, or of four usual gaps if that is longer, against the three windows before, with the exact interval of 95 % (Przyborowski & Wilenski 1940). With fewer than ${leastContactDays} contact-days none is told.`,
  promises:
    'Promises of ours that came due. Kept in time is kept; late or not at all is broken: by the source that would have seen it, or by the word of whoever says that it was not kept. What nobody who would know has said anything of is unconfirmed: a question, in no rate until somebody answers it, kept or not kept. An order that says by when it is required is a promise.',
  promiseRate:
    'Kept ÷ (kept + broken), with the interval of 95 % of a belief that took every rate for equally likely beforehand (Beta(1, 1)). What the source observed, what the customer confirmed and what we say ourselves is never added up.',
  needs:
    'What they said that they want. Untouched: nothing was done about it since, in a conversation that it was stated in. In hand: something was. Met and declined are said by somebody.',
  contracts:
    'Contracts in force, and by when the next term has to be settled: the last instant for notice, or the end where there is none. Values are as the source states them, for the term, and never added across currencies.',
  people:
    'People of theirs, and the last exchange in which both sides took part within 14 days. Engaged: one in the last 90 days. Breadth: distinct people in 180 days. Single-threaded: only one, between firms.',
  voice: `What they answered, complained of and praised. The change is that of one person between two answers to the same question, of ten. Figures such as NPS are shown from ${leastAnswers} answers on.`,
  effort: voiceDefinitions.effort.says,
  escalations: voiceDefinitions.escalations.says,
  tone: voiceDefinitions.tone.says,
  replies:
    'From the first message that no human had answered to the first reply of a human, in opening time. Messages still waiting are taken into account (Aalen & Johansen 1978); closed without a reply is never answered.',
  health:
    '50, and what each signal that is known adds or takes, by its weight: 0 to 100. Coverage is the share of the weight that is known; below 50 % no number is told, because what is missing is not missing by chance. No phase depends on it. The map and the weights are published, with a version, and are a proposal that is not calibrated. What changed it adds up to the change that is shown.',
  history:
    'The phases that the relationship was in, each with the rule that gave it and the events that say so. A replay under other rules may judge otherwise.',
  signals: `What stands as long as what is recorded says so, and nobody has dealt with it. Here are also those that somebody has put off, and history: what began more than ${limits.signalHistoricMs / 86_400_000} days before it was recorded. The inbox leaves these out.`,
  targets: `How long something may take in a case: from one milestone to another, in hours of its calendar or of the clock on the wall; where it says so, its time stands still while the case waits for the customer. At risk from ${atRiskFromDefault * 100} % of its limit on, unless it says otherwise: a proposal of ours. It is judged by what was known then, and a breach stays one when it is done later. Dropped: the case ended before, which is neither met nor breached. In time: met ÷ (met + breached), with the interval of 95 % (Wilson 1927).`,
  waits:
    'For whom cases wait between their steps: from the completion of an activity until work on the next step begins, or until that is completed where no start is known. Whom is what the process declares of the activity, else us. While somebody works on a case it waits for nobody, nor when it has ended.',
  days: 'A mark a day with an act of a side: theirs above the line, ours below.',
} as const;

/** Names of what is defined. */
export type Defined = keyof typeof definitions;
