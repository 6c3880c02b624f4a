import type { Told, VoiceGrouping } from './voice-answers.js';
import { isWhenSelected, type VoiceSelection } from './voice-filter.js';
import type { VoiceParts } from './voice-parts.js';

export const nothingTold: Told = { complaints: 0, praise: 0, referrals: 0 };
const toldTypes: Readonly<Record<string, keyof Told>> = {
  ComplaintRaised: 'complaints',
  PraiseGiven: 'praise',
  ReferralMade: 'referrals',
};

/** What was told is kept by relationship, or by channel and month: where both are asked for nothing is said of it. */
export function toldOf(parts: VoiceParts, selection: VoiceSelection): { readonly told?: Told } {
  if (selection.segment === undefined) {
    const wanted = parts.toldWhen.filter((one) => isWhenSelected(selection, one));
    return { told: wanted.reduce((sum, one) => plusWhen(sum, one), nothingTold) };
  }
  if (isOfSomeTime(selection)) return {};
  const wanted = parts.told.filter(({ segment }) => segment === selection.segment);
  return { told: wanted.reduce(plus, nothingTold) };
}

/** The same of each group that has some; undefined where it is not kept so. */
export function toldOfGroups(
  parts: VoiceParts,
  selection: VoiceSelection,
  by: VoiceGrouping,
): ReadonlyMap<string, Told> | undefined {
  const found = new Map<string, Told>();
  const isByRelationship = by === 'segment' || by === 'organisation';
  if (isByRelationship ? isOfSomeTime(selection) : selection.segment !== undefined) return undefined;
  if (isByRelationship) {
    for (const one of parts.told) {
      if (selection.segment !== undefined && one.segment !== selection.segment) continue;
      if (one.complaints + one.praise + one.referrals === 0) continue;
      const group = by === 'segment' ? one.segment : one.relationship;
      found.set(group, plus(found.get(group) ?? nothingTold, one));
    }
    return found;
  }
  for (const one of parts.toldWhen)
    if (isWhenSelected(selection, one)) found.set(one[by], plusWhen(found.get(one[by]) ?? nothingTold, one));
  return found;
}

function isOfSomeTime({ channel, from, to }: VoiceSelection): boolean {
  return [channel, from, to].some((one) => one !== undefined);
}

function plus(sum: Told, { complaints, praise, referrals }: Told): Told {
  return {
    complaints: sum.complaints + complaints,
    praise: sum.praise + praise,
    referrals: sum.referrals + referrals,
  };
}

function plusWhen(sum: Told, { type, events }: { readonly type: string; readonly events: number }): Told {
  const member = toldTypes[type];
  return member === undefined ? sum : { ...sum, [member]: sum[member] + events };
}
