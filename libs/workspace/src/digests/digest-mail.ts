import { escapeMarkup } from '#core/markup.js';
import { dayOf, type Id } from '#core/time.js';
import type { Named } from '../answers.js';
import { kindWords } from '../today/kind-words.js';
import { noOwner } from '../today/today-answers.js';
import type { DigestMessage, DigestPreview } from './digest-answers.js';
import type { LinkedThing } from './digest-message.js';
import { linkTexts } from './digest-words.js';

/** What a mail is made of. */
export interface DigestMail {
  readonly message: DigestMessage;
  readonly things: readonly LinkedThing[];
  readonly origin: string;
  readonly stop: string;
  readonly zone: string;
  /** Names as they are known when the mail is sent: what was erased since stands in none. */
  readonly nameOf: (id: Id) => Named;
}

/** A digest as people read it, as text and as HTML. No name stands in the subject: it is shown on locked screens. */
export function digestMail(mail: DigestMail): DigestPreview {
  const { total } = mail.message.data;
  const subject =
    total === 0
      ? 'Nothing to do today'
      : `${total.toLocaleString('en')} ${total === 1 ? 'thing' : 'things'} to do today`;
  return { subject: `Tend: ${subject}`, text: textOf(mail, subject), html: htmlOf(mail, subject) };
}

function textOf(mail: DigestMail, title: string): string {
  const things = mail.things.map((thing, at) => {
    const links = thing.links.map(({ word, url }) => `   ${linkTexts[word].link}: ${url}`);
    const page = thing.page === undefined ? [] : [`   All that happened: ${thing.page}`];
    return [`${at + 1}. ${headOf(mail, thing)}`, `   ${sayOf(thing)}`, ...links, ...page, ''].join('\n');
  });
  return [
    headingOf(mail, title),
    '',
    ...things,
    ...tailOf(mail),
    '',
    `Today in Tend: ${mail.origin}/today`,
    `${linkTexts.stop.link}: ${mail.stop}`,
    '',
  ].join('\n');
}

function htmlOf(mail: DigestMail, title: string): string {
  const things = mail.things.map((thing) => {
    const links = [
      ...thing.links.map(({ word, url }) => linkOf(url, linkTexts[word].link)),
      ...(thing.page === undefined ? [] : [linkOf(thing.page, 'All that happened')]),
    ];
    return `<li style="margin:0 0 16px"><strong>${escapeMarkup(headOf(mail, thing))}</strong><br>${escapeMarkup(sayOf(thing))}<br>${links.join(' &middot; ')}</li>`;
  });
  const list = things.length === 0 ? '' : `<ol style="padding-left:24px">${things.join('')}</ol>`;
  const tail = tailOf(mail).map((line) => `<p>${escapeMarkup(line)}</p>`);
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title></head>` +
    `<body style="font:16px/1.5 system-ui,sans-serif;max-width:640px;margin:16px">` +
    `<p><strong>${escapeMarkup(headingOf(mail, title))}</strong></p>${list}${tail.join('')}` +
    `<p style="font-size:13px">${linkOf(`${mail.origin}/today`, 'Today in Tend')} &middot; ${linkOf(mail.stop, linkTexts.stop.link)}</p></body></html>\n`
  );
}

function linkOf(url: string, text: string): string {
  return `<a href="${escapeMarkup(url)}">${escapeMarkup(text)}</a>`;
}

function headingOf({ message: { data }, nameOf }: DigestMail, title: string): string {
  const { owner, day } = data;
  const whose = owner === undefined ? '' : owner === noOwner ? ' of what nobody owns' : ` for ${called(nameOf(owner))}`;
  return oneLine(`${day}: ${title.toLowerCase().replace(' today', '')}${whose}`);
}

function headOf({ nameOf, zone }: DigestMail, { kind, relationship, since, dueAt }: LinkedThing): string {
  const who = relationship === undefined ? '' : ` · ${called(nameOf(relationship))}`;
  const when =
    dueAt === undefined ? `since ${dayOf(Date.parse(since), zone)}` : `due ${dayOf(Date.parse(dueAt), zone)}`;
  return oneLine(`${kindWords(kind)}${who} · ${when}`);
}

function sayOf({ why, todo, question }: LinkedThing): string {
  return oneLine([why, todo, ...(question === undefined ? [] : [question])].join(' '));
}

function tailOf({ message: { data } }: DigestMail): string[] {
  const { rest, settled, total, missing } = data;
  const kinds = rest.kinds.map(({ kind, count }) => `${count} × ${kindWords(kind)}`).join(', ');
  const nothing =
    settled > 0 ? 'All that was told is dealt with, put off, or history.' : 'Nothing is told of any relationship.';
  return [
    ...(total === 0 ? [nothing] : []),
    ...(rest.count === 0 ? [] : [`And ${rest.count} more: ${kinds}.`]),
    ...(missing === undefined ? [] : [`Not asked, because it is not ready: ${missing.join(', ')}.`]),
  ];
}

function called({ id, name }: Named): string {
  return name ?? id;
}

/** A name may hold anything: what would begin a line of its own does not. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
