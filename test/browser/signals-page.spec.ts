import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { SignalsAnswer } from '#workspace/signals/signal-answers.js';
import { answered } from './canned-portfolio.js';
import { noSignals } from './canned-signals.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureOptions, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page of signals and webhooks', () => {
  let browser: Browser;
  const servers: FixtureServer[] = [];
  const open = async (options: FixtureOptions, address = '/'): Promise<{ server: FixtureServer; page: Page }> => {
    const server = await startFixtureServer(options);
    servers.push(server);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}${address}`);
    return { server, page };
  };
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => browser?.close());

  it('shows the inbox, page by page, and what cannot be asked', async () => {
    const { page } = await open({ relationships: 3 }, '/signals');
    const table = page.getByRole('table', { name: 'Signals' });
    await table.getByRole('link', { name: 'Customer 0' }).waitFor();
    await page.getByText('Not asked, because it is not ready: relationships.').waitFor();
    await page.getByText('Set apart in waiting, and raising nothing: 2.').waitFor();
    await page.getByText('Of waiting also stand, beyond what is kept of one key: 1,204.').waitFor();
    expect(await table.locator('tbody tr').count()).toBe(100);
    expect((await table.locator('tbody tr').first().locator('td').allTextContents()).toSpliced(2, 1)).toEqual([
      'critical',
      'Customer 0',
      'A message of theirs waits for 4 days. Answer it.',
      'AcknowledgeSnoozeResolve',
    ]);
    // It opens to when it stood, and to all that its projection says.
    await table.getByRole('button', { name: 'A message of theirs waits for 4 days.' }).click();
    const why = page.getByRole('dialog', { name: 'Why: unanswered' });
    await why.getByText('messages: 0 · team: North').waitFor();
    await why.getByRole('link', { name: 'What waiting knows, and by which events' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: '65 promise-broken' }).waitFor();
    await page.getByRole('link', { name: '1,204 historic' }).waitFor();
    await page.getByRole('link', { name: '3 snoozed' }).waitFor();
    await page.getByRole('button', { name: '3.2.' }).click();
    await page.getByText('If none of 4,123 relationships changed').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show older ones' }).click();
    await table.getByRole('link', { name: 'Customer 128' }).waitFor();
    expect(await table.locator('tbody tr').count()).toBe(130);
    expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
  });

  it('is emptied by buttons and by keys, and each can be undone', async () => {
    const { page } = await open({ relationships: 3 }, '/signals');
    const sent: string[] = [];
    let refuse = false;
    await page.route('**/api/v1/commands/*', (route, request) => {
      sent.push(`${new URL(request.url()).pathname.split('/').at(-1)} ${request.postData()}`);
      const problem = { problem: { title: 'Not now', code: 'busy', detail: 'Not now.', status: 503 } };
      return route.fulfill({
        contentType: 'application/x-ndjson',
        body: `${JSON.stringify(refuse ? problem : { result: {} })}\n`,
      });
    });
    const idOf = (n: number) => String(n).padStart(64, '0');
    const rows = page.getByRole('table', { name: 'Signals' }).locator('tbody tr');
    await rows.first().waitFor();
    // What the server goes on to answer is canned: so what is shown until then is looked at while it has not answered.
    await page.getByRole('button', { name: 'Acknowledge: unanswered, Customer 0' }).click();
    await page.getByText('Acknowledged: unanswered, Customer 0.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Snooze for').selectOption('a week');
    await page.keyboard.press('Tab');
    await page.getByRole('heading', { name: 'Signals' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.locator('tbody tr:focus').getByRole('rowheader', { name: 'promise-broken' }).waitFor();
    await page.keyboard.press('s');
    await page.getByText('Snoozed: promise-broken, Customer 1. It comes back by itself.').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('e');
    await page.getByText('Resolved: unanswered, Customer 0.').waitFor();
    await page.getByLabel('What came of it').fill('reached them');
    await page.getByRole('button', { name: 'Note it' }).click();
    await page.getByText('Noted: reached them.').waitFor();
    await page.getByRole('heading', { name: 'Signals' }).click();
    await page.keyboard.press('u');
    refuse = true;
    await page.getByRole('button', { name: 'Resolve: promise-broken, Customer 3', exact: true }).click();
    await page.getByText('Not now.').waitFor();
    expect(await rows.count()).toBe(100);
    expect(sent).toEqual([
      `AcknowledgeSignal {"signals":["${idOf(0)}"]}`,
      `ReopenSignal {"signals":["${idOf(0)}"]}`,
      `SnoozeSignal {"signals":["${idOf(1)}"],"until":"1w"}`,
      `ResolveSignal {"signals":["${idOf(0)}"]}`,
      `ResolveSignal {"signals":["${idOf(0)}"],"outcome":"reached them"}`,
      `ReopenSignal {"signals":["${idOf(0)}"]}`,
      `ResolveSignal {"signals":["${idOf(3)}"]}`,
    ]);
  });

  it('shows the past without anything to write into it', async () => {
    const { page } = await open({ relationships: 3 }, '/signals?asOf=2026-11-20');
    await page.getByText('This is the inbox as it was then').waitFor();
    expect(await page.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
    const sent: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && sent.push(request.url())));
    await page.keyboard.press('j');
    for (const key of ['a', 's', 'e', 'u']) await page.keyboard.press(key);
    expect(sent).toEqual([]);
  });

  it('narrows the inbox by the address, by names that are looked up, and to a day', async () => {
    const { server, page } = await open({ relationships: 3 }, '/signals');
    const form = page.getByRole('form', { name: 'Which signals' });
    await form.getByLabel('State').selectOption('Ended');
    await form.getByLabel('Kind').fill('unanswered');
    await form.getByLabel('As of the end of').fill('2026-11-20');
    await page.route('**/api/v1/relationships/find', (route) => route.fulfill({ json: { id: 'the-id' } }));
    await form.getByLabel('Relationship').fill('Customer 7');
    await form.getByRole('button', { name: 'Show' }).click();
    const asked = 'state=ended&kind=unanswered&relationship=the-id&asOf=2026-11-20';
    await page.waitForURL(`**/signals?${asked}`);
    await page.getByText('130 ended, what ended last first').waitFor();
    expect(server.requests.some((request) => request.startsWith(`GET /api/v1/signals?${asked}`))).toBe(true);
    await page.reload();
    expect(await form.getByLabel('Kind').inputValue()).toBe('unanswered');
    await page.route('**/api/v1/signals?*', (route) =>
      route.fulfill({ json: { ...noSignals, answered: [{ projection: 'waiting', ...answered }] } }),
    );
    await page.reload();
    await page.getByRole('link', { name: 'Show all that stands now' }).click();
    await page.waitForURL('**/signals');
  });

  it('shows who is told of signals, and lets what was given up be sent again', async () => {
    const { page } = await open({ relationships: 3 }, '/signals');
    const table = page.getByRole('table', { name: 'Webhooks' });
    await table.getByText('https://desk.example.org/hooks/tend').waitFor();
    await table.getByText('answered 503; next attempt').waitFor();
    const letters = page.getByRole('table', { name: 'Dead letters' });
    await letters.getByText('not reached (ECONNREFUSED)').waitFor();
    const sent: string[] = [];
    await page.route('**/api/v1/webhooks**', (route, request) => {
      if (request.method() === 'GET') return route.fallback();
      sent.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`);
      return route.fulfill({ json: { secret: 'whsec_shown_once', replayed: 1, webhooks: [] } });
    });
    await page.route('**/api/v1/webhooks/**', (route, request) => {
      if (request.method() === 'GET') return route.fallback();
      sent.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`);
      return route.fulfill({ json: { replayed: 1, webhooks: [] } });
    });
    await letters.getByRole('button', { name: 'Send again msg_8d0c1f54e0a1' }).click();
    await table.getByRole('button', { name: 'Disable https://desk.example.org/hooks/tend' }).click();
    const form = page.getByRole('form', { name: 'Add webhook' });
    await form.getByLabel('Address that is told').fill('https://new.example.org/');
    await form.getByLabel('Kinds of signals').fill('asked, unanswered');
    await form.getByRole('button', { name: 'Add webhook' }).click();
    await page.getByText('whsec_shown_once').waitFor();
    expect(sent).toEqual([
      'POST /api/v1/webhooks/dead-letters/replay {"message":"msg_8d0c1f54e0a1"}',
      'POST /api/v1/webhooks/00000000-0000-8000-8000-000005000000/disable ',
      'POST /api/v1/webhooks {"url":"https://new.example.org/","kinds":["asked","unanswered"]}',
    ]);
    await page.getByRole('button', { name: 'I have it' }).click();
    expect(await page.getByText('whsec_shown_once').count()).toBe(0);
  });

  it('says what to do where nothing raises signals', async () => {
    const { page } = await open({ relationships: 0 }, '/signals');
    await page.getByRole('heading', { name: 'No projection raises signals' }).waitFor();
    await page.getByText('tend projections new').waitFor();
    await page.getByText('tend webhooks add URL').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
    const answers = (answer: Partial<SignalsAnswer>) =>
      page.route('**/api/v1/signals?*', (route) => route.fulfill({ json: { ...noSignals, ...answer } }));
    await answers({ answered: [], missing: ['waiting'] });
    await page.reload();
    await page.getByText('Not asked, because it is not ready: waiting.').waitFor();
    expect(await page.getByRole('heading', { name: /raise/ }).count()).toBe(0);
    await answers({ answered: [{ projection: 'waiting', ...answered }] });
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing is raised' }).waitFor();
    await page.getByText('Asked: waiting.').waitFor();
    const notShown = { historic: 0, snoozed: 1, resolved: 12 };
    await answers({ answered: [{ projection: 'waiting', ...answered }], notShown });
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing is left to do' }).waitFor();
    await page.getByRole('link', { name: '12 resolved' }).click();
    await page.waitForURL('**/signals?work=resolved');
  });
});
