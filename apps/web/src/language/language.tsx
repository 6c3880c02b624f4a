import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { createInstants, type Instants } from './instants.js';
import { createNumbers, type Numbers } from './numbers.js';

export interface Language extends Numbers {
  readonly instants: Instants;
  /** Moves on every minute, so that "today" becomes "yesterday" on a page left open. */
  readonly nowMs: number;
}

const LanguageContext = createContext<Language | undefined>(undefined);
const minuteMs = 60_000;

/** The language of the texts of these pages. */
const wordsLocale = 'en';

/** Gives the parts below it the reader's numbers, and the workspace's time zone. */
export function LanguageProvider({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), minuteMs);
    return () => clearInterval(timer);
  }, []);
  const formats = useMemo(() => {
    const locale = navigator.language;
    return { ...createNumbers(locale), instants: createInstants(locale, wordsLocale, zone) };
  }, [zone]);
  const language = useMemo(() => ({ ...formats, nowMs }), [formats, nowMs]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (!language) throw new Error('This part stands outside of LanguageProvider.');
  return language;
}
