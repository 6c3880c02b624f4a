import { dayMs } from '#core/zones.js';
import { formatInstant, type Id, type Instant } from '#core/time.js';
import type { Named } from '../answers.js';

/** What the parts of a relationship are told with. */
export interface StandingPresentation {
  readonly nameOf: (id: Id) => Named;
  /** What was said in an event, unsealed; undefined where there is nothing, or it may not be told. */
  readonly textOf: (event: Id) => string | undefined;
  readonly zone: string;
  /** The instant that is told of. */
  readonly at: Instant;
}

/** An instant of a document; null where it is not known. */
export function instantOr(at: Instant | null, zone: string): string | null {
  return at === null ? null : formatInstant(at, zone);
}

/** A time that there is none of is left out. */
export function timeMember<Name extends string>(
  name: Name,
  at: Instant | null,
  zone: string,
): { readonly [N in Name]?: string } {
  return (at === null ? {} : { [name]: formatInstant(at, zone) }) as { readonly [N in Name]?: string };
}

/** A text that there is none of is left out. */
export function textMember<Name extends string>(name: Name, text: string | null | undefined) {
  return (text === null || text === undefined ? {} : { [name]: text }) as { readonly [N in Name]?: string };
}

/** Days as they are read: one decimal below ten. */
export function daysText(days: number): string {
  const shown = days >= 10 ? Math.round(days) : Math.round(days * 10) / 10;
  return `${shown.toLocaleString('en')} ${shown === 1 ? 'day' : 'days'}`;
}

/** Whole days that have passed. */
export function wholeDays(from: Instant, to: Instant): number {
  return Math.floor(Math.max(0, to - from) / dayMs);
}

export function countText(count: number, one: string, other = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : other}`;
}

/** Parts of a sentence that are not empty. */
export function joined(parts: readonly (string | false | null | undefined)[], by = '; '): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join(by);
}

/** Each once, in order; nothing stands for nothing. */
export function eventIds(...ids: readonly (Id | null | undefined)[]): readonly Id[] {
  return [...new Set(ids.filter((id): id is Id => id !== null && id !== undefined))];
}
