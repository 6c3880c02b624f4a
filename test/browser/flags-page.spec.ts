import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

const rules = [{ type: 'PhaseRulesPublished', data: { version: '7', parameters: [] } }];

describe('flags of a what-if', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 3 });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}/projections/trajectory`);
    await page.getByLabel('Published instead').fill(JSON.stringify(rules));
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });
  afterAll(() => browser?.close());

  const ask = () => page.getByRole('button', { name: 'Ask' });

  it('are told in a sentence and row by row, each of which leads to the relationship of that day', async () => {
    await ask().click();
    await page
      .getByText(
        '41 relationships would have been flagged earlier (median 9 days), 12 of them left; 1 relationship would have been ' +
          'flagged where no alarm was, 0 of them left; 3 more alarms of relationships that stayed.',
      )
      .waitFor();
    expect(server.bodies).toEqual([{ context: rules, flags: { signal: 'silence', limit: 500 } }]);
    const rows = page.getByRole('table', { name: 'Flags that differ' }).locator('tbody tr');
    expect(await rows.locator('th, td').allTextContents()).toEqual(
      [
        ['Copper Wood Clinics', '12 Dec 2025', '13 Oct 2025', '59.7', 'left 23 Nov 2025', '41'],
        ['00000000-0000-8000-8000-00000000002a', '–', '20 Oct 2025', '–', 'stayed', '–'],
      ].flat(),
    );
    expect(await rows.getByRole('link').first().getAttribute('href')).toBe(
      '/relationships/00000000-0000-8000-8000-000000000029?asOf=2025-10-13T09%3A38%3A43.084Z',
    );
    await page.getByText('And 40 flags more.').waitFor();
    await page.setViewportSize({ width: 360, height: 800 });
    const root = page.locator('html');
    expect(await root.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  it('are of the signal that is wanted, or are not asked for', async () => {
    const signal = page.getByLabel('Signal that flags');
    await signal.fill(' ');
    expect(await ask().isDisabled()).toBe(true);
    await signal.fill('decline');
    await ask().click();
    await page.getByRole('heading', { name: 'Who would have been flagged' }).waitFor();
    await page.getByLabel('Who would have been flagged, and who of them really left').uncheck();
    expect(await signal.count()).toBe(0);
    const answered = page.waitForResponse((response) => response.url().endsWith('/what-if'));
    await ask().click();
    await answered;
    expect(server.bodies).toEqual([{ context: rules, flags: { signal: 'decline', limit: 500 } }, { context: rules }]);
  });
});
