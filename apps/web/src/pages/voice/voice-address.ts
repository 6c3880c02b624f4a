import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { VoiceChoice } from '../../api/voice-reads.js';

const names = ['instrument', 'segment', 'answers'] as const;
type Name = (typeof names)[number];

export interface VoiceAddress extends VoiceChoice {
  /** Of which instrument the answers are shown. */
  readonly answers: string | undefined;
  /** The address with one choice changed; the moment stays. */
  readonly addressWith: (name: Name, value: string | undefined) => string;
}

/** What the page shows, as it stands in the address. */
export function useVoiceAddress(): VoiceAddress {
  const [search] = useSearchParams();
  return useMemo(() => {
    const [instrument, segment, answers] = names.map((name) => search.get(name) ?? undefined);
    return {
      instrument,
      segment,
      answers,
      addressWith: (name, value) => {
        const next = new URLSearchParams(search);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        // The answers of one instrument are not those of another that is chosen.
        if (name === 'instrument') next.delete('answers');
        return `?${next.toString()}`;
      },
    };
  }, [search]);
}
