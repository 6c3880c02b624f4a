import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page of rules', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 3 });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });
  afterAll(() => browser?.close());

  it('lists what holds, shows what was replaced when asked, and says what can be published', async () => {
    await page.goto(`${server.url}/projections`);
    await page.getByRole('link', { name: 'Rules' }).click();
    const rules = page.getByRole('table', { name: 'Rules' });
    await rules.getByRole('row').nth(1).waitFor();
    expect(await rules.locator('tbody tr').count()).toBe(1);
    await page.getByLabel('Those that were replaced too').check();
    await rules.getByText('was replaced').waitFor();
    await rules.getByText('Show').first().click();
    expect(await rules.locator('pre').first().textContent()).toContain('"dwellDays"');
    const types = page.getByRole('table', { name: 'What can be published' });
    await types.getByText('no projection').waitFor();
    expect(await types.getByRole('link', { name: 'trajectory' }).getAttribute('href')).toBe('/projections/trajectory');
  });

  it('publishes what a what-if has tried, and says what becomes of the projections', async () => {
    await page.goto(`${server.url}/projections/relationships`);
    const rules = [{ type: 'PhaseRulesPublished', data: { version: '7', parameters: [] } }];
    await page.getByLabel('Published instead').fill(JSON.stringify(rules));
    await page.getByRole('link', { name: 'Publish rules' }).click();
    const field = page.getByRole('textbox', { name: 'Rules' });
    await field.waitFor();
    expect(JSON.parse(await field.inputValue())).toEqual(rules);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('trajectory is built beside with it').waitFor();
    expect(server.bodies).toEqual([{ rules }]);
    await page.getByRole('table', { name: 'Rules' }).getByRole('cell', { name: '7', exact: true }).waitFor();
  });

  it('takes an example, and publishes nothing that is no list', async () => {
    await page.goto(`${server.url}/rules`);
    await page.getByRole('button', { name: 'Take an example of PhaseRulesPublished' }).click();
    const field = page.getByRole('textbox', { name: 'Rules' });
    const [example] = JSON.parse(await field.inputValue()) as { type: string }[];
    expect(example!.type).toBe('PhaseRulesPublished');
    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    expect(await publish.isEnabled()).toBe(true);
    for (const text of ['{', '{"type": "PhaseRulesPublished"}', '[]', '']) {
      await field.fill(text);
      expect(await publish.isEnabled()).toBe(false);
    }
  });
});
