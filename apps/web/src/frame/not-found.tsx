import { Link } from 'react-router';
import { searchKeys } from '../parts/search-keys.js';
import { texts } from '../texts.js';
import states from '../parts/states.module.css';

export function NotFound() {
  return (
    <section className={states['state']}>
      <h1>{texts.frame.notFound.title}</h1>
      <p>
        {texts.frame.notFound.hint} <kbd>{searchKeys}</kbd>. <Link to="/">{texts.frame.notFound.portfolio}</Link>
      </p>
    </section>
  );
}
