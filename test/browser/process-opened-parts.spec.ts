import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { cannedFunnel } from './canned-process-parts.js';
import { nothingToTell } from './canned-process-nothing.js';
import { cannedPipeline, cannedStages } from './canned-process-times.js';
import { launchChromium } from './chromium.js';
import { startFixtureServer, type FixtureServer } from './fixture-server.js';
import { faultsOfLayout } from './pages.contract.js';

jest.setTimeout(120_000);

const relationship = '/relationships/00000000-0000-8000-8000-000000000001';
const costly = ['experience', 'load', 'stages', 'times', 'waits', 'pipeline'];

describe('the parts of a process that are opened', () => {
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

  const address = (query = ''): string => `${server.url}/processes/helpdesk${query}`;

  const askedFor = (): readonly URLSearchParams[] =>
    server.requests
      .filter((request) => request.startsWith('GET /api/v1/processes/helpdesk?'))
      .map((request) => new URL(request.slice('GET '.length), server.url).searchParams)
      .filter((query) => costly.includes(query.get('show') ?? ''));

  const region = (name: string): Locator => page.getByRole('region', { name, exact: true });

  const open = async (name: string): Promise<Locator> => {
    await region(name).getByRole('button', { name, exact: true }).click();
    return region(name);
  };

  const linesOf = async (part: Locator, table: string): Promise<readonly string[]> => {
    const rows = part.getByRole('table', { name: table, exact: true }).locator('tbody tr');
    await rows.first().waitFor();
    const cells = (await rows.all()).map(async (row) => row.locator('th, td').allTextContents());
    return (await Promise.all(cells)).map((texts) => texts.join(' | '));
  };

  /** As of a process that declares stages. */
  const withStages = () =>
    page.route('**/api/v1/processes/helpdesk?**', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as { declared: object };
      const declared = { ...answer.declared, stages: ['Offer', 'Order'] };
      const pipeline = { ...cannedPipeline, outcomes: cannedFunnel.outcomes };
      await route.fulfill({
        response,
        json: { ...answer, declared, funnel: cannedFunnel, stages: cannedStages, pipeline },
      });
    });

  it('are asked for by who opens them, and by nobody else', async () => {
    await page.goto(address());
    await page.locator('svg.process-map').waitFor();
    await page.getByRole('table', { name: 'How targets are kept' }).waitFor();
    // Who scrolls past them opens none.
    await page.getByRole('table', { name: 'Handovers between teams' }).scrollIntoViewIfNeeded();
    await region('Load').getByText('How many cases are open').waitFor();
    expect(askedFor()).toEqual([]);
    const part = await open('Load');
    await part.getByRole('table').waitFor();
    expect(askedFor().map((query) => query.get('show'))).toEqual(['load']);
    expect(new URL(page.url()).searchParams.getAll('open')).toEqual(['load']);
    await part.getByRole('button', { name: 'Load' }).click();
    await part.getByRole('table').waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  it('are of the cases and the moment in the address, which keeps what is open', async () => {
    await page.goto(address('?filter=severity%3Dhigh&asOf=2012-12-31&open=times&open=experience'));
    await region('Times').getByRole('table').first().waitFor();
    await region('What the customer feels').getByRole('table').first().waitFor();
    expect(new Set(askedFor().map((query) => query.get('show')))).toEqual(new Set(['experience', 'times']));
    for (const query of askedFor())
      expect([query.getAll('filter'), query.get('asOf')]).toEqual([['severity=high'], '2012-12-31']);
    await page.getByRole('button', { name: 'Remove Severity: high' }).click();
    await page.waitForURL((url) => !url.searchParams.has('filter'));
    expect(new URL(page.url()).searchParams.getAll('open')).toEqual(['times', 'experience']);
    const link = region('What the customer feels').getByRole('link', { name: 'Amber Mills' });
    expect(await link.getAttribute('href')).toBe(`${relationship}?asOf=2012-12-31`);
  });

  it('show that they are worked out, and say in their place what went wrong', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/v1/processes/helpdesk?show=load**', async (route) => {
      await answered;
      await route.fulfill({ status: 500, json: { status: 500, title: 'Nothing works today', hint: 'Try tomorrow.' } });
    });
    await page.goto(address());
    const part = await open('Load');
    await part.locator('[aria-busy=true]').waitFor();
    answer();
    await part.getByRole('alert').getByText('Nothing works today').waitFor();
    await page.unroute('**/api/v1/processes/helpdesk?show=load**');
    await part.getByRole('button', { name: 'Try again' }).click();
    await part.getByRole('table').waitFor();
    await page.locator('svg.process-map').waitFor();
  });

  it('tells what the customer feels, and of whom there are too few', async () => {
    await page.goto(address('?open=experience'));
    const part = region('What the customer feels');
    expect(await linesOf(part, 'Effort')).toEqual([
      'cases | 400 | 8',
      'steps | 4 / 6.5 | 4 / 6.5',
      'something done more than once | 25% (100 of 400) | 25% (2 of 8)',
      'opened again | 0% (0 of 400) | 0% (0 of 8)',
      'handovers between teams, where known | 1 / 2 (of 12) | 1 / 2 (of 12)',
      'the customer waited | 2 h / 24 h | 2 h / 24 h',
      'the longest of it between two steps | 1 h / 12 h | 1 h / 12 h',
      'of it for others, a supplier say | – | –',
      'we waited for the customer | 30 min / 2 h | 30 min / 2 h',
    ]);
    await part.getByText('To the end: median 2 d of the 400 that ended; of all 2.1 d').waitFor();
    expect((await part.getByRole('listitem').allTextContents()).slice(0, 3).map((text) => text.trim())).toEqual([
      '●management 9 (2 too early to tell)',
      '▽deterioration 1',
      'not known 2',
    ]);
    await part.getByText('3 of 12 answered a survey, and 2 complained (5 complaints)').waitFor();
    expect(await linesOf(part, 'Answers')).toEqual([
      'nps, 0 to 10 | 25 | 40.0 points | 20.0 to 60.0',
      'ces, 1 to 7 | 6 | 2 × 1 · 7 × 5 | fewer than 20: only how often each score was given',
      'csat, 1 to 5 | 3 | fewer than 5: not told | ',
    ]);
    await part.getByText('20 stated').waitFor();
    await part.getByText('Declined because: too dear 3, no reason given 1').waitFor();
    await part.getByText('Goals agreed: 6. Reached: 1, late: 2, dropped: 0, overdue: 1, open: 2.').waitFor();
  });

  it('shows crude and stratified side by side, and warns where they point in opposite directions', async () => {
    await page.goto(address('?open=experience'));
    const part = region('What the customer feels');
    expect(await linesOf(part, 'What goes with what was done to customers, in points of 100')).toEqual([
      'opened again | complaint | 30% of 100 | 50% of 400 | −20.0 | +5.0 (+1.0 to +9.0) | crude misleads',
      'a wait above 24 h | complaint | 30% of 100 | 50% of 400 | +10.0 | +8.0 (+1.0 to +15.0) | goes with more',
      'something done again | low answer | 30% of 100 | 50% of 400 | 0.0 | +0.1 | too few to tell',
    ]);
    const warnings = await part.getByRole('note').allTextContents();
    expect(warnings).toEqual([
      'Warning: opened again and complaint: the crude difference (−20.0) misleads. Among cases that are alike (kinds: 2) it points the other way (+5.0). To which cases it was done makes the crude difference, and not that it was done.',
    ]);
    await part.getByText('500 of 520 endings of 480 cases; of 15 endings the 90 days').waitFor();
    await part.getByText('Too few on one side to tell: two or more handovers (complaint).').waitFor();
    await part.getByText('3 endings say neither').waitFor();
  });

  it('leads from a bottleneck to the relationships that it touches', async () => {
    await page.goto(address('?open=experience'));
    const part = region('What the customer feels');
    await part.getByText('8 cases wait; 2 of them for longer than nine in ten did before').waitFor();
    expect(await linesOf(part, 'Where cases wait too long')).toEqual(['Require upgrade | us | 5 | 2']);
    expect(await linesOf(part, 'Relationships that wait, longest first')).toEqual([
      'Amber Mills (2 cases) | Case 1249 | Require upgrade | 9 Nov 2026, 10:30 | 15 d | 3 d | ▽deterioration | EUR 12,500',
    ]);
    await part.getByText('1 of these cases are of nobody known.').waitFor();
    await part.getByRole('link', { name: 'Amber Mills' }).click();
    await page.waitForURL(`**${relationship}`);
  });

  it('draws how many cases are open over time, and says it in a table', async () => {
    await page.goto(address('?open=load'));
    const part = region('Load');
    await part.getByText('8 open, 400 ended, as of 24 Nov 2026, 09:00; opened again 2 times.').waitFor();
    await part.getByText('Nothing says of 3 cases whether they are open.').waitFor();
    const chart = part.getByRole('img');
    expect(await chart.getAttribute('aria-label')).toBe(
      'Open cases from 2026-06 to 2026-10: at most 20 (2026-07), 8 at the end. The table below holds the same numbers.',
    );
    expect(await chart.locator('title').allTextContents()).toEqual([
      '2026-06: 4 open',
      '2026-07: 20 open',
      '2026-10: 8 open',
    ]);
    expect(await linesOf(part, 'Load by month')).toEqual([
      '2026-10 | 2 | 14 | 8 | 2 | 14',
      '2026-07 | 18 | 2 | 20 | 18 | 2',
      '2026-06 | 5 | 1 | 4 | 5 | 1',
    ]);
    await part.getByText('2 earlier ones are not listed.').waitFor();
  });

  it('tells how long cases stay in stages, and which are stuck; and what open ones are worth', async () => {
    await withStages();
    await page.goto(address('?open=stages&open=pipeline'));
    expect(await linesOf(region('Stages'), 'How long cases stay in stages')).toEqual([
      'Offer | 190 | 195 | 2 h | 24 h | 5 | 24 h | 10 d | 0',
      'Order | 190 | 195 | 1 h | longer | 0 | – | – | 2',
    ]);
    await region('Stages').getByText('the first 1 of 3, longer there than nine in ten stays before').waitFor();
    expect(await linesOf(region('Stages'), 'Stuck')).toEqual([
      'Case 1249 | Amber Mills | Offer | 9 Nov 2026, 10:30 | 15 d | 24 h',
    ]);
    const pipeline = region('Pipeline');
    expect(await linesOf(pipeline, 'Open cases by stage, in EUR')).toEqual([
      'Offer | 5 | 10,000',
      'Order | 0 | 0',
      'in none of these | 1 | 2,500',
      'all | 6 | 12,500',
    ]);
    await pipeline.getByText('9 open cases, 2 of them without a known worth').waitFor();
    await pipeline.getByText('720 EUR a day').waitFor();
    await pipeline.getByText('6 open × 60% won × 2,000 a won case ÷ 10 d').waitFor();
    await pipeline.getByText('Velocity: none, fewer than 10 cases were won or lost').waitFor();
    await pipeline.getByText('60 won of 100 won or lost').waitFor();
  });

  it('tells how cases spent their time, and which waits were unusual, those that last first', async () => {
    await page.goto(address('?open=times&open=waits'));
    const part = region('Times');
    expect(await linesOf(part, 'Times of cases, median / 90 % within')).toEqual([
      'ended | 400 | 2 d / 7 d | 1 h / 2 h | 47 h / 6.9 d',
      'open, up to the moment | 8 | 10 d / 10 d | 1 min / 1 min | 10 d / 10 d',
    ]);
    expect(await linesOf(part, 'Times of activities, median')).toEqual([
      'Resolve ticket | 800 | 30 min (600) | 1 h (500) | 2 h (790)',
      'Closed | 800 | – | – | –',
    ]);
    await part.getByText('Of 400 of 1,600 steps no start is known').waitFor();
    await part.getByText('in hours of office: median 40 h, 90 % within 80 h').waitFor();
    const waits = region('Unusual waits');
    expect(await linesOf(waits, 'That last now')).toEqual([
      'Case 1249 | Amber Mills | Require upgrade | 9 Nov 2026, 10:30 | 15 d | 5 d',
    ]);
    expect(await linesOf(waits, 'That are over')).toEqual([
      'Case 1249 | Amber Mills | ended | Wait → Closed | 1 Aug 2026, 11:30 | 10 d | 2 d',
    ]);
    expect(await linesOf(waits, 'From one activity to another, later in the case')).toEqual([
      'Wait | Closed | 30 | 24 h | 1 h',
      'Closed | Wait | 1 | 1 min | –',
    ]);
    expect((await waits.getByRole('heading', { level: 3 }).allTextContents()).map((text) => text.trim())).toEqual([
      'That last now 1',
      'That are over the first 1 of 60, 1 in open cases',
      'From one activity to another, later in the case',
    ]);
  });

  it('say in words where there is nothing to tell', async () => {
    const { experience, load, waits } = nothingToTell;
    await page.route('**/api/v1/processes/helpdesk?show=**', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as object;
      await route.fulfill({ response, json: { ...answer, experience, load, waits } });
    });
    await page.goto(address('?open=experience&open=load&open=waits'));
    for (const [part, told] of [
      ['What the customer feels', 'No case is about a relationship that is known'],
      ['What the customer feels', 'No case is known to have ended. What ends one is declared:'],
      ['What the customer feels', 'Too early to tell: no case is known to have ended.'],
      ['What the customer feels', 'Needs are told of all cases only.'],
      ['What the customer feels', 'No case is open and waits for us or for others.'],
      ['Load', 'No case had a step yet.'],
      ['Unusual waits', 'Nothing says of any case whether it is open'],
      ['Unusual waits', 'None was unusually long.'],
      ['Unusual waits', 'Times from one activity to another are not told'],
    ] as const)
      await region(part).getByText(told).waitFor();
    expect(await region('Unusual waits').getByRole('table').count()).toBe(0);
  });

  it('fit every width with all open, and name every control', async () => {
    await withStages();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(address(`?${costly.map((part) => `open=${part}`).join('&')}`));
      await region('Pipeline').getByText('720 EUR a day').waitFor();
      await region('Unusual waits').getByRole('table', { name: 'That last now' }).waitFor();
      await region('What the customer feels').getByRole('table', { name: 'Effort' }).waitFor();
      await region('Load').getByRole('img').waitFor();
      await region('Times').getByRole('table').first().waitFor();
      const found = await page.locator('html').evaluate(faultsOfLayout);
      expect({ width, found }).toEqual({ width, found: [] });
      const scrolled = page.locator('section:has(> h2 > button[aria-expanded]) table').locator('..');
      const wider = await scrolled.evaluateAll((all: { scrollWidth: number; clientWidth: number }[]) =>
        all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.scrollWidth),
      );
      expect({ width, wider }).toEqual({ width, wider: [] });
    }
  });
});
