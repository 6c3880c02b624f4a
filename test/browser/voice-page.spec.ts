import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { VoiceAnswer } from '#workspace/voice/voice-answers.js';
import { cannedAnswers, cannedVoice, noVoice } from './canned-voice.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';

jest.setTimeout(120_000);

describe('the page of what customers tell us', () => {
  let browser: Browser;
  let server: FixtureServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), startFixtureServer({ relationships: 3 })]);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(address: string, answer: VoiceAnswer, width = 1280): Promise<{ page: Page; asked: string[] }> {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width, height: 800 } });
    const asked: string[] = [];
    await page.route('**/api/v1/voice**', (route) => {
      const { pathname, search } = new URL(route.request().url());
      asked.push(`${pathname.slice('/api/v1'.length)}${search}`);
      return route.fulfill({ json: pathname.endsWith('/answers') ? cannedAnswers : answer });
    });
    await page.goto(`${server.url}${address}`);
    return { page, asked };
  }

  it('shows each measure with its limits, its definition one click away, and the rest in a table', async () => {
    const { page } = await open('/voice', cannedVoice);
    const nps = page.getByRole('region', { name: 'NPS', exact: true });
    await nps.getByText('−17.5 to 54.3, over 21 organisations', { exact: true }).waitFor();
    await nps.getByRole('img', { name: /2026-09: 25 answers, 20\.0 points, −17\.5 to 54\.3/ }).waitFor();
    await nps.getByRole('button', { name: /^20\.0 points/ }).click();
    await page
      .getByRole('dialog', { name: 'NPS' })
      .getByText(/Promoters \(9–10\) less detractors/)
      .waitFor();
    await page.keyboard.press('Escape');
    const mood = page.getByRole('region', { name: 'mood' });
    await mood.getByText('Fewer than 20 answers: only the answers themselves.').waitFor();
    const rows = page.getByRole('table', { name: 'Asked, waited, told' }).locator('tbody tr');
    expect((await rows.allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Response rate nps40 sent50% (35% to 65%)',
      'First reply3 waitsmedian 2 h · never answered 0% · 1 still waiting',
      'Complaints–4',
      'Praise–1',
      'Referrals–0',
      'Tone, measured9 texts6 positive · 2 neutral · 1 negative · 4 missing',
    ]);
    const matters = page.getByRole('table', { name: 'Effort and escalations' }).locator('tbody tr');
    expect((await matters.allTextContents()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Resolved at first contact25 resolved matters80% (61% to 91%)',
      'Repeat contacts25 resolved mattersmean 0.24 · median 0 · 90 % at most 1',
      'Channel switches25 resolved mattersmean 0.00 · median 0 · 90 % at most 0',
      'Transfers25 resolved mattersmean 0.20 · median 0 · 90 % at most 0.6',
      'Reopenings25 resolved mattersmean 0.00 · median 0 · 90 % at most 0',
      'Resolved, in no figure3 resolved matters3 with no known opening',
      'Followed no longer9 matters2 not resolved, in no figure · 7 resolved, counted as they were',
      'Escalations26 over 1,040 contact-days2.50 per 100 contact-days (1.63 to 3.66) · tier 2: 25 · no tier: 1',
      'Time to owner25 escalationsmedian 3 h · 1 closed without an owner · 1 still waiting · 1 more of matters followed no longer',
    ]);
    await matters.last().getByRole('button').click();
    const why = page.getByRole('dialog', { name: 'Time to owner' });
    await why.getByText(/exact Poisson limits/).waitFor();
    expect(await why.getByRole('link', { name: 'The answers behind it' }).getAttribute('href')).toBe(
      '/projections/effort/totals',
    );
    await page.keyboard.press('Escape');
    await page.getByText('3 relationships are classified neither as b2b nor as b2c').waitFor();
  });

  it('is narrowed by its address, and opens to the answers, of the same moment', async () => {
    const { page, asked } = await open('/voice?asOf=2026-10-31', cannedVoice);
    await page.getByRole('navigation', { name: 'Segment' }).getByRole('link', { name: 'large' }).click();
    await page.waitForURL('**/voice?asOf=2026-10-31&segment=large');
    await page.getByRole('region', { name: 'NPS' }).getByRole('link', { name: 'The answers behind it' }).click();
    const table = page.getByRole('table', { name: 'Answers to nps' });
    await table.getByRole('link', { name: 'Amber Mills' }).waitFor();
    expect(await table.locator('tbody td').allTextContents()).toEqual([
      'Amber Mills',
      'Ana',
      '10',
      'Quick and friendly',
    ]);
    expect(asked).toContain('/voice?by=month&limit=24&segment=large&asOf=2026-10-31');
    expect(asked).toContain('/voice/answers?instrument=nps&segment=large&asOf=2026-10-31&limit=50');
    await page.getByRole('link', { name: 'Close' }).click();
    await table.waitFor({ state: 'detached' });
  });

  it('says how to import answers where there are none, and how to see more where none fit', async () => {
    const { page } = await open('/voice', noVoice);
    await page.getByRole('heading', { name: 'No customer has told anything yet' }).waitFor();
    await page.getByText('"type": "SurveyAnswered"').waitFor();
    const { page: narrowed } = await open('/voice?instrument=csat', noVoice);
    await narrowed.getByRole('link', { name: 'Show everything' }).click();
    await narrowed.waitForURL('**/voice');
  });

  it('fits a narrow window', async () => {
    const { page } = await open('/voice?answers=nps', cannedVoice, 360);
    await page.getByRole('region', { name: 'NPS', exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
