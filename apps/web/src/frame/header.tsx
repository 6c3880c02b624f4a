import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { Icon } from '../parts/icon.js';
import { searchKeys } from '../parts/search-keys.js';
import { texts } from '../texts.js';
import { LiveDot } from './live-dot.js';
import { SearchDialog } from './search-dialog.js';
import { pages } from './pages.js';
import styles from './frame.module.css';

/** The pages there are, the search, the live dot, light and dark. */
export function Header() {
  const [searching, setSearching] = useState(false);
  useHotkeys([['mod+K', () => setSearching(true)]], []);
  const nav = useRef<HTMLElement>(null);
  // Rendered anew with each address.
  useLocation();
  // Where not all pages fit, the one that is open is in sight.
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  return (
    <header className={styles['header']}>
      <NavLink to="/" className={styles['name']!} tabIndex={-1} aria-hidden="true">
        {texts.name}
      </NavLink>
      <nav ref={nav} aria-label={texts.frame.navigation}>
        {pages.map(({ to, title }) => (
          <NavLink key={to} to={to} end={to === '/'}>
            {title}
          </NavLink>
        ))}
      </nav>
      <button
        type="button"
        className={styles['search']}
        aria-label={texts.frame.search}
        onClick={() => setSearching(true)}
      >
        <Icon name="search" />
        <span>{texts.frame.search}</span>
        <kbd>{searchKeys}</kbd>
      </button>
      <SchemeSwitch />
      <LiveDot />
      {searching && <SearchDialog close={() => setSearching(false)} />}
    </header>
  );
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  const label = other === 'dark' ? texts.frame.toDark : texts.frame.toLight;
  return (
    <button
      type="button"
      className={styles['scheme']}
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </button>
  );
}
