import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page of a process', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 3 });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}/processes/helpdesk`);
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });
  afterAll(() => browser?.close());

  it('tells handovers between teams, and why none between people', async () => {
    const teams = page.getByRole('table', { name: 'Handovers between teams' });
    await teams.waitFor();
    expect(await teams.locator('tbody tr').nth(1).locator('th, td').allTextContents()).toEqual([
      'first line',
      'second line',
      '1,840',
    ]);
    await page
      .getByText('Not told: handovers (215) of teams (2) that too few people work in, or that would give those away.')
      .waitFor();
    await page.getByText('Steps without a team: 31.').waitFor();
    expect(await page.getByRole('table', { name: 'Handovers between people' }).count()).toBe(0);
    await page.getByText('no policy for the workforce allows it').getByRole('link', { name: 'Rules' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/rules');
  });

  it('opens a handover between teams to what it is made of', async () => {
    const teams = page.getByRole('table', { name: 'Handovers between teams' });
    const request = page.waitForRequest((one) => one.url().includes('/evidence'));
    await teams.locator('tbody tr').nth(1).getByRole('button', { name: 'what is counted' }).click();
    const asked = new URL((await request).url());
    expect(asked.pathname).toBe('/api/v1/projections/process-handovers/evidence');
    expect(JSON.parse(asked.searchParams.get('cell')!)).toEqual([
      'team-handover',
      'helpdesk',
      'first line',
      'second line',
    ]);
  });
});
