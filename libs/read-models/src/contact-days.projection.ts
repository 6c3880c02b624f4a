import { dayOf, type Instant } from '#core/time.js';
import { contactActOf, mayAct } from '#domain/acts.js';
import type { Fact } from '#domain/fact.js';
import { AdministrativeEvents, RelationshipEvents, TouchpointEvents } from '#domain/vocabulary.js';
import { countDay, noContactDays } from '#measures/calendar/contact-days.js';
import { addChannelDay, leadingChannel, type ChannelDays } from '#measures/contact/channel-days.js';
import { addAct, noContact } from '#measures/contact/contact-state.js';
import { defineProjection, ignoring } from '#projections/definition/define-projection.js';
import type { Context } from '#projections/definition/definition.js';
import { handlingSome } from './handling.js';
import { localDayOf, startOfLocalDay } from './local-days.js';

/**
 * The contact-days of each relationship (definitions.md §1.1) as loyalty and activities ask for them (§1.8): when theirs
 * were the first, the second and the fifth, and what ours were; and by which channel they come.
 *
 * A day of ours is *proactive* with an act of ours alone that answers nothing: no act of theirs in its conversations in the
 * 14 days before. It is *reactive* with one that does. It may be both; with nothing but acts of both sides, such as a
 * meeting, it is neither, because who asked for it is not known. It was a *play* where one was carried out on that day
 * (PlayDone).
 *
 * The *channel* of a relationship (a proposal of ours) is the one with most contact-days of theirs among the 365 days that
 * end with the day asked about; of several the one used last, then the first by name. A day counts for each channel that an
 * act of theirs names on it. There is none where no act of those days names one.
 *
 * **Row**: `first`, `second`, `fifth`: the first act of that contact-day of theirs; `theirs`, `ours`: contact-days; `channel`.
 * **Cells**, sums that only grow, so that a period is the difference of two moments: `theirs`: days, relationships;
 * `ours`: days, proactive, reactive, plays; and beside them, of the moment: `channel, channel`: relationships. A day of several
 * relationships counts in each of them. What is answered to recommended plays is told by `plays`.
 */
export const contactDays = defineProjection({
  name: 'contact-days',
  purpose: 'relationship-analysis',
  key: { by: 'relationship' },
  parameters: { zone: 'UTC' },
  initial: () => ({
    contact: noContact(),
    first: null as Instant | null,
    second: null as Instant | null,
    fifth: null as Instant | null,
    proactive: noContactDays(),
    reactive: noContactDays(),
    played: noContactDays(),
    plays: noContactDays(),
    channels: [] as ChannelDays,
    channel: null as string | null,
    channelUntil: null as Instant | null,
  }),
  on: {
    ...handlingSome(
      (doc: ContactDaysDocument, event, ctx: Zoned) => takeTouchpoint(doc, event, ctx),
      mayAct,
      TouchpointEvents,
    ),
    ...ignoring(RelationshipEvents, AdministrativeEvents),
    PlayDone: (doc, event, { parameters }) => {
      const day = dayOf(event.occurredAt, parameters.zone);
      countDay(doc.played, day);
      if (doc.contact.ours.days.latest.includes(day)) countDay(doc.plays, day);
    },
  },
  deadline: ({ channelUntil }) => channelUntil ?? undefined,
  onDeadline: tellChannel,
  index: ({ first, second, fifth, contact, channel }) => ({
    first,
    second,
    fifth,
    theirs: contact.theirs.days.count,
    ours: contact.ours.days.count,
    channel,
  }),
  rollup: ({ contact, proactive, reactive, plays, channel }) => {
    const [theirs, ours] = [contact.theirs.days.count, contact.ours.days.count];
    const kinds = { proactive: proactive.count, reactive: reactive.count, plays: plays.count };
    return [
      ...(theirs === 0 ? [] : [{ at: ['theirs'], add: { days: theirs, relationships: 1 } }]),
      ...(ours === 0 ? [] : [{ at: ['ours'], add: { days: ours, ...kinds } }]),
      ...(channel === null ? [] : [{ at: ['channel', channel], add: { relationships: 1 } }]),
    ];
  },
});

type Days = ReturnType<typeof noContactDays>;
interface ContactDaysDocument {
  contact: ReturnType<typeof noContact>;
  first: Instant | null;
  second: Instant | null;
  fifth: Instant | null;
  proactive: Days;
  reactive: Days;
  /** Days on which a play was carried out, and those of them that are contact-days of ours. */
  played: Days;
  plays: Days;
  channels: ChannelDays;
  channel: string | null;
  /** When it may be another, or none, though nobody does anything. */
  channelUntil: Instant | null;
}
type Zoned = Context<{ readonly zone: string }>;

const nobody = { theirs: [], ours: [] } as const;

function takeTouchpoint(doc: ContactDaysDocument, event: Fact, ctx: Zoned): void {
  const { zone } = ctx.parameters;
  const act = contactActOf(event, zone);
  if (act === undefined) return;
  // Who acted is not asked for here, and would be kept for 14 days.
  const { newDay, exchange } = addAct(doc.contact, { ...act, people: nobody });
  if (newDay.theirs) {
    const { count } = doc.contact.theirs.days;
    if (count === 1) doc.first = act.at;
    if (count === 2) doc.second = act.at;
    if (count === 5) doc.fifth = act.at;
  }
  const { channel } = event.data as { channel?: string };
  if (
    channel !== undefined &&
    act.sides.has('theirs') &&
    addChannelDay(doc.channels, channel, localDayOf(act.at, zone))
  )
    tellChannel(doc, act.at, ctx);
  if (!act.sides.has('ours')) return;
  if (act.sides.size === 1) countDay(exchange ? doc.reactive : doc.proactive, act.day);
  if (doc.played.latest.includes(act.day)) countDay(doc.plays, act.day);
}

function tellChannel(doc: ContactDaysDocument, at: Instant, { parameters: { zone } }: Zoned): void {
  const lead = leadingChannel(doc.channels, localDayOf(at, zone));
  doc.channel = lead?.channel ?? null;
  doc.channelUntil = lead === undefined ? null : startOfLocalDay(lead.untilDay, zone);
}
