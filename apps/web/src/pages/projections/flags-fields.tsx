import { Checkbox, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { BuildsAnswer } from '#workspace/builds/build-answers.js';
import type { FlagsQuery } from '#workspace/builds/flag-answers.js';
import { flagTexts as words } from '../../flag-texts.js';

/** More rows than these nobody reads on a page. */
const rowsShown = 500;

export interface FlagsQuestion {
  /** What is asked of flags; empty where nothing is. */
  readonly query: { readonly flags?: FlagsQuery };
  /** False where it is asked for flags of no signal. */
  readonly isComplete: boolean;
  readonly fields: ReactNode;
}

/** Whether a what-if asks for flags too, and of which signal; of projections that raise none of relationships it cannot. */
export function useFlagsQuestion({ flags }: BuildsAnswer): FlagsQuestion {
  // Where there is a usual signal it is asked for: it is the question that a stricter rule raises first.
  const [asks, setAsks] = useState(flags?.signal !== undefined);
  const [text, setText] = useState(flags?.signal ?? '');
  if (flags === undefined) return { query: {}, isComplete: true, fields: null };
  const signal = text.trim();
  return {
    query: asks ? { flags: { signal, limit: rowsShown } } : {},
    isComplete: !asks || signal !== '',
    fields: (
      <>
        <Checkbox label={words.ask} checked={asks} onChange={({ currentTarget: { checked } }) => setAsks(checked)} />
        {asks && (
          <TextInput label={words.signal} value={text} onChange={({ currentTarget: { value } }) => setText(value)} />
        )}
      </>
    ),
  };
}
