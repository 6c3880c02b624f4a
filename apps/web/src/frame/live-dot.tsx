import { useLive } from '../api/live.js';
import { texts } from '../texts.js';
import styles from './frame.module.css';

/** Whether what is seen is kept up to date. */
export function LiveDot() {
  const state = useLive();
  const words = texts.frame.live;
  const long =
    state.kind === 'lost'
      ? words.lostLong(Math.round(state.retryInMs / 1000))
      : state.kind === 'live'
        ? words.liveLong
        : words.connectingLong;
  return (
    <output className={styles['live']} data-state={state.kind} title={long}>
      <span className={styles['dot']} aria-hidden="true" />
      <span className="only-read-out">{long}</span>
      <span aria-hidden="true">{words[state.kind]}</span>
    </output>
  );
}
