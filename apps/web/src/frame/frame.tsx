import { useEffect, type ReactNode } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';
import { texts } from '../texts.js';
import { Header } from './header.js';
import { TimeBar } from './time-bar.js';
import styles from './frame.module.css';

/** What stays the same on every page: the header above, the time bar below. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { pathname } = useLocation();
  const way = useNavigationType();
  useEffect(() => {
    // Another page begins at its top; going back, the browser knows where one was.
    if (pathname !== '' && way !== NavigationType.Pop) window.scrollTo(0, 0);
  }, [pathname, way]);
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
