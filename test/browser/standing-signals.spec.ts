import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { definitions } from '#workspace/definitions.js';
import { portfolio } from './canned-portfolio.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('what stands of a relationship, on its page', () => {
  let browser: Browser;
  const servers: FixtureServer[] = [];
  const { id } = portfolio(3)[0]!;
  const open = async (search = '', width = 1280): Promise<Page> => {
    const server = await startFixtureServer({ relationships: 3 });
    servers.push(server);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width, height: 1000 } });
    await page.goto(`${server.url}/relationships/${id}${search}`);
    return page;
  };
  const sectionOf = (page: Page) => page.getByRole('region', { name: 'Open signals' });

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => browser?.close());

  it('comes gravest first, says what to do, and how many more there are', async () => {
    const page = await open();
    const section = sectionOf(page);
    await section.getByText(/^23 open signals: 21 customer-unanswered/).click();
    await page.getByRole('dialog', { name: 'Open signals' }).getByText(definitions.signals).waitFor();
    await page.keyboard.press('Escape');
    await section.getByText('signals of process-targets cannot be told: It is not ready.').waitFor();
    const items = section.locator('li[data-state]');
    expect(await items.count()).toBe(5);
    expect(await items.first().innerText()).toMatch(/^We broke something\. Answer it\.\s+critical/);
    await section.getByRole('button', { name: 'Show 2 more' }).click();
    expect(await items.count()).toBe(7);
    expect(await items.last().innerText()).toContain('history');
    await section.getByText('16 more stand that are not listed here.').waitFor();
  });

  it('opens to the events that it rests on, and leads to its case and to the inbox of then', async () => {
    const page = await open('?asOf=2026-11-20');
    const section = sectionOf(page);
    const deviation = section.locator('li').filter({ hasText: 'has left its path' });
    await deviation.getByRole('button').click();
    const why = page.getByRole('dialog', { name: 'Why: process-deviation' });
    await why.getByText('00000000-0000-8000-8000-000007000003').waitFor();
    await page.keyboard.press('Escape');
    const addressOf = async (name: string, within = section) =>
      within.getByRole('link', { name, exact: true }).first().getAttribute('href');
    const inbox = `/signals?relationship=${id}&asOf=2026-11-20`;
    expect(await addressOf('Show them in the inbox')).toBe(inbox);
    expect(await addressOf('In the inbox: process-deviation', deviation)).toBe(`${inbox}&kind=process-deviation`);
    expect(await addressOf('helpdesk', deviation)).toBe('/processes/helpdesk');
    await deviation.getByRole('link', { name: 'S-1' }).click();
    await page.waitForURL(`**/relationships/${id}?asOf=2026-11-20&case=*`);
    const snoozed = section.locator('li').filter({ hasText: 'snoozed until' });
    expect(await addressOf('In the inbox: customer-unanswered', snoozed)).toBe(
      `${inbox}&kind=customer-unanswered&work=snoozed`,
    );
  });

  it('is one line where nothing stands, and fits a narrow window', async () => {
    const page = await open('', 390);
    await sectionOf(page).locator('li[data-state]').first().waitFor();
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(await overflow()).toBeLessThanOrEqual(0);
    const single = portfolio(3).find(({ touchpoints }) => touchpoints === 1);
    if (single === undefined) throw new Error('Nobody of the portfolio bought once.');
    await page.goto(`${servers[0]!.url}/relationships/${single.id}`);
    await sectionOf(page).getByText('no open signal').waitFor();
    expect(await sectionOf(page).getByRole('link').count()).toBe(0);
  });
});
