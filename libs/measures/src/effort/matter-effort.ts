import type { Id } from '#core/time.js';
import { countDay, noContactDays, type ContactDays } from '../calendar/contact-days.js';

/** What it took the customer until a matter was resolved (Dixon, Freeman & Toman 2010). */
export interface Effort {
  /** Contact-days of theirs in the matter beyond the first. */
  readonly repeatContacts: number;
  /** How often a contact of theirs came on another channel than the one before it. */
  readonly channelSwitches: number;
  /** How often it went to somebody else. */
  readonly transfers: number;
  /** How often it began again after it was resolved. */
  readonly reopenings: number;
}

export const effortNames = ['repeatContacts', 'channelSwitches', 'transfers', 'reopenings'] as const;
export type EffortName = (typeof effortNames)[number];

/** Who has a matter: a person, a team, or both, as far as that was said. */
export interface Holder {
  readonly person: Id | null;
  readonly team: string | null;
}

/** Where one matter stands: plain JSON of bounded size, advanced event by event in fold order. */
export interface MatterState {
  /** Whether its opening is known. */
  opened: boolean;
  resolved: boolean;
  /** Contact-days of theirs. */
  days: ContactDays;
  /** Of their first and of their latest contact whose channel is known. */
  firstChannel: string | null;
  channel: string | null;
  holder: Holder;
  channelSwitches: number;
  transfers: number;
  reopenings: number;
}

export function newMatter(): MatterState {
  const none = { opened: false, resolved: false, days: noContactDays(), firstChannel: null, channel: null };
  return { ...none, holder: { person: null, team: null }, channelSwitches: 0, transfers: 0, reopenings: 0 };
}

/** Somebody of theirs was in contact about it. @param day `YYYY-MM-DD` in the workspace's zone */
export function contactedAbout(state: MatterState, day: string, channel: string | undefined): void {
  countDay(state.days, day);
  if (channel === undefined) return;
  if (state.channel !== null && state.channel !== channel) state.channelSwitches++;
  state.firstChannel ??= channel;
  state.channel = channel;
}

/**
 * It was given to somebody: a transfer where somebody else had it. The first assignment is none, and neither is one to a
 * person of the team that has it already, where no person had it. A team alone says nothing of who of it.
 */
export function assignedTo(state: MatterState, to: Holder): void {
  const { person, team } = state.holder;
  const isOther = (had: string | null, has: string | null): boolean => had !== null && has !== null && had !== has;
  const isOtherTeam = isOther(team, to.team);
  if (isOther(person, to.person) || isOtherTeam) state.transfers++;
  state.holder = {
    person: to.person ?? (isOtherTeam ? null : person),
    team: to.team ?? (isOther(person, to.person) ? null : team),
  };
}

/** It was handed over, by an event that says so: a transfer, whoever had it. Who has it then is only what that says. */
export function transferredTo(state: MatterState, { person, team }: Holder): void {
  state.transfers++;
  state.holder = { person, team };
}

/** It was opened, or opened again: where it was resolved that is a reopening, whatever the event is called. */
export function openedMatter(state: MatterState, isOpening: boolean): void {
  if (isOpening) state.opened = true;
  if (!state.resolved) return;
  state.resolved = false;
  state.reopenings++;
}

/**
 * It was resolved. Of two resolutions in a row the first counts.
 * @returns what it took until then; undefined when it was resolved already
 */
export function resolvedMatter(state: MatterState): Effort | undefined {
  if (state.resolved) return undefined;
  state.resolved = true;
  const { days, channelSwitches, transfers, reopenings } = state;
  return { repeatContacts: Math.max(0, days.count - 1), channelSwitches, transfers, reopenings };
}
