import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { definitions } from '#workspace/definitions.js';
import { portfolio } from './canned-portfolio.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('health and the handover of a relationship', () => {
  let browser: Browser;
  const servers: FixtureServer[] = [];
  const first = portfolio(3)[0]!;
  const open = async (address: string, width = 1280): Promise<{ server: FixtureServer; page: Page }> => {
    const server = await startFixtureServer({ relationships: 3 });
    servers.push(server);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width, height: 1000 } });
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

  it('draws health in steps, and opens what it is made of and what changed it', async () => {
    const { page } = await open(`/relationships/${first.id}`);
    const bands = page.getByRole('region', { name: 'How it went' });
    await bands.getByRole('img', { name: 'Health over time; now 58 (coverage 80 %)' }).waitFor();
    await bands.getByText('that is better than the number says').waitFor();
    await bands.getByRole('button', { name: '58 (coverage 80 %). Health' }).click();
    await page.getByRole('dialog', { name: 'Health' }).getByText(definitions.health).waitFor();
    await page.keyboard.press('Escape');
    const parts = bands.getByRole('button', { name: /^[−+]\d+ / });
    const points = (await parts.allInnerTexts()).map((text) => Number.parseInt(text.replace('−', '-'), 10));
    expect(points).toEqual([-18, 2]);
    await bands.getByRole('button', { name: '−18 open complaints' }).click();
    const why = page.getByRole('dialog', { name: 'Open complaints' });
    await why.getByText('Complaints that are not resolved.').waitFor();
    await why.getByText('00000000-0000-8000-8000-000007000003').waitFor();
  });

  it('leads from the relationship to its handover, whose lines open to their events', async () => {
    const { page } = await open(`/relationships/${first.id}?asOf=2026-11-01`);
    await page.getByRole('link', { name: 'Handover' }).click();
    await page.getByRole('heading', { name: `Handover: ${first.name}` }).waitFor();
    expect(new URL(page.url()).search).toBe('?asOf=2026-11-01');
    await page.getByText('2 min to read').waitFor();
    await page.getByText('and 2 more').waitFor();
    await page.getByRole('button', { name: /^2 events/ }).click();
    await page.getByRole('dialog').getByText('Complaint raised').waitFor();
  });

  it('is on paper the page alone, with the ids of events', async () => {
    const { page } = await open(`/relationships/${first.id}/handover`);
    await page.getByRole('button', { name: 'Print' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    await page.getByText('00000000-0000-8000-8000-000007000003 +1').waitFor();
  });

  it('is of all of an owner in pages, and says what to do where there is none', async () => {
    const { page, server } = await open('/handover?owner=kim', 360);
    await page.getByRole('heading', { name: 'Handover of Kim' }).waitFor();
    await page.getByText('1 of 2 relationships, value at risk first').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByText('2 of 2 relationships').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.goto(`${server.url}/handover?owner=nobody`);
    await page.getByText('No relationship is theirs at this moment').waitFor();
    await page.goto(`${server.url}/handover`);
    await page.getByRole('heading', { name: 'Whose relationships?' }).waitFor();
  });
});
