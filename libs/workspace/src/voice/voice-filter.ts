import { LedgerError } from '#core/errors.js';
import type { Id } from '#core/time.js';
import type { VoiceFilter } from './voice-answers.js';

/** What a counted part of a portfolio says of itself. */
export interface Placed {
  readonly segment: string;
  readonly channel: string;
  /** YYYY-MM; `any` where a relationship has so many that they are counted together. */
  readonly month: string;
}

/** Of one relationship; of all together where nothing that is asked needs them apart. */
export interface PartOfRelationship extends Placed {
  readonly relationship: Id;
}

export interface VoiceSelection {
  readonly instrument?: string;
  readonly segment?: string;
  readonly channel?: string;
  readonly from?: string;
  readonly to?: string;
}

/** The filter as it is applied. @throws LedgerError `invalid` for what is no month, or a span that ends before it begins */
export function selectionOf({ instrument, segment, channel, from, to }: VoiceFilter): VoiceSelection {
  for (const [field, month] of Object.entries({ from, to })) if (month !== undefined) requireMonth(field, month);
  if (from !== undefined && to !== undefined && from > to) throw refused('to', 'must not be before `from`');
  return {
    ...(instrument === undefined ? {} : { instrument: instrument.toLowerCase() }),
    ...(segment === undefined ? {} : { segment }),
    ...(channel === undefined ? {} : { channel }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

export function isSelected(selection: VoiceSelection, placed: Placed): boolean {
  return (selection.segment === undefined || selection.segment === placed.segment) && isWhenSelected(selection, placed);
}

/** The same of what is kept by channel and month, and by no segment. */
export function isWhenSelected(
  selection: VoiceSelection,
  { channel, month }: Pick<Placed, 'channel' | 'month'>,
): boolean {
  return (selection.channel === undefined || selection.channel === channel) && isMonthSelected(selection, month);
}

/** What is counted without its month is in no span of months. */
export function isMonthSelected({ from, to }: VoiceSelection, month: string): boolean {
  if (from === undefined && to === undefined) return true;
  return month !== 'any' && (from === undefined || month >= from) && (to === undefined || month <= to);
}

function requireMonth(field: string, month: string): void {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) throw refused(field, 'must be a month, YYYY-MM');
}

function refused(field: string, message: string): LedgerError {
  return new LedgerError('invalid', `${field} ${message}.`, {
    violations: [{ field, message }],
    hint: 'Give months such as 2026-01; both ends are included.',
  });
}
