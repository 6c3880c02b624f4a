import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { definitions } from '#workspace/definitions.js';
import { portfolio } from './canned-portfolio.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('how a relationship stands, on its page', () => {
  let browser: Browser;
  const servers: FixtureServer[] = [];
  const open = async (address: string, relationships = 3): Promise<{ server: FixtureServer; page: Page }> => {
    const server = await startFixtureServer({ relationships });
    servers.push(server);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 1000 } });
    await page.goto(`${server.url}${address}`);
    return { server, page };
  };
  const openFirst = () => open(`/relationships/${portfolio(3)[0]!.id}`);
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const server of servers.splice(0)) await server.close();
  });
  afterAll(() => browser?.close());

  it('says the phase, and opens it to its definition, its rule and its events', async () => {
    const { page } = await openFirst();
    const phase = page.getByRole('button', { name: 'deterioration by betrayal. Phase' });
    await phase.click();
    const why = page.getByRole('dialog', { name: 'Phase' });
    await why.getByText(definitions.phase).waitFor();
    await why
      .getByText(/Because: silent for longer than their rhythm explains\. .*Rhythm: version 3.*hindsight/)
      .waitFor();
    await why.getByText('Message received').waitFor();
    await why.getByText('00000000-0000-8000-8000-000007000002').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('usually every 6 days; silent for 41; 0.3 % likely').waitFor();
    await page.getByText('replies cannot be told: The projection replies is being built.').waitFor();
  });

  it('draws phases, rhythm and promises on one line of time, each with its why', async () => {
    const { page } = await openFirst();
    const bands = page.getByRole('region', { name: 'How it went' });
    const segments = bands.getByRole('button', { name: /establishment|management|betrayal/ });
    await segments.first().waitFor();
    expect(await segments.count()).toBe(3);
    const boxes = await Promise.all([0, 1, 2].map((n) => segments.nth(n).boundingBox()));
    for (const [n, box] of boxes.entries()) {
      const next = boxes[n + 1];
      if (next) expect(Math.abs(box!.x + box!.width - next.x)).toBeLessThan(1.5);
    }
    await bands.getByRole('img', { name: '46 days of theirs above the line, 40 of ours below; usually' }).waitFor();
    await bands.getByRole('button', { name: /^A new draft of the contract: broken, due/ }).click();
    await page.getByRole('dialog', { name: 'broken' }).getByText('Complaint raised').waitFor();
  });

  it('has what is owed and wanted beside the timeline, and leads to all promises', async () => {
    const { page } = await openFirst();
    for (const text of [
      'A quote for two cranes',
      'faster delivery',
      'Ana Brandt',
      '(no finance contact)',
      '(single-threaded: one person only)',
    ])
      await page.getByText(text).first().waitFor();
    await page.getByRole('link', { name: 'Show all promises' }).click();
    await page.waitForURL('**/promises?relationship=*&state=all');
    const table = page.getByRole('table', { name: 'Promises' });
    await table.getByText('kept', { exact: true }).waitFor();
    expect(await table.locator('tbody tr').count()).toBe(4);
    await page.getByText('50% kept (95 %: 9.4% to 91%), confirmed by the customer, n = 2').waitFor();
  });

  it('takes what became of promises, and takes it back, with the events that each rests on', async () => {
    const { page, server } = await open('/promises?state=all');
    const said: (readonly [string, unknown])[] = [];
    await page.route('**/api/v1/commands/*', async (route) => {
      said.push([new URL(route.request().url()).pathname.split('/').at(-1)!, route.request().postDataJSON()]);
      await route.fulfill({ contentType: 'application/x-ndjson', body: '{"result":{}}\n' });
    });
    const rows = page.getByRole('table', { name: 'Promises' }).locator('tbody tr');
    await rows.first().waitFor();
    const [broken, waiting, kept, asked] = await rows.all();
    const idOf = async (row: typeof broken) => row!.locator('code').innerText();
    await broken!.getByRole('button', { name: /^broken/ }).click();
    await page
      .getByRole('dialog')
      .getByText(`Events that it rests on: ${await idOf(broken)}.`)
      .waitFor();
    await page.keyboard.press('Escape');
    expect(await kept!.getByRole('button', { name: /^(Kept|Due later)/ }).count()).toBe(0);
    expect(await broken!.getByRole('button', { name: /^Due later/ }).count()).toBe(0);
    await broken!.getByRole('button', { name: /^Kept, they say:/ }).click();
    await page.getByText(/^Kept, confirmed by the customer: A new draft of the contract/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/^Kept, confirmed/).waitFor({ state: 'detached' });
    for (const row of [broken, waiting, kept])
      expect(await row!.getByRole('button', { name: /^Not kept/ }).count()).toBe(0);
    await asked!.getByRole('button', { name: /^Not kept: The dates of the training/ }).click();
    await page.getByText(/^Not kept, by our own word: The dates of the training/).waitFor();
    await waiting!.getByRole('button', { name: /^Due later: A quote for two cranes/ }).click();
    await waiting!.getByLabel('New due date').fill('2026-12-24');
    const agreed = page.waitForResponse('**/RenegotiatePromises');
    await waiting!.getByRole('button', { name: 'Agreed' }).click();
    await agreed;
    await page.getByText(/^Another due time was agreed: A quote for two cranes/).waitFor();
    expect(said).toEqual([
      ['KeepPromises', { promises: [await idOf(broken)], by: 'customer' }],
      ['UndoPromises', { promises: [await idOf(broken)] }],
      ['NotKeptPromises', { promises: [await idOf(asked)] }],
      ['RenegotiatePromises', { promises: [await idOf(waiting)], dueAt: '2026-12-24' }],
    ]);
    // Nothing is said into the past.
    await page.goto(`${server.url}/promises?state=all&asOf=2026-11-20`);
    await page.getByText('nothing can be said of it from here').waitFor();
    expect(await page.getByRole('button', { name: /^Kept/ }).count()).toBe(0);
  });

  it('lists promises by state and as of a day, in the address', async () => {
    const { page, server } = await open('/promises');
    const form = page.getByRole('form', { name: 'Which promises' });
    await form.getByLabel('State').selectOption('broken');
    await form.getByLabel('As of the end of').fill('2026-11-20');
    await form.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**/promises?state=broken&asOf=2026-11-20');
    await page.getByText('1 of 1').waitFor();
    expect(server.requests.some((one) => one.startsWith('GET /api/v1/promises?state=broken&asOf=2026-11-20'))).toBe(
      true,
    );
    await page.goto(`${server.url}/promises?knownBy=2026-11-22`);
    await form.getByLabel('State').selectOption('kept-late');
    await form.getByRole('button', { name: 'Show' }).click();
    // What was known by then has no field, and stays.
    await page.waitForURL('**/promises?state=kept-late&knownBy=2026-11-22');
    await page.getByRole('heading', { name: 'No promise is in this state' }).waitFor();
  });

  it('says what to do where there is no promise', async () => {
    const { page } = await open('/promises', 0);
    await page.getByRole('heading', { name: 'No promise yet' }).waitFor();
    await page.getByText(/PromiseMade/).waitFor();
  });
});
