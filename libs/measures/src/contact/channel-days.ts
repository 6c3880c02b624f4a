/** A channel is that of the contact-days in so many days (a proposal of ours). */
export const channelDays = 365;

/** Days of contact by channel: plain JSON, at most 365 days a channel. */
export type ChannelDays = {
  readonly channel: string;
  /** Numbers of local days since 1970-01-01, ascending. */
  days: number[];
}[];

/** The channel of a relationship on a day. */
export interface LeadingChannel {
  readonly channel: string;
  /** The first day on which it may be another, or none, though nobody does anything. */
  readonly untilDay: number;
}

/**
 * Adds a day with an act on a channel; days that count no longer are forgotten.
 * @param day number of the local day since 1970-01-01; not before the day before the latest one
 * @returns whether the day is new for the channel
 */
export function addChannelDay(state: ChannelDays, channel: string, day: number): boolean {
  const known = state.find((one) => one.channel === channel);
  if (known?.days.includes(day) === true) return false;
  if (known === undefined) state.push({ channel, days: [day] });
  else known.days = [...known.days, day].sort((a, b) => a - b);
  for (const one of state)
    if (one.days[0]! <= day - channelDays) one.days = one.days.filter((each) => each > day - channelDays);
  const used = state.filter(({ days }) => days.length > 0);
  state.splice(0, state.length, ...used);
  return true;
}

/**
 * The channel with most days among the 365 that end with today; of several the one that was used last, then the first by
 * name. Undefined without any.
 * @param today as `day` of `addChannelDay`
 */
export function leadingChannel(state: ChannelDays, today: number): LeadingChannel | undefined {
  const [first, second] = state
    .map(({ channel, days }) => ({ channel, days: days.filter((day) => day > today - channelDays) }))
    .filter(({ days }) => days.length > 0)
    .sort(
      (a, b) => b.days.length - a.days.length || b.days.at(-1)! - a.days.at(-1)! || (a.channel < b.channel ? -1 : 1),
    );
  if (first === undefined) return undefined;
  // Others only lose days meanwhile, so it stays the first until it has as many as the second has now.
  const ahead = Math.max(1, first.days.length - (second?.days.length ?? 0));
  return { channel: first.channel, untilDay: first.days[ahead - 1]! + channelDays };
}
