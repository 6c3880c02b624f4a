import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the portfolio', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 12 });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });
  afterAll(() => browser?.close());

  it('says where each relationship stands, with the reason one click away', async () => {
    await page.goto(server.url);
    await page.locator('[data-cell="0 1"]').getByText('neglect').click();
    const why = page.getByRole('dialog', { name: 'Phase' });
    await why.getByText('silent for 41').waitFor();
    expect(server.requests.some((one) => one.includes('/relationships?') && one.includes('sort=valueAtRisk'))).toBe(
      true,
    );
  });

  it('is narrowed by a phase, in the address, and back', async () => {
    await page.goto(`${server.url}/?asOf=2026-11-01`);
    const chip = page
      .getByRole('group', { name: 'Only relationships in a phase' })
      .getByRole('button', { name: 'neglect' });
    await chip.click();
    await page.waitForURL(/asOf=2026-11-01&phase=neglect/);
    await page.getByText('4 relationships').waitFor();
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    const lists = server.requests.filter((one) => one.includes('/relationships?'));
    expect(lists.at(-1)).toContain('phase=neglect&asOf=2026-11-01');
    await page.goBack();
    await page.getByText('12 relationships').waitFor();
  });

  it('says what to do where nothing is so', async () => {
    await page.goto(`${server.url}/?phase=growth`);
    await page.getByText('No relationship is so.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('12 relationships').waitFor();
  });

  it('shows who moved, and those of one way when its number is chosen', async () => {
    await page.goto(`${server.url}/?knownBy=2026-11-24`);
    await page.getByRole('navigation', { name: 'What is shown' }).getByRole('link', { name: 'Movements' }).click();
    await page.waitForURL(/knownBy=2026-11-24&view=movements/);
    const movers = page.getByRole('table', { name: 'Who moved' });
    await movers.getByText('they came back by themselves').waitFor();
    await page.getByRole('button', { name: '3 from growth to neglect' }).click();
    await page.getByRole('heading', { name: '3 moved from growth to neglect' }).waitFor();
    await page.getByText('2 more').waitFor();
    expect(await movers.locator('tbody tr').count()).toBe(1);
    const link = movers.getByRole('link');
    expect(await link.getAttribute('href')).toMatch(/^\/relationships\/.+\?knownBy=2026-11-24$/);
    await page.getByRole('button', { name: 'Show all who moved' }).click();
    expect(await movers.locator('tbody tr').count()).toBe(2);
    await page.getByLabel('From', { exact: true }).fill('2026-10-01');
    await page.getByLabel('Groups').selectOption('segment');
    const asked = page.waitForRequest(/\/movements\?.*from=2026-10-01/);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/from=2026-10-01/);
    expect((await asked).method()).toBe('GET');
  });

  it('comes to numbers that open to their definition and to what stands behind them', async () => {
    await page.goto(`${server.url}/?view=overview`);
    await page.getByRole('table', { name: 'Increase loyalty' }).getByText('nobody began then').waitFor();
    await page.getByRole('table', { name: 'Influence activities' }).getByText('no plays yet').first().waitFor();
    await page
      .getByRole('table', { name: 'Reduce risk' })
      .getByRole('button', { name: /EUR 1,200/ })
      .click();
    const why = page.getByRole('dialog', { name: 'at risk, value' });
    await why.getByText('Value of relationships that are at risk.').waitFor();
    await why.getByRole('link', { name: 'The relationships behind it' }).click();
    await page.waitForURL(/\/\?risk=any$/);
    await page.getByRole('grid').waitFor();
  });

  it('shows a number for each verb above the list, and opens to all of them', async () => {
    await page.goto(`${server.url}/?asOf=2026-11-01`);
    const strip = page.getByRole('region', { name: 'The essays’ verbs in numbers' });
    await strip.getByText('at risk, value').waitFor();
    await strip.getByText('+EUR 300 on a year before').waitFor();
    // Nobody began then, so there is nothing to compare with.
    await strip.getByText('not enough data').first().waitFor();
    await strip.getByRole('button', { name: /2nd contact-day/ }).click();
    await page.getByRole('dialog', { name: '2nd contact-day' }).getByRole('link', { name: 'All numbers' }).click();
    await page.waitForURL(/asOf=2026-11-01&view=overview/);
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(server.url);
    await strip.getByText('at risk, value').waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  it('is narrowed to a team and a channel, in all three views', async () => {
    await page.goto(server.url);
    await page.getByLabel('Team').selectOption('Team North');
    await page.waitForURL(/team=00000000-0000-8000-8000-00000000a001/);
    await page.getByLabel('Channel').selectOption('email');
    await page.waitForURL(/channel=email/);
    const asked = page.waitForRequest(/\/movements\?.*team=.*channel=email/);
    await page.getByRole('navigation', { name: 'What is shown' }).getByRole('link', { name: 'Movements' }).click();
    await asked;
    await page.getByLabel('Groups').selectOption('channel');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const groups = page.getByRole('table', { name: 'Movements by channel' });
    await groups.getByText('few').waitFor();
    expect(await groups.getByRole('link').getAttribute('href')).toMatch(/^\/\?team=.+&channel=email$/);
  });
});
