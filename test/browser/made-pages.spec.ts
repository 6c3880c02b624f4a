import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the pages of what a projection makes', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  const open = async (address: string): Promise<void> => {
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.url}${address}`);
  };
  const asked = (part: string): URLSearchParams[] =>
    server.requests
      .filter((request) => request.startsWith(`GET /api/v1/projections/relationships/${part}?`))
      .map((request) => new URLSearchParams(request.split('?')[1]));
  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(async () => {
    server = await startFixtureServer({ relationships: 3 });
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
    await server.close();
  });
  afterAll(() => browser?.close());

  it('list documents, sorted and sought, and open one', async () => {
    await open('/projections/relationships');
    await page.getByRole('link', { name: 'Documents', exact: true }).click();
    const table = page.getByRole('table', { name: 'Documents of relationships' });
    await table.getByText('Customer 41').waitFor();
    const columns = ['Key', 'Name', 'messages', 'state', 'isOverdue', 'dueAt', 'Notes'];
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(columns);
    await table.getByText('as it is kept: Error: too few').waitFor();
    await page.getByLabel('Sort by').selectOption('messages');
    await page.getByLabel('Order').selectOption('descending');
    await page.waitForURL('**/documents?sort=messages&direction=descending');
    await table.locator('tbody tr').first().getByText('answered').waitFor();
    await page.getByLabel('Key or name').fill('Customer 41');
    await page.getByText('1 of 1 documents').waitFor();
    // It may be a name: it stands in no address that is kept.
    expect(new URL(page.url()).search).toBe('?sort=messages&direction=descending');
    await page.getByLabel('Key or name').fill('Nobody');
    await page.getByText('Neither a key nor a name holds “Nobody”.').waitFor();
    await page.getByLabel('Key or name').fill('');
    await table.getByRole('link').first().waitFor();
    await table
      .getByRole('row', { name: /Customer 41/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { level: 1, name: 'Customer 41' }).waitFor();
    const json = await page.locator('pre').allTextContents();
    expect(json.map((text) => JSON.parse(text) as unknown)).toEqual([
      { silentDays: 4 },
      { messages: 3, state: 'waiting' },
      { messages: 3, parties: { '00000000-0000-8000-8000-000000000b01': { roles: ['contact'] } } },
    ]);
    await page.getByText('Set apart at on.MessageReceived: Error: five is too many.').waitFor();
    await page.getByText('00000000-0000-8000-8000-000000000a01').waitFor();
    const whole = page.getByRole('link', { name: 'Open the relationship' });
    expect(await whole.getAttribute('href')).toBe('/relationships/00000000-0000-8000-8000-000000000029');
  });

  it('keep to the moment that the address holds, until one goes back to now', async () => {
    await open('/projections/relationships/documents?asOf=2026-03-01&knownBy=-30d');
    await page.getByText('as of 2026-03-01, known by -30d').waitFor();
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: 'Customer 41' }).waitFor();
    expect(new URL(page.url()).search).toBe('?asOf=2026-03-01&knownBy=-30d');
    await page.getByRole('link', { name: 'Documents of relationships' }).click();
    await page.getByRole('link', { name: 'Totals' }).click();
    await page.getByRole('link', { name: 'kept / North / 3' }).click();
    await page.getByRole('heading', { name: 'What stands behind kept / North / 3' }).waitFor();
    await page.getByText('lateMs ×2').waitFor();
    for (const part of ['documents', 'documents/00000000-0000-8000-8000-000000000029', 'totals', 'evidence']) {
      const moments = asked(part).map((query) => [query.get('asOf'), query.get('knownBy')]);
      expect([part, new Set(moments.map(String))]).toEqual([part, new Set(['2026-03-01,-30d'])]);
    }
    await page.getByRole('link', { name: 'now' }).click();
    await page.waitForURL((url) => !url.search.includes('asOf'));
    await page.getByRole('note').waitFor({ state: 'detached' });
  });

  it('sum up, and open a total to its documents', async () => {
    await open('/projections/relationships/totals');
    const table = page.getByRole('table', { name: 'Totals of relationships' });
    await table.getByText('n 1,234, ms 99999999999999999999').waitFor();
    await table.getByText('lateMs: 12 values, -5 to 900,000, median 60,000, 9 of 10 up to 120,000').waitFor();
    await table.getByRole('link', { name: 'broken' }).click();
    await page.getByRole('heading', { name: 'What stands behind broken' }).waitFor();
    const parts = page.getByRole('region', { name: 'Made of' }).getByRole('listitem');
    await parts.getByText('n 2, lateMs ×2').waitFor();
    expect(asked('evidence').at(-1)!.get('cell')).toBe('["broken"]');
    // What an event counts by itself has no document to open.
    expect(await parts.getByRole('link').allTextContents()).toEqual(['Customer 41']);
    await parts.getByText('counted').waitFor();
    await page.getByRole('link', { name: 'All totals' }).click();
    await table.waitFor();
    await table.getByRole('link', { name: 'broken' }).click();
    await parts.getByRole('link', { name: 'Customer 41' }).click();
    await page.getByRole('heading', { level: 1, name: 'Customer 41' }).waitFor();
  });

  it('say what it means where there is nothing, and where there is no such document', async () => {
    await open('/projections/process-flow/documents');
    await page.getByRole('heading', { name: 'No documents' }).waitFor();
    await page.getByRole('link', { name: 'Totals' }).click();
    await page.getByRole('heading', { name: 'No totals' }).waitFor();
    await page.goto(`${server.url}/projections/relationships/documents/none?asOf=-1d`);
    await page.getByRole('alert').getByText('There is no such thing').waitFor();
    await page.getByText('as of -1d').waitFor();
    await page.getByRole('link', { name: 'Documents of relationships' }).click();
    await page.getByRole('table').waitFor();
  });
});
