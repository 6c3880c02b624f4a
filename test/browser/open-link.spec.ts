import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestServer, tendOf, type TestServer } from '../../apps/ledger/src/testing.js';
import { launchChromium } from './chromium.js';

describe('the link that the server prints', () => {
  let server: TestServer;
  let browser: Browser;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(tendOf({})), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('opens the pages by itself, once, whoever looked at it before', async () => {
    const link = server.link();
    const preview = await fetch(link);
    expect([preview.status, preview.headers.get('set-cookie')]).toEqual([200, null]);

    const context = await browser.newContext();
    const page = await context.newPage();
    const refusals: string[] = [];
    page.on('console', (message) => void (/policy/i.test(message.text()) && refusals.push(message.text())));
    await page.goto(link);
    await page.waitForURL(`${server.url}/`);
    expect((await context.request.get(`${server.url}/api/v1/status`)).status()).toBe(200);
    expect(refusals).toEqual([]);

    await page.goto(link);
    await page.getByRole('heading', { name: 'This link is used up' }).waitFor();
  }, 60_000);

  it('opens them by a button where scripts are off', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(server.link());
    await page.getByRole('button', { name: 'Open Tend' }).click();
    await page.waitForURL(`${server.url}/`);
    expect((await context.request.get(`${server.url}/api/v1/status`)).status()).toBe(200);
  }, 60_000);
});
