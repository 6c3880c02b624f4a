import { useEffect, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { texts } from '../texts.js';
import { Header } from './header.js';
import { TimeBar } from './time-bar.js';
import styles from './frame.module.css';

/** What stays the same on every page: the header above, the time bar below. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation();
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another page begins at its top
  useEffect(() => window.scrollTo(0, 0), [pathname]);
  return (
    <>
      <a className={styles['skip']} href="#page">
        {texts.frame.skip}
      </a>
      <Header />
      <main id="page" className={styles['page']} tabIndex={-1}>
        {children}
      </main>
      <TimeBar />
    </>
  );
}
