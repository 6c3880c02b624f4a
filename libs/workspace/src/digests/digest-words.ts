import type { LinkWord } from './digest-links.js';

/** What the links of a digest are called, what their page asks, and what it says afterwards. */
export const linkTexts: Readonly<
  Record<LinkWord, { readonly link: string; readonly ask: string; readonly done: string }>
> = {
  'kept': {
    link: 'It was kept',
    ask: 'Say that the promise was kept',
    done: 'It is recorded that the promise was kept.',
  },
  'not-kept': {
    link: 'It was not kept',
    ask: 'Say that the promise was not kept',
    done: 'It is recorded that the promise was not kept.',
  },
  'accept': { link: 'I do it', ask: 'Accept the play', done: 'The play is accepted. Say so when it is done.' },
  'decline': { link: 'Not this', ask: 'Decline the play', done: 'The play is declined.' },
  'done': { link: 'It is done', ask: 'Say that the play is done', done: 'The play is done.' },
  'acknowledge': { link: 'I see to it', ask: 'Acknowledge', done: 'It is acknowledged.' },
  'snooze': { link: 'Snooze 3 days', ask: 'Snooze for three days', done: 'It is snoozed. It comes back by itself.' },
  'resolve': { link: 'Resolved', ask: 'Resolve', done: 'It is resolved.' },
  'stop': {
    link: 'Stop these messages',
    ask: 'Stop these messages',
    done: 'Nothing more is sent, until somebody enables the digest again.',
  },
};
