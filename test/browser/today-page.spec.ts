import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page today', () => {
  let browser: Browser;
  const servers: FixtureServer[] = [];
  const said: (readonly [string, unknown])[] = [];

  const open = async (address = '/today', relationships = 3): Promise<Page> => {
    const server = await startFixtureServer({ relationships });
    servers.push(server);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.route('**/api/v1/commands/*', async (route) => {
      said.push([new URL(route.request().url()).pathname.split('/').at(-1)!, route.request().postDataJSON()]);
      await route.fulfill({ contentType: 'application/x-ndjson', body: '{"result":{}}\n' });
    });
    await page.goto(`${server.url}${address}`);
    return page;
  };
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    said.length = 0;
    for (const context of browser.contexts()) await context.close();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => browser?.close());

  it('says what there is to do, why, and how much more', async () => {
    const page = await open();
    const things = page.getByRole('list', { name: 'Things to do' }).getByRole('listitem');
    await things.first().getByRole('link', { name: 'Customer one' }).waitFor();
    expect(await things.count()).toBe(3);
    const first = await things.first().innerText();
    for (const text of ['Promise: kept or not?', 'was due', 'Kim', 'Was it kept?']) expect(first).toContain(text);
    expect(await page.getByText('And 1,204 more: 1,200 × Silent, 4 × of somebody else.').count()).toBe(1);
    await things.nth(1).getByRole('button', { name: 'Usually every 6 days' }).click();
    const why = page.getByRole('dialog', { name: 'Why: Silent' });
    expect(await why.innerText()).toContain('Rank 3 of 5. They are turning away');
    expect(await why.innerText()).toContain('Told as well by: In touch less often.');
  });

  it('is worked through by keys: the play first, and what was said last is taken back', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Customer one' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.getByText('Snoozed: Promise: kept or not?, Customer one.').waitFor();
    await page.keyboard.press('u');
    await page.getByText('Snoozed:').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.getByText('Accepted: Silent, Customer two.').waitFor();
    // Of what nobody has raised there is nothing to be said.
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    expect(said).toEqual([
      ['SnoozeSignal', { signals: ['signal-one'], until: '3d' }],
      ['ReopenSignal', { signals: ['signal-one'] }],
      ['AcceptPlay', { relationship: 'id-two', play: 'call' }],
    ]);
  });

  it('answers what is asked of a promise, by a button and by a key, and takes it back', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Kept: Promise: kept or not?, Customer one', exact: true }).click();
    await page.getByText('Kept, by our own word: Promise: kept or not?, Customer one.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-going]').waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'Customer one' }).focus();
    await page.keyboard.press('e');
    await page.getByText(/^Kept, by our own word/).waitFor();
    const undone = page.waitForResponse('**/UndoPromises');
    await page.keyboard.press('u');
    await undone;
    await page.locator('[data-going]').waitFor({ state: 'detached' });
    await page.getByRole('listitem').filter({ hasText: 'Customer one' }).focus();
    await page.keyboard.press('n');
    await page.getByText('Not kept, by our own word: Promise: kept or not?, Customer one.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('[data-going]').waitFor({ state: 'detached' });
    const answered = page.waitForResponse('**/NotKeptPromises');
    await page.getByRole('button', { name: 'Not kept: Promise: kept or not?, Customer one' }).click();
    await answered;
    const promises = ['promise-one'];
    expect(said).toEqual([
      ['KeepPromises', { promises }],
      ['UndoPromises', { promises }],
      ['KeepPromises', { promises }],
      ['UndoPromises', { promises }],
      ['NotKeptPromises', { promises }],
      ['UndoPromises', { promises }],
      ['NotKeptPromises', { promises }],
    ]);
  });

  it('asks why a play is declined', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Decline play: Silent, Customer two' }).click();
    await page
      .getByRole('group', { name: 'Why is it declined?' })
      .getByRole('button', { name: 'wrong person' })
      .click();
    await page.getByText('Declined: Silent, Customer two.').waitFor();
    expect(said).toEqual([['DeclinePlay', { relationship: 'id-two', play: 'call', reason: 'wrong-person' }]]);
  });

  it('is of one owner by its address, and of the past, where nothing is said', async () => {
    const page = await open('/today?asOf=2026-11-20');
    const asked = page.waitForRequest('**/api/v1/today?owner=id-kim&asOf=2026-11-20');
    await page.getByRole('navigation', { name: 'Of' }).getByRole('link', { name: 'Kim 1' }).click();
    await page.waitForURL('**/today?asOf=2026-11-20&owner=id-kim');
    expect((await asked).method()).toBe('GET');
    await page.getByText('as of 2026-11-20').waitFor();
    expect(await page.getByRole('button', { name: /^(Acknowledge|Accept)/ }).count()).toBe(0);
  });

  it('says what to do when there is nothing', async () => {
    const page = await open('/today', 0);
    await page.getByRole('heading', { name: 'Nothing to do today' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Imports' }).waitFor();
  });

  it('shows to whom the list is told each day, and adds, sends and removes', async () => {
    const page = await open('/today?owner=id-kim');
    const table = page.getByRole('table', { name: 'Digests' });
    await table.getByText('https://desk.example.org/hooks/today').waitFor();
    await table.getByText('2026-11-24: told').waitFor();
    await table.getByText('no mail server is set: TEND_SMTP and TEND_MAIL_FROM').waitFor();
    const sent: string[] = [];
    await page.route(/api\/v1\/digests/, (route, request) => {
      if (request.method() === 'GET') return route.fallback();
      sent.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`);
      return route.fulfill({ json: { secret: 'whsec_shown_once', digests: [] } });
    });
    await table.getByRole('button', { name: 'Send now: kim@example.org' }).click();
    await table.getByRole('button', { name: 'Disable: kim@example.org' }).click();
    await table.getByRole('button', { name: 'Remove: https://desk.example.org/hooks/today' }).click();
    const form = page.getByRole('form', { name: 'Add digest' });
    await form.getByLabel('Address of mail').fill('team@example.org');
    await form.getByLabel('Time').fill('07:30');
    await form.getByLabel('Days').fill('daily');
    await form.getByRole('button', { name: 'Add digest' }).click();
    await page.getByText('whsec_shown_once').waitFor();
    const id = '/api/v1/digests/00000000-0000-4000-8000-0000000000';
    expect(sent).toEqual([
      `POST ${id}72/send `,
      `POST ${id}72/disable `,
      `DELETE ${id}71 `,
      'POST /api/v1/digests {"mail":"team@example.org","at":"07:30","days":"daily","owner":"id-kim"}',
    ]);
  });
});
