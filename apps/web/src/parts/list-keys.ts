import { useEffect, useRef } from 'react';

/** Where keys mean something else: fields take them as text, a dialog has keys of its own. */
const elsewhere = 'input, textarea, select, [contenteditable], dialog, [role="dialog"], [role="slider"]';

/**
 * The keys of a list that is the page's main content: they work from a fresh page on, wherever the focus is, except in
 * a field or a dialog. What an element has taken already is left to it.
 * @param onKey returns whether it took the key
 */
export function useListKeys(onKey: (key: string) => boolean): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.closest(elsewhere) !== null) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** The first of some elements that is not scrolled under the header: where a list is entered. */
export function firstInSight<E extends HTMLElement>(elements: Iterable<E>, coveredTopPx: number): E | undefined {
  return [...elements].find((each) => each.getBoundingClientRect().top >= coveredTopPx);
}
