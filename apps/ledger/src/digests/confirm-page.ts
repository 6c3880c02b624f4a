import { createHash } from 'node:crypto';
import { escapeMarkup } from '#core/markup.js';
import type { LinkAnswer } from '#workspace/digests/digest-answers.js';
import { linkTexts } from '#workspace/digests/digest-words.js';
import { kindWords } from '#workspace/today/kind-words.js';
import { declineReasons } from '#workspace/today/today-words.js';

/** What a link would say: nothing is said before somebody presses the button. */
export function askPage(link: LinkAnswer): string {
  const { ask } = linkTexts[link.word];
  const buttons =
    link.word === 'decline'
      ? Object.entries(declineReasons).map(([reason, text]) => button(text, `?reason=${reason}`))
      : [button(ask, '?')];
  return page(
    ask,
    `${about(link)}<p>You say it as <strong>${escapeMarkup(link.by)}</strong>. Nothing is recorded until you press the button.</p>${buttons.join('')}`,
  );
}

export function donePage(link: LinkAnswer): string {
  const { done } = linkTexts[link.word];
  return page(done, `${about(link)}${link.canUndo ? button('Take it back', '?undo=1') : ''}${toTend}`);
}

export function undonePage(link: LinkAnswer): string {
  const { ask } = linkTexts[link.word];
  return page('It is taken back.', `${about(link)}${button(ask, '?')}${toTend}`);
}

/** @param hint what to do about it */
export function refusedPage(title: string, hint: string): string {
  // What is typed into a terminal helps nobody here.
  return page(title, `${hint.includes('`') ? '' : `<p>${escapeMarkup(hint)}</p>`}${toTend}`);
}

const toTend = '<p><a href="/today">Today in Tend</a></p>';

function about({ kind, relationship, due, day }: LinkAnswer): string {
  const what = kind === undefined ? [] : [kindWords(kind)];
  const who = relationship === undefined ? [] : [relationship.name ?? relationship.id];
  return `<p>${escapeMarkup([...what, ...who, ...(due === undefined ? [] : [`due ${due}`]), `digest of ${day}`].join(' · '))}</p>`;
}

function button(text: string, query: string): string {
  return `<form method="post" action="${query}"><button>${escapeMarkup(text)}</button></form>`;
}

const style =
  // Of the whole page: on the body alone it leaves the paper white at night.
  ':root{color-scheme:light dark}' +
  'body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:10vh auto;padding:0 1rem}h1{font-size:1.5rem;line-height:1.3}' +
  'form{display:inline-block;margin:0 .5rem .5rem 0}button{font:inherit;padding:.5rem 1rem;cursor:pointer}';

function page(title: string, body: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeMarkup(title)} · Tend</title>`;
  return `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body><h1>${escapeMarkup(title)}</h1>${body}</body></html>\n`;
}

/** No script, one style, and forms that lead here alone. */
export const confirmHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; ` +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // With none at all the browser would not say that the form is ours.
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
};
