import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, onSlowDevice } from './chromium.js';
import { startFixtureServer, type FixtureOptions, type FixtureServer } from './fixture-server.js';
import { describePages, type PageElement } from './pages.contract.js';

jest.setTimeout(120_000);

describePages('canned answers', async () => {
  const server = await startFixtureServer({ relationships: 300 });
  return { url: server.url, link: server.url, process: 'helpdesk', close: () => server.close() };
});

describe('the pages', () => {
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
    for (const context of browser?.contexts() ?? []) await context.close();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => browser?.close());

  it('say what to do with an empty ledger, and load the demonstration', async () => {
    const { server, page } = await open({ relationships: 0 });
    await page.getByRole('heading', { name: 'The ledger is empty' }).waitFor();
    expect(await page.locator('pre').textContent()).toContain('npm run tend -- import');
    await page.getByRole('button', { name: 'Load the demonstration' }).click();
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/demonstration')),
    );
    expect(server.requests).toContain('POST /api/v1/demonstration');
  });

  it('say how to sign in when the server does not know the browser', async () => {
    const { page } = await open({ relationships: 0, signedIn: false });
    await page.getByText('Open the link that npm start printed').waitFor();
  });

  it('say what is wrong when there is no such relationship', async () => {
    const { server, page } = await open({ relationships: 3 }, '/relationships/none');
    const alert = page.getByRole('alert');
    await alert.getByText('There is no such thing').waitFor();
    await alert.getByText('Look for it by another identifier.').waitFor();
    await alert.getByRole('link', { name: 'Portfolio' }).click();
    await page.getByRole('grid').waitFor();
    await page.goto(`${server.url}/processes/none`);
    await alert.getByRole('link', { name: 'Processes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Processes' }).waitFor();
  });

  it('are honest about a lost connection, and come back by themselves', async () => {
    const { server, page } = await open({ relationships: 3 });
    await page.locator('[data-state="live"]').waitFor();
    server.cutLive();
    await page.locator('[data-state="lost"]').waitFor();
    await page.locator('[data-state="live"]').waitFor();
  });

  it('ask again when touchpoints come in', async () => {
    const { server, page } = await open({ relationships: 3 });
    await page.locator('[data-state="live"]').waitFor();
    const asked = () => server.requests.filter((request) => request.startsWith('GET /api/v1/density')).length;
    const before = asked();
    const again = page.waitForResponse((response) => response.url().includes('/density'));
    server.announce();
    await again;
    expect(asked()).toBeGreaterThan(before);
  });

  it('draw the time bar until now, and say since when there is silence', async () => {
    const { page } = await open({ relationships: 3, silentSince: '2014-01-03T13:20:58.000Z' });
    const bar = page.getByRole('contentinfo');
    await bar.getByText('last 3 Jan 2014').waitFor();
    const heights = await bar
      .locator('g > rect:last-child')
      .evaluateAll((bars: PageElement[]) => bars.map((each) => Number(each.getAttribute('height'))));
    expect(heights).toHaveLength(120);
    expect(heights.slice(0, 29).every((height) => height > 0)).toBe(true);
    expect(heights.slice(30)).toEqual(Array.from({ length: 90 }, () => 0));
  });

  it('show in the narrowest window which one is open', async () => {
    const { page } = await open({ relationships: 3 }, '/imports');
    await page.setViewportSize({ width: 360, height: 640 });
    await page.reload();
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Imports' });
    await link.waitFor();
    const [box, nav] = [await link.boundingBox(), await page.getByRole('navigation', { name: 'Pages' }).boundingBox()];
    expect(box!.x + box!.width).toBeLessThanOrEqual(nav!.x + nav!.width + 1);
    expect(box!.x).toBeGreaterThanOrEqual(nav!.x);
  });

  it('tell a lost connection by words on a narrow window too', async () => {
    const { server, page } = await open({ relationships: 3 });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.locator('[data-state="live"]').waitFor();
    await server.close();
    await page.getByText('connection lost', { exact: true }).waitFor();
  });

  it('go through ten thousand relationships with few rows in the page', async () => {
    const { page } = await open({ relationships: 10_000 });
    await page.locator('[data-cell="0 0"]').focus();
    await page.keyboard.press('End');
    await page.locator('[data-cell="9999 0"]').waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await page.locator('[data-cell="0 0"]').waitFor();
  });

  it('page through a long timeline to its first touchpoint', async () => {
    const { page } = await open({ relationships: 40 }, '/relationships/00000000-0000-8000-8000-000000000029');
    await page.locator('button[aria-expanded]:has(time)').first().waitFor();
    const end = page.getByText('The first touchpoint.');
    for (let turns = 0; turns < 200 && !(await end.isVisible()); turns += 1) await page.mouse.wheel(0, 4_000);
    await end.waitFor();
    expect(await page.locator('li[data-index]').count()).toBeLessThan(80);
  });

  it('show a relationship as it was, as we knew it or as its sources claim, and go back to now', async () => {
    const id = '00000000-0000-8000-8000-000000000002';
    const { server, page } = await open({ relationships: 3 }, `/relationships/${id}?knownBy=2013-06-30`);
    await page.getByText('as we knew it then').waitFor();
    // The switch answers at once, however long the page behind it takes to be drawn.
    await onSlowDevice(page, () => page.getByRole('checkbox', { name: 'As claimed' }).check());
    await page.getByText('as claimed by the sources').waitFor();
    expect(new URL(page.url()).searchParams.get('asClaimed')).toBe('true');
    const asked = (part: string) => `GET /api/v1/relationships/${id}${part}knownBy=2013-06-30&asClaimed=true`;
    await page.locator('button[aria-expanded]:has(time)').first().waitFor();
    expect(server.requests).toEqual(
      expect.arrayContaining([asked('?'), expect.stringContaining(asked('/timeline?limit=100&'))]),
    );
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByText('as claimed by the sources').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  it('open a number to what it is made of', async () => {
    const { server, page } = await open({ relationships: 3 }, '/processes/helpdesk');
    const flows = page.getByRole('table', { name: 'Flows' });
    await flows.getByRole('row').nth(1).getByRole('button', { name: 'what is counted' }).click();
    const made = page.getByRole('region', { name: 'Made of' });
    await made.getByText('Case 0').waitFor();
    expect(await made.getByRole('listitem').count()).toBe(10);
    await made.getByRole('button', { name: 'More' }).click();
    await made.getByText('Case 13').waitFor();
    expect(await made.getByRole('listitem').first().textContent()).toContain('Closed and 2 more');
    expect(server.requests.findLast((line) => line.includes('/evidence'))).toContain(
      `cell=${encodeURIComponent('["flow","helpdesk",').replaceAll('%20', '+')}`,
    );
  });

  it('look right for a relationship with a single touchpoint', async () => {
    const { page } = await open({ relationships: 3 }, '/relationships/00000000-0000-8000-8000-000000000002');
    await page.getByText('1 touchpoint', { exact: true }).waitFor();
    await page.locator('button[aria-expanded]:has(time)').waitFor();
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).toEqual(['Open signals', 'Customer’s side', 'Timeline']);
  });

  it('take a file: propose, correct, try, import, and hand out what was refused', async () => {
    const { server, page } = await open({ relationships: 3 }, '/imports');
    const file = {
      name: 'finale.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Ticket,Case ID,Activity\n7,Case 1,Wait\n'),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('table', { name: 'The first rows' }).waitFor();
    expect(await page.getByLabel('Column of the case').locator('option').allTextContents()).toEqual([
      'none',
      'Ticket',
      'Case ID',
      'Activity',
    ]);
    await page.getByLabel('Column of the case').selectOption('Ticket');
    await page.getByLabel('Other columns').selectOption('are not kept');
    await page.getByText('JSON', { exact: true }).click();
    const json = page.getByRole('textbox', { name: 'JSON' });
    expect(JSON.parse(await json.inputValue())).toMatchObject({
      case: 'Ticket',
      unmapped: 'drop',
      time: { column: 'Complete Timestamp' },
    });
    await json.fill('{');
    await page.getByText('This is not JSON').waitFor();
    expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true);
    await page.getByText('Form', { exact: true }).click();
    await page.getByRole('button', { name: 'Try without recording' }).click();
    await page.getByText('Nothing was recorded. It would be:').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('21,348 read').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the refused rows' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('finale.rejects.csv');
    expect(readFileSync(await download.path(), 'utf8')).toBe('Case 9,Wait,yesterday\n');
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([
      'POST /api/v1/mappings/propose?name=finale.csv',
      'POST /api/v1/imports?name=finale.csv&dataset=helpdesk&process=helpdesk&dryRun=true',
      'POST /api/v1/imports?name=finale.csv&dataset=helpdesk&process=helpdesk',
    ]);
  });

  it('show the builds of a projection, and what differs between them', async () => {
    const { server, page } = await open({ relationships: 3 }, '/projections');
    await page.getByText('relationships.2 waits to be activated').waitFor();
    await page.getByText('process-flow.5 is being built, 46 %').waitFor();
    await page.getByText('Unexpected token').waitFor();
    await page.locator('[data-state="live"]').waitFor();
    const again = page.waitForResponse((response) => response.url().endsWith('/projections'));
    server.announceBuilds();
    await again;
    await page.getByRole('table').getByRole('link', { name: 'relationships' }).click();
    await page.getByRole('table', { name: 'Builds of relationships' }).waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('heading', { name: 'relationships.2 compared with relationships.1' }).waitFor();
    await page.getByText('theirs.count: 47 → 46').waitFor();
    const actions = page.getByRole('main').getByRole('button');
    expect(await actions.allTextContents()).toEqual(['Build anew', 'Compare', 'Activate', 'Drop', 'Ask']);
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('alert').waitFor();
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([
      'POST /api/v1/projections/relationships/diff',
      'POST /api/v1/projections/relationships/activate',
    ]);
  });

  it('ask what would differ under other parameters and rules', async () => {
    const { server, page } = await open({ relationships: 3 }, '/projections/relationships');
    const ask = page.getByRole('button', { name: 'Ask' });
    expect(await ask.isDisabled()).toBe(true);
    await page.getByLabel('zone').fill('America/New_York');
    await page.getByLabel('Published instead').fill('version 2');
    await page.getByText('This is no list in JSON.').waitFor();
    expect(await ask.isDisabled()).toBe(true);
    await page.getByLabel('Published instead').fill('[{"type":"PhaseRulesPublished","data":{"version":"2"}}]');
    await ask.click();
    await page.getByText('theirs.count: 47 → 46').waitFor();
    expect(server.bodies).toEqual([
      { set: { zone: 'America/New_York' }, context: [{ type: 'PhaseRulesPublished', data: { version: '2' } }] },
    ]);
    // What was asked stands there still, to be changed and asked again.
    expect(await page.getByLabel('zone').inputValue()).toBe('America/New_York');
  });

  it('let a build that stands still at a key go on, and a key that is set apart be folded anew', async () => {
    const { server, page } = await open({ relationships: 3 }, '/projections/process-flow');
    await page.getByText('A function takes longer than 50 s for the key case-7 at event 12.').waitFor();
    const actions = page.getByRole('main').getByRole('button');
    await page.getByRole('button', { name: 'Set case-7 apart, and go on' }).click();
    await page.getByRole('alert').waitFor();
    expect(await actions.allTextContents()).toEqual(
      expect.arrayContaining(['Resume', 'Set case-7 apart, and go on', 'Release case-3']),
    );
    await page.getByRole('button', { name: 'Release case-3' }).click();
    await page.getByRole('alert').waitFor();
    expect(server.requests.filter((request) => request.startsWith('POST'))).toEqual([
      'POST /api/v1/projections/process-flow/quarantine?key=case-7',
      'POST /api/v1/projections/process-flow/release?key=case-3',
    ]);
  });

  it('follow the system in light and dark, and remember a switch', async () => {
    const { page } = await open({ relationships: 3 });
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await page.getByRole('button', { name: 'Switch to dark' }).click();
    expect(await scheme()).toBe('dark');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to light' }).waitFor();
    expect(await scheme()).toBe('dark');
  });

  it('bring the first page with less than 250 KiB of scripts and styles, compressed', async () => {
    const { page } = await open({ relationships: 3 });
    await page.getByRole('grid').waitFor();
    const assets = path.resolve(import.meta.dirname, '../../dist/apps/web/assets');
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.split('/').at(-1)!),
    );
    const files = readdirSync(assets).filter((name) => loaded.includes(name));
    expect(files.length).toBeGreaterThan(1);
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(assets, name))).length, 0);
    expect(bytes).toBeLessThan(250 * 1024);
  });
});
